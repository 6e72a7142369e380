"""Wrapper layers: shared by recurrent layers, ``Bidirectional`` and ``TimeDistributed``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

import torch

from nervure.arguments.values import as_written
from nervure.errors import ArgumentError
from nervure.layers.input_layer import InputLayer
from nervure.layers.layer import Layer, OwnedParameter
from nervure.parameter import Parameter
from nervure.registry import deserialize


class Nested(Layer):
    """A layer that contains layers and owns their weights.

    Attributes:
        nested_arguments: the names of the arguments that are layers: code that builds the layer from a description
            builds these first.
    """

    nested_arguments: ClassVar[tuple[str, ...]] = ()

    @property
    def inner_layers(self) -> tuple[Layer, ...]:
        """The layers inside, in Keras' order of weights."""
        raise NotImplementedError(f"{type(self).__name__}.inner_layers")

    @property
    def sublayers(self) -> tuple[Layer, ...]:
        """The layers inside."""
        return self.inner_layers

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """The weights of the layers inside, in Keras' order, without carried states."""
        weights = [owned.parameter for owned in self.owned_parameters("") if not owned.is_carried]
        return tuple(dict.fromkeys(weights))

    def owned_parameters(self, path: str) -> list[OwnedParameter]:
        """Those of the layers inside."""
        return [owned for layer in self.inner_layers for owned in layer.owned_parameters(path)]

    def ensure_built(self, input_shape: Any) -> None:
        """Builds the layer unless it is built; checks that the shape fits either way.

        If there are several layers inside, each parameter name is prefixed with its layer's: ``forward_lstm/kernel``.
        """
        was_built = self.built
        super().ensure_built(input_shape)
        if not was_built and len(self.inner_layers) > 1:
            for layer in self.inner_layers:
                for owned in layer.owned_parameters(""):
                    owned.parameter.name = f"{layer.name}/{owned.parameter.name}"

    @property
    def trainable(self) -> bool:
        """Whether training updates its weights; setting it also sets it for every layer inside."""
        return self._trainable

    @trainable.setter
    def trainable(self, value: bool) -> None:
        self._trainable = bool(value)
        for layer in self.inner_layers:
            layer.trainable = value

    @property
    def fixes_batch_size(self) -> bool:
        """Whether a layer inside carries a state for each sample."""
        return any(layer.fixes_batch_size for layer in self.inner_layers)

    def initialise(self, position: int, seed: int, dtype: torch.dtype = torch.float32) -> None:
        """Initializes the layers inside, each at its own position."""
        super().initialise(position, seed, dtype)
        for offset, layer in positions(self.inner_layers):
            layer.initialise(position + offset, seed, dtype)

    def reset_state(self) -> None:
        """Resets to 0 the states that stateful layers inside carry from batch to batch."""
        reset_states(self.owned_parameters(""))

    def reset_states(self) -> None:
        """The same as :meth:`reset_state`."""
        self.reset_state()


def positions(layers: Sequence[Layer]) -> Iterator[tuple[int, Layer]]:
    """Each layer with its position in the network: a wrapper layer takes as many positions as it contains layers.

    Random streams and initial weights depend on the position, never on a name or a counter of the process.
    """
    position = 0
    for layer in layers:
        yield position, layer
        position += num_positions(layer)


def num_positions(layer: Layer) -> int:
    """How many positions ``layer`` takes: none for an input, one for a plain layer, those inside for a wrapper."""
    if isinstance(layer, InputLayer):
        return 0
    return sum(num_positions(inner) for inner in layer.sublayers) if layer.sublayers else 1


def trainable_flags(layer: Layer) -> bool | list[bool]:
    """Whether training updates ``layer``; if a layer inside differs, one flag per layer, its own first."""
    flags = [one.trainable for one in _with_inner(layer)]
    return flags if isinstance(layer, Nested) and len(set(flags)) > 1 else layer.trainable


def set_trainable_flags(layer: Layer, flags: bool | Sequence[bool]) -> None:
    """Freezes or unfreezes ``layer`` and the layers inside, as recorded by :func:`trainable_flags`."""
    if isinstance(flags, bool):
        layer.trainable = flags
        return
    for one, flag in zip(_with_inner(layer), flags, strict=True):
        if isinstance(one, Nested):
            one._trainable = bool(flag)  # only its own: the layers inside have theirs
        elif one.trainable != flag:
            one.trainable = bool(flag)


def _with_inner(layer: Layer) -> Iterator[Layer]:
    """The layer and those inside. A nested model counts as one: it manages its own layers."""
    yield layer
    if isinstance(layer, Nested):
        for inner in layer.inner_layers:
            yield from _with_inner(inner)


def reset_states(owned: Sequence[OwnedParameter]) -> None:
    """Sets carried states to 0."""
    for entry in owned:
        if entry.is_carried and entry.parameter.value is not None:
            entry.parameter.value.zero_()


def layer_of(x: Any, argument: str, where: str, example: str) -> Layer:
    """The layer passed as an argument: itself, or its ``get_config`` description.

    Args:
        x: a layer, or its class name and configuration.
        argument: the name of the argument.
        where: the class whose argument it is.
        example: a valid value to suggest.

    Raises:
        ArgumentError: it is neither.
        UnknownNameError: the description does not name a built-in layer; pass ``custom_objects`` when loading a model.
    """
    if isinstance(x, Layer):
        return x
    if isinstance(x, Mapping) and "class_name" in x:
        from nervure.layers import TABLE  # the table lists this file's layers too

        made: Layer = deserialize(x, TABLE, where=f"{where}({argument}=...)")
        return made
    got = f"{x.__name__} without ()" if isinstance(x, type) else as_written(x)
    raise ArgumentError.of("nested.no_layer", where=where, argument=argument, got=got, example=example)


def fresh_copy(layer: Layer, **changed: Any) -> Layer:
    """A new layer with the same arguments except for ``changed``, and its own weights."""
    _, given = layer.__getnewargs_ex__()
    arguments = {name: _fresh(value) for name, value in given.items()}
    return type(layer)(**{**arguments, **changed})


def _fresh(value: Any) -> Any:
    if isinstance(value, Layer):
        return fresh_copy(value)
    if isinstance(value, (list, tuple)) and any(isinstance(item, Layer) for item in value):
        return [_fresh(item) for item in value]
    return value

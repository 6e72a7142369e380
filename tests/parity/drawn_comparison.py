"""One layer of nervure beside the same layer of Keras: what differs, in words.

compare(layers.Dense(3, "tanh"), (4,), seed=7)  # [] where nothing differs
"""

from __future__ import annotations

import inspect
import types
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import keras
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from nervure import layers
from nervure.layers import Layer
from tests.layers.recurrent_walks import Walk, walk_sequences

OUTPUTS, GRADIENTS = 1e-5, 1e-4
SAMPLES = 4
# Relative to the largest number of a tensor, but to no less than this, and than a tenth of the largest among all
# gradients of the layer: where numbers cancel (the gradient of a bias of keys is 0) nothing but their rounding is left.
LEAST, SHARE = 1e-2, 0.1
# Arguments that say nothing of what is computed here.
_UNTOLD = ("initializer", "regularizer", "constraint", "dtype", "batch_input_shape")
Array = NDArray[Any]


def twin(value: Any) -> Any:
    """The layer of Keras with the arguments of one of ours; layers inside likewise."""
    if isinstance(value, Layer):
        kind = getattr(keras.layers, type(value).__name__)
        arguments = {
            name: twin(x) for name, x in value._arguments.items() if not name.endswith(_UNTOLD) and x is not None
        }
        if isinstance(value, layers.UpSampling1D):
            (arguments["size"],) = arguments["size"]  # Keras takes a number only
        return kind(**arguments)
    if isinstance(value, (list, tuple)):
        items = [twin(item) for item in value]
        # Of a list of one LSTMCell Keras forgets the second state.
        return items[0] if len(items) == 1 and isinstance(value[0], Layer) else type(value)(items)
    # Keras asks a function for its arguments, which those of torch do not tell.
    return _plainly(value) if isinstance(value, types.BuiltinFunctionType) else value


def _plainly(function: Callable[[Tensor], Tensor]) -> Callable[[Tensor], Tensor]:
    def computed(x: Tensor) -> Tensor:
        return function(x)

    return computed


def in_code(value: Any) -> str:
    """A layer as one would write it, without what is as by default."""
    if isinstance(value, list):
        return f"[{', '.join(map(in_code, value))}]"
    if isinstance(value, types.BuiltinFunctionType):
        return f"torch.{value.__name__}"
    if not isinstance(value, Layer):
        return repr(value)
    defaults = {p.name: p.default for p in inspect.signature(type(value)).parameters.values()}
    told = {name: x for name, x in value._arguments.items() if name not in defaults or not _equal(x, defaults[name])}
    arguments = ", ".join(f"{name}={in_code(x)}" for name, x in told.items() if x is not None)
    return f"layers.{type(value).__name__}({arguments})"


def _equal(one: Any, other: Any) -> bool:
    return type(one) is type(other) and bool(one == other)


def keras_can(layer: Layer, shape: Any) -> bool:
    """Whether Keras on torch computes this as its other backends do.

    It has no Lanczos, its bicubic curve is another than TensorFlow's, and it norms over the last axes only.
    """
    if layer._arguments.get("interpolation") in ("bicubic", "lanczos3", "lanczos5"):
        return False
    if not isinstance(layer, (layers.LayerNormalization, layers.RMSNormalization)):
        return True
    axes = sorted(axis % (len(shape) + 1) for axis in np.atleast_1d(layer._arguments["axis"]).tolist())
    is_one_stretch = axes == list(range(axes[0], axes[-1] + 1))
    are_last = is_one_stretch and axes[-1] == len(shape)
    return are_last or (isinstance(layer, layers.LayerNormalization) and not is_one_stretch)


def kinds(layer: Layer) -> set[str]:
    """The classes of a layer and of those inside."""
    inside = [item for x in layer._arguments.values() for item in (x if isinstance(x, list) else [x])]
    layers_inside = [item for item in inside if isinstance(item, Layer)]
    stacked = {"StackedRNNCells"} if isinstance(layer, layers.RNN) and len(layers_inside) > 1 else set()
    return {type(layer).__name__} | stacked | set().union(*map(kinds, layers_inside))


def is_random(layer: Layer) -> bool:
    """Whether the layer, or one inside, draws masks or noise in training."""
    inside: list[Any] = list(layer._arguments.values())
    inside += [item for argument in inside if isinstance(argument, list) for item in argument]
    rates = ("rate", "stddev", "dropout", "recurrent_dropout")
    own = any(layer._arguments.get(name) for name in rates)
    return own or any(is_random(item) for item in inside if isinstance(item, Layer))


def compare(layer: Layer, shape: Any, seed: int) -> list[str]:
    """What differs between ``layer`` and its twin.

    Args:
        layer: fresh.
        shape: of one sample, or a list of them for several inputs.
        seed: of the inputs, the weights, the mask of a sequence, the gradient of the output, and whether it trains.
    """
    generator = np.random.default_rng(seed)
    shapes = shape if isinstance(shape, list) else [shape]
    training = bool(generator.integers(2)) and not is_random(layer)
    inputs = [_input(layer, each, generator) for each in shapes]
    mask = _mask(layer, inputs[0], generator)
    theirs = Theirs(layer, inputs, mask, training, generator)
    fed: Any = [(None, *each) for each in shapes]
    fed = fed if len(fed) > 1 else fed[0]
    layer.ensure_built(fed)
    layer.draw_missing()
    problems = list(_weights(layer, theirs.weights))
    if problems:
        return problems
    problems += _shapes(layer, theirs, fed)
    layer.set_weights(theirs.weights)
    walked = walk_sequences(layer, inputs, [theirs.dy], mask, training=training)
    return problems + list(_numbers(layer, theirs, walked))


def _input(layer: Layer, shape: Sequence[int], generator: np.random.Generator) -> Array:
    if isinstance(layer, layers.Embedding):
        return generator.integers(0, layer._arguments["input_dim"], (SAMPLES, *shape))
    x: Array = generator.standard_normal((SAMPLES, *shape)).astype("float32")
    if isinstance(layer, layers.Masking):
        x[generator.random(x.shape[:-1]) < 0.4] = layer._arguments["mask_value"]
    return x


def _mask(layer: Layer, x: Array, generator: np.random.Generator) -> Array | None:
    """For half of the recurrent layers: (N, T), True where a step is real."""
    if not isinstance(layer, (layers.RNN, layers.Bidirectional)) or generator.integers(2):
        return None
    mask: Array = generator.random(x.shape[:2]) < 0.7
    return mask


class Theirs:
    """Keras' layer with random weights, walked forward and back by torch.

    Attributes:
        layer: the layer.
        leaves: its inputs.
        weights: what its weights were before the walk.
        y: its output.
        dy: the gradient that the walk back started with.
    """

    def __init__(
        self, ours: Layer, inputs: Sequence[Array], mask: Array | None, training: bool, generator: np.random.Generator
    ) -> None:
        self.layer = twin(ours)
        self.leaves = [torch.from_numpy(x) for x in inputs]
        several = len(inputs) > 1
        apart = type(ours).__name__ == "MultiHeadAttention"
        call: dict[str, Any] = {} if mask is None else {"mask": torch.from_numpy(mask)}
        if not _pads_means(ours):
            with torch.no_grad():
                self._call(self.leaves, apart, several, call)  # builds it
        self.weights = [self._drawn(weight, generator) for weight in self.layer.weights]
        self.layer.set_weights(self.weights)
        for leaf in self.leaves:
            if leaf.is_floating_point():
                leaf.requires_grad_()
        call |= {"training": training} if _takes_training(self.layer) else {}
        y = _means_inside(ours, self.leaves[0]) if _pads_means(ours) else self._call(self.leaves, apart, several, call)
        self.dy: Array = generator.standard_normal(y.shape).astype("float32")
        if y.requires_grad:
            (y * torch.from_numpy(self.dy)).sum().backward()
        self.y = y.detach()

    def _call(self, leaves: list[Tensor], apart: bool, several: bool, call: dict[str, Any]) -> Tensor:
        fed = leaves if apart else [leaves if several else leaves[0]]
        y: Tensor = self.layer(*fed, **call)
        return y

    @staticmethod
    def _drawn(weight: Any, generator: np.random.Generator) -> Array:
        drawn: Array = generator.uniform(-1, 1, weight.shape).astype("float32")
        return drawn if weight.trainable else abs(drawn)


def _takes_training(layer: Any) -> bool:
    return bool(layer._call_has_training_arg)


def _pads_means(layer: Layer) -> bool:
    return type(layer).__name__.startswith("AveragePooling") and layer._arguments["padding"] == "same"


def _means_inside(layer: Any, x: Tensor) -> Tensor:
    """Where Keras' backends disagree, TensorFlow's mean: of the cells inside. The sums are Keras' convolutions."""
    kernel = torch.ones(*layer.pool_size, 1, 1) * torch.eye(x.shape[-1])

    def sums(of: Tensor) -> Tensor:
        added: Tensor = keras.ops.conv(of, kernel, layer.strides, "same")
        return added

    return sums(x) / sums(torch.ones_like(x)).detach()


def _weights(layer: Layer, theirs: Sequence[Array]) -> Iterator[str]:
    ours = layer.get_weights()
    if [w.shape for w in ours] != [w.shape for w in theirs]:
        yield f"weights of shapes {[w.shape for w in ours]}, in Keras {[w.shape for w in theirs]}"
    if layer.count_params() != sum(w.size for w in theirs):
        yield f"{layer.count_params()} parameters, in Keras {sum(w.size for w in theirs)}"


def _shapes(layer: Layer, theirs: Theirs, fed: Any) -> Iterator[str]:
    names = [parameter.name.rpartition("/")[2] for parameter in layer.parameters]
    of_keras = [weight.path.rpartition("/")[2] for weight in theirs.layer.weights]
    if names != of_keras:
        yield f"weights called {names}, in Keras {of_keras}"
    promised = tuple(layer.compute_output_shape(fed))
    if promised[1:] != tuple(theirs.y.shape[1:]):
        yield f"an output of shape {promised} is promised, in Keras it is {tuple(theirs.y.shape)}"


def _numbers(layer: Layer, theirs: Theirs, walked: Walk) -> Iterator[str]:
    yield from _apart("the output", walked.outputs[0], theirs.y, OUTPUTS)
    leaves = [(f"input {number}", leaf) for number, leaf in enumerate(theirs.leaves)]
    leaves += [(weight.path, weight.value) for weight in theirs.layer.trainable_weights]
    ours = [*walked.dinputs, *walked.dparameters]
    pairs = [(*named, mine) for named, mine in zip(leaves, ours, strict=True) if named[1].is_floating_point()]
    least = SHARE * max((_largest(_gradient(leaf)) for _, leaf, _ in pairs), default=0.0)
    for name, leaf, mine in pairs:
        yield from _apart(f"the gradient of {name}", mine, _gradient(leaf), GRADIENTS, least)
    for after, weight in zip(layer.get_weights(), theirs.layer.weights, strict=True):
        yield from _apart(f"{weight.path} after the step", torch.from_numpy(after), weight.value.detach(), OUTPUTS)


def _gradient(leaf: Tensor) -> Tensor:
    return torch.zeros_like(leaf) if leaf.grad is None else leaf.grad


def _largest(x: Tensor) -> float:
    return x.abs().max().item() if x.numel() else 0.0


def _apart(what: str, ours: Tensor, theirs: Tensor, tolerance: float, least: float = 0.0) -> Iterator[str]:
    if ours.shape != theirs.shape:
        yield f"{what} has shape {tuple(ours.shape)}, in Keras {tuple(theirs.shape)}"
        return
    largest = max(LEAST, least, _largest(theirs))
    apart = _largest(ours.detach() - theirs) / largest
    if not apart <= tolerance:  # written so that NaN counts
        yield f"{what} is {apart:.1e} of the largest, {largest:.3g}, away"

"""Arguments that Keras takes at a layer's call and that a layer stores here, since a plan has no call arguments."""

from __future__ import annotations

from collections.abc import Mapping

from nervure.errors import ArgumentError
from nervure.layers.layer import Layer
from nervure.layers.options import AttentionOptions, ProjectedOptions

_NAME = "call_arguments"


class CallOptions:
    """Boolean call arguments of a layer: those of the first call apply to all calls.

    They are part of the configuration, so that a reloaded layer is called in the same way.

    Args:
        given: the arguments from a configuration; None before the first call.

    Examples:
        >>> CallOptions({"use_causal_mask": True})["use_causal_mask"], CallOptions(None)["use_causal_mask"]
        (True, False)
    """

    def __init__(self, given: Mapping[str, bool] | None) -> None:
        self._given = None if given is None else {name: bool(value) for name, value in given.items()}
        self._is_restored = given is not None

    @classmethod
    def taken_from(cls, kwargs: AttentionOptions | ProjectedOptions) -> CallOptions:
        """The call options found in a layer's keyword arguments, where a configuration puts them."""
        return cls(kwargs.pop("call_arguments", None))

    @property
    def are_known(self) -> bool:
        """Whether the layer was called, or restored from a configuration that records its call."""
        return self._given is not None

    def __getitem__(self, name: str) -> bool:
        return bool(self._given and self._given.get(name))

    def take(self, given: Mapping[str, bool], layer: Layer) -> None:
        """Stores the arguments of a call.

        Raises:
            ArgumentError: an earlier call used other arguments.
        """
        wanted = {name: bool(value) for name, value in given.items()}
        is_plain = not any(wanted.values())
        if self._is_restored and is_plain:  # when a saved model is rebuilt, the layer is called without arguments
            return
        if self._given is not None and self._given != wanted:
            raise ArgumentError.of(
                "attention.called_before", where=layer.where, expected=_written(self._given), got=_written(wanted)
            )
        self._given = wanted
        if not is_plain:
            layer._arguments[_NAME] = wanted  # part of get_config


def _written(options: Mapping[str, bool]) -> str:
    return ", ".join(f"{name}={value}" for name, value in options.items())

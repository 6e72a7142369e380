"""Arguments that Keras takes at the call of a layer, and a layer here keeps: a plan knows no arguments of a call."""

from __future__ import annotations

from collections.abc import Mapping

from nervure.errors import ArgumentError
from nervure.layers.layer import Layer
from nervure.layers.options import AttentionOptions, ProjectedOptions

_NAME = "call_arguments"


class CallOptions:
    """Yes-or-no arguments of a layer's calls: those of the first call hold for all.

    They are part of the configuration, so that a layer that was saved is called as before.

    Args:
        given: those of a configuration; None before the first call.

    Examples:
        >>> CallOptions({"use_causal_mask": True})["use_causal_mask"], CallOptions(None)["use_causal_mask"]
        (True, False)
    """

    def __init__(self, given: Mapping[str, bool] | None) -> None:
        self._given = None if given is None else {name: bool(value) for name, value in given.items()}
        self._is_restored = given is not None

    @classmethod
    def taken_from(cls, kwargs: AttentionOptions | ProjectedOptions) -> CallOptions:
        """Those in a layer's keyword arguments, which a configuration has put there."""
        return cls(kwargs.pop("call_arguments", None))

    @property
    def are_known(self) -> bool:
        """Whether the layer was called, or restored from a configuration that tells how it was."""
        return self._given is not None

    def __getitem__(self, name: str) -> bool:
        return bool(self._given and self._given.get(name))

    def take(self, given: Mapping[str, bool], layer: Layer) -> None:
        """Keeps the arguments of a call.

        Raises:
            ArgumentError: the layer was called in another way before.
        """
        wanted = {name: bool(value) for name, value in given.items()}
        is_plain = not any(wanted.values())
        if self._is_restored and is_plain:  # called by whoever rebuilds a saved model: without arguments
            return
        if self._given is not None and self._given != wanted:
            raise ArgumentError.of(
                "attention.called_before", where=layer.where, expected=_written(self._given), got=_written(wanted)
            )
        self._given = wanted
        if not is_plain:
            layer._arguments[_NAME] = wanted  # part of what get_config tells


def _written(options: Mapping[str, bool]) -> str:
    return ", ".join(f"{name}={value}" for name, value in options.items())

"""The ends of a model: its inputs and its outputs, single, as a list, or by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from nervure.errors import ArgumentError
from nervure.registry import look_up
from nervure.symbolic import SymbolicTensor, symbolic_tensors


class Ends(NamedTuple):
    """The tensors at one end, and their names.

    Attributes:
        tensors: in order.
        names: the keys of the given mapping; None for a single tensor or a list.
    """

    tensors: tuple[SymbolicTensor, ...]
    names: tuple[str, ...] | None = None

    @classmethod
    def of(cls, given: Any, argument: str) -> Ends:
        """The ends described by an argument of ``Model``.

        Args:
            given: a symbolic tensor, a list of them, or a mapping by name.
            argument: its name, for errors.

        Raises:
            ArgumentError: it holds something else.
        """
        found = symbolic_tensors(list(given.values()) if isinstance(given, Mapping) else given)
        if found is None:
            got = "None" if given is None else type(given).__name__
            raise ArgumentError.of("model.not_symbolic", where=f"Model({argument}=...)", got=got)
        return cls(found.tensors, tuple(map(str, given)) if isinstance(given, Mapping) else None)

    def packed(self, values: Sequence[Any]) -> Any:
        """One value per tensor, in the form of the tensors: a single value, a list, or a dict by name."""
        if self.names is not None:
            return dict(zip(self.names, values, strict=True))
        return alone(list(values))

    def unpacked(self, given: Any, where: str) -> Any:
        """The values of a mapping by name, in order; anything else unchanged.

        Raises:
            UnknownNameError: a key is not one of the names.
            ArgumentError: a name is missing.
        """
        if not isinstance(given, Mapping):
            return given
        names = self.names or [tensor.node.layer.name for tensor in self.tensors]
        for name in given:
            look_up(name, dict.fromkeys(names), where=where)
        missing = [name for name in names if name not in given]
        if missing:
            raise ArgumentError.of(
                "model.call_misses", where=where, name=missing[0], expected=", ".join(names), got=", ".join(given)
            )
        return alone([given[name] for name in names])


def alone(items: list[Any]) -> Any:
    """The item of a list of one, else the list."""
    return items[0] if len(items) == 1 else items

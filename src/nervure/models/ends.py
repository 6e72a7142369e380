"""The two ends of a model: its inputs and its outputs, alone, as a list, or by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from nervure.errors import ArgumentError
from nervure.registry import look_up
from nervure.symbolic import SymbolicTensor, symbolic_tensors


class Ends(NamedTuple):
    """The tensors at one end, and the names they were given by.

    Attributes:
        tensors: in order.
        names: the keys of the mapping they came as; None where they came alone or as a list.
    """

    tensors: tuple[SymbolicTensor, ...]
    names: tuple[str, ...] | None = None

    @classmethod
    def of(cls, given: Any, argument: str) -> Ends:
        """The ends that an argument of ``Model`` gives.

        Args:
            given: a symbolic tensor, a list of them, or a mapping by name.
            argument: what it is called, for errors.

        Raises:
            ArgumentError: it holds something else.
        """
        found = symbolic_tensors(list(given.values()) if isinstance(given, Mapping) else given)
        if found is None:
            got = "None" if given is None else type(given).__name__
            raise ArgumentError.of("model.not_symbolic", where=f"Model({argument}=...)", got=got)
        return cls(found.tensors, tuple(map(str, given)) if isinstance(given, Mapping) else None)

    def packed(self, values: Sequence[Any]) -> Any:
        """One value for each tensor in the form the tensors came in: a value alone, a list, or a dict by name."""
        if self.names is not None:
            return dict(zip(self.names, values, strict=True))
        return alone(list(values))

    def unpacked(self, given: Any, where: str) -> Any:
        """What a mapping by name holds, in order; anything else as it is.

        Raises:
            UnknownNameError: a key is none of the names.
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

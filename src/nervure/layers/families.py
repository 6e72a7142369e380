"""Layer arguments that name a member of a family: initializers, regularizers, constraints."""

from __future__ import annotations

from typing import Annotated, Any

from nervure import constraints, initializers, regularizers
from nervure.registry import look_up


class InitializerKind:
    """An initializer: a name, an object, a number or an array of values."""

    def take(self, value: Any, argument: str, where: str) -> Any:
        """``value``, which :func:`nervure.initializers.get` takes."""
        if isinstance(value, str):
            look_up(value, initializers.TABLE, where=f"{where}({argument}=...)")
        else:
            initializers.get(value)
        return value


class RegularizerKind:
    """A regularizer: a name, an object or None."""

    def take(self, value: Any, argument: str, where: str) -> Any:
        """The regularizer."""
        return regularizers.get(value)


class ConstraintKind:
    """A constraint: a name, an object or None."""

    def take(self, value: Any, argument: str, where: str) -> Any:
        """The constraint."""
        return constraints.get(value)


InitializerLike = Annotated[Any, InitializerKind()]
RegularizerLike = Annotated[Any, RegularizerKind()]
ConstraintLike = Annotated[Any, ConstraintKind()]

"""Names of a package that are imported on first use, so that unused ones cost no time."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Mapping
from typing import Any


def imported_when_used(package: str, homes: Mapping[str, str]) -> Callable[[str], Any]:
    """The ``__getattr__`` of a package.

    Args:
        package: its ``__name__``.
        homes: the module of each name; a name may be that of the module itself.

    Returns:
        A function that returns the object with a name.

    Raises:
        AttributeError: by that function, for any other name.

    Examples:
        >>> imported_when_used("nervure", {"set_seed": "nervure.randomness"})("set_seed").__name__
        'set_seed'
    """

    def attribute(name: str) -> Any:
        if name not in homes:
            # With name and obj, Python itself suggests the nearest name.
            raise AttributeError(f"module '{package}' has no attribute '{name}'", name=name, obj=sys.modules[package])
        home = importlib.import_module(homes[name])
        return home if home.__name__ == f"{package}.{name}" else getattr(home, name)

    return attribute

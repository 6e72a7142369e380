"""The compiled module, if there is one; the first kernel that needs it looks for it, once.

Without a C++ compiler, an installation has no compiled module; every kernel then runs its torch body, which computes
the same formulas but is slower. Where sums are taken in a different order (convolutions, recurrent layers, small
networks, cross-entropy), the last digits differ, so a run repeats bit for bit only with the bodies it was made with; a
checkpoint records them. The environment variable ``NERVURE_KERNELS`` overrides this: ``torch`` never uses the compiled
module, ``native`` requires it, ``auto`` (or unset) uses it if available.
"""

from __future__ import annotations

import functools
import os
from types import ModuleType

from nervure.errors import ArgumentError, StateError, advise

_VARIABLE = "NERVURE_KERNELS"
_CHOICES = ("auto", "native", "torch")


def available() -> bool:
    """Whether kernels run their native bodies in this process.

    Raises:
        ArgumentError: ``NERVURE_KERNELS`` is not one of auto, native, torch.
        StateError: ``NERVURE_KERNELS=native``, but there is no compiled module.
    """
    return compiled() is not None


def choice() -> str:
    """The value of ``NERVURE_KERNELS``: auto, native or torch.

    Raises:
        ArgumentError: it is not one of these.
    """
    asked = os.environ.get(_VARIABLE, "") or "auto"
    if asked not in _CHOICES:
        raise ArgumentError.of("kernels.choice", where=_VARIABLE, choices=", ".join(_CHOICES), got=asked)
    return asked


@functools.cache
def compiled() -> ModuleType | None:
    """The compiled module, or None if kernels run their torch bodies; decided once per process.

    Raises:
        ArgumentError: ``NERVURE_KERNELS`` is not one of auto, native, torch.
        StateError: ``NERVURE_KERNELS=native``, but there is no compiled module.
    """
    asked = choice()
    # torch first: it loads the OpenMP and C++ runtimes that the compiled module shares with it.
    from nervure.kernels.forking import prepare_for_forks

    module, reason = (None, "") if asked == "torch" else _load()
    if module is None and asked == "native":
        raise StateError.of("kernels.absent", where=_VARIABLE, reason=reason)
    prepare_for_forks(None if module is None else module.dissolve_pool)
    return module


def _load() -> tuple[ModuleType | None, str]:
    try:
        from nervure.kernels import _native
    except ModuleNotFoundError as error:
        return None, str(error)
    except ImportError as error:
        # It was built, but does not load (a different C++ runtime, for example): everything is slower, so warn.
        advise("kernels.broken", reason=str(error))
        return None, str(error)
    return _native, ""

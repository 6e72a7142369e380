"""The compiled module, if there is one: looked for once, at the first kernel that asks.

An installation without a C++ compiler has no compiled module; every kernel then runs its torch body, which computes the
same formulas and takes longer. Where sums are taken in another order the last digits differ (convolutions, recurrent
layers, small networks, cross-entropy), so a run repeats its bits only with the bodies it was made with; a checkpoint
knows them. ``NERVURE_KERNELS`` in the environment decides otherwise: ``torch`` never uses the
compiled module, ``native`` insists on it, ``auto`` (or nothing) takes what is there.
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
        ArgumentError: ``NERVURE_KERNELS`` is none of auto, native, torch.
        StateError: ``NERVURE_KERNELS=native``, and there is no compiled module.
    """
    return compiled() is not None


def choice() -> str:
    """What ``NERVURE_KERNELS`` asks for: auto, native or torch.

    Raises:
        ArgumentError: it is none of these.
    """
    asked = os.environ.get(_VARIABLE, "") or "auto"
    if asked not in _CHOICES:
        raise ArgumentError.of("kernels.choice", where=_VARIABLE, choices=", ".join(_CHOICES), got=asked)
    return asked


@functools.cache
def compiled() -> ModuleType | None:
    """The compiled module, or None where kernels run their torch bodies; decided once a process.

    Raises:
        ArgumentError: ``NERVURE_KERNELS`` is none of auto, native, torch.
        StateError: ``NERVURE_KERNELS=native``, and there is no compiled module.
    """
    asked = choice()
    # torch first: it brings the OpenMP and C++ runtimes that the compiled module is to share with it.
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
        # It was built, but does not load (another C++ runtime, say): slower from here on, so say it.
        advise("kernels.broken", reason=str(error))
        return None, str(error)
    return _native, ""

"""Lets torch's matrix products sum in an order that does not depend on the number of threads, where they can.

MKL, which multiplies matrices for torch on Intel's processors, divides long sums among its threads; on recent
processors, those of 512 terms and more. Its strict mode of *conditional numerical reproducibility* divides them by
their shape. MKL takes the mode only before its first product in a process.
"""

from __future__ import annotations

import ctypes
import functools
import os
from pathlib import Path

import torch

_VARIABLE = "MKL_CBWR"  # MKL reads it itself: what the user chose stays
_STRICT = 0x10000
_FIRST_STRICT_BRANCH = 10  # AVX2; below it there is no strict mode
_WHOLE_MODE = -1  # the branch and whether it is strict


@functools.cache
def fix_order_of_sums() -> bool:
    """Asks MKL for its strict mode, once per process.

    Returns:
        Whether products have the same bits with any number of threads; False if another library multiplies, the
        processor has no strict mode, or something else in this process has multiplied before.

    Source: Intel oneAPI MKL developer reference, 2024, "mkl_cbwr_set".

    Examples:
        >>> fix_order_of_sums() == fix_order_of_sums()
        True
    """
    mkl = _mkl()
    if mkl is None:
        return False
    branch = mkl.mkl_serv_cbwr_get_auto_branch()
    if _VARIABLE not in os.environ and branch >= _FIRST_STRICT_BRANCH:
        mkl.mkl_serv_cbwr_set(branch | _STRICT)
    return bool(mkl.mkl_serv_cbwr_get(_WHOLE_MODE) & _STRICT)


def _mkl() -> ctypes.CDLL | None:
    """The library of torch that has MKL inside; None if it has none, or does not show these functions."""
    path = Path(torch.__file__).parent / "lib" / "libtorch_cpu.so"
    if not path.is_file():
        return None
    library = ctypes.CDLL(str(path))
    names = ("mkl_serv_cbwr_get_auto_branch", "mkl_serv_cbwr_set", "mkl_serv_cbwr_get")
    return library if all(hasattr(library, name) for name in names) else None

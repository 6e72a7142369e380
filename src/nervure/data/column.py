"""Conversion of one array-like argument to a torch tensor, without a copy where possible."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from nervure.errors import DataError
from nervure.language import text

# torch does arithmetic in these types, but supports gathering and comparing only for some of them.
_WIDENED = {"uint16": np.int32, "uint32": np.int64, "uint64": np.int64, "longdouble": np.float64}
_FIXES = {
    "U": "data.fix_text",
    "S": "data.fix_text",
    "M": "data.fix_time",
    "m": "data.fix_time",
    "c": "data.fix_complex",
}


class Column(NamedTuple):
    """The samples of one input, target or weight.

    Attributes:
        tensor: the samples along the first axis, ``(N, ...)``.
        read_only: whether the memory belongs to a read-only array, such as a memory map.
    """

    tensor: Tensor
    read_only: bool

    def rows(self, chosen: slice | Tensor) -> Tensor:
        """The chosen samples: a view for a slice, a copy for indices (int64) and for read-only memory."""
        if isinstance(chosen, Tensor):
            return self.tensor.index_select(0, chosen.to(self.tensor.device))
        rows = self.tensor[chosen]
        return rows.clone() if self.read_only else rows

    def only(self, chosen: slice | Tensor) -> Column:
        """A column with the chosen samples; a slice shares the memory."""
        if isinstance(chosen, Tensor):
            return Column(self.rows(chosen), read_only=False)
        return Column(self.tensor[chosen], self.read_only)


def is_array(value: Any) -> bool:
    """Whether ``value`` is an array with at least one axis (NumPy, torch, pandas, ...), not a list of numbers."""
    if isinstance(value, (np.ndarray, Tensor, memoryview)):
        return value.ndim > 0
    return hasattr(value, "__array__") and len(getattr(value, "shape", ())) > 0


def column(value: Any, *, where: str) -> Column:
    """``value`` (array, tensor, list of numbers, table) as a column; uint8, integer and float types are kept.

    Args:
        value: anything that ``numpy.asarray`` accepts.
        where: the name of the argument, for messages.

    Raises:
        DataError: it is not numeric, has no samples, or has rows of different lengths.

    Examples:
        >>> column([[1, 2], [3, 4]], where="x").tensor.dtype
        torch.int64
    """
    if isinstance(value, Tensor):
        _refuse_other_tensors(value, where)
        made = Column(value.detach(), read_only=False)
    else:
        array = _numbers(_array(value, where), where)
        made = Column(torch.from_numpy(_seen_as_writable(array)), read_only=not array.flags.writeable)
    if made.tensor.is_complex():
        raise _not_numbers(str(made.tensor.dtype), "data.fix_complex", where)
    if made.tensor.ndim == 0:
        raise DataError.of("data.scalar", where=where, value=made.tensor.item())
    if made.tensor.shape[0] == 0:
        raise DataError.of("data.empty", where=where, shape=tuple(made.tensor.shape))
    return made


def _array(value: Any, where: str) -> NDArray[Any]:
    if isinstance(value, np.ma.MaskedArray):
        raise DataError.of("data.masked", where=where, count=int(np.sum(value.mask)))
    if isinstance(value, Mapping):
        raise _not_numbers(type(value).__name__, "data.fix_object", where)
    try:
        return np.asarray(value)
    except Exception as problem:  # a foreign ``__array__`` may raise anything
        lengths = _lengths(value)
        if lengths is None:
            raise _not_numbers(type(value).__name__, "data.fix_object", where) from problem
        raise DataError.of("data.ragged", where=where, lengths=lengths) from problem


def _refuse_other_tensors(value: Tensor, where: str) -> None:
    """Raises for sparse and other tensors without a dense memory layout."""
    kinds = {
        "nested": (value.is_nested, "data.fix_nested"),
        "sparse": (value.layout not in (torch.strided, torch.jagged), "data.fix_sparse"),
        "quantized": (value.is_quantized, "data.fix_quantized"),
        "meta": (value.device.type == "meta", "data.fix_meta"),
    }
    for kind, (is_it, fix) in kinds.items():
        if is_it:
            raise DataError.of("data.other_tensor", where=where, got=kind, fix=text(fix))


def _lengths(value: Any) -> str | None:
    """The first differing lengths among the items of a list, "3, 2"; None if lengths are not the cause."""
    if not isinstance(value, (list, tuple)):
        return None
    shapes = [np.shape(item) if is_array(item) else len(item) if hasattr(item, "__len__") else 1 for item in value]
    different = next((shape for shape in shapes if shape != shapes[0]), None)
    return None if different is None else f"{shapes[0]}, {different}"


def _numbers(array: NDArray[Any], where: str) -> NDArray[Any]:
    """``array`` in a type and a layout that torch accepts; unchanged if it already has them."""
    if array.dtype.kind not in "biuf":
        raise _not_numbers(str(array.dtype), _FIXES.get(array.dtype.kind, "data.fix_object"), where)
    if array.dtype == np.uint64 and array.size and array.max() > np.iinfo(np.int64).max:
        raise _not_numbers("uint64, " + str(array.max()), "data.fix_large", where)
    name = "longdouble" if array.dtype == np.longdouble and array.dtype.itemsize > 8 else array.dtype.name
    array = array.astype(_WIDENED.get(name, array.dtype.newbyteorder("=")), copy=False)
    if any(stride < 0 or stride % array.itemsize for stride in array.strides):
        return array.copy()
    return array


def _not_numbers(got: str, fix: str, where: str) -> DataError:
    return DataError.of("data.not_numbers", where=where, got=got, fix=text(fix))


class _Memory:
    """The memory of an array, declared writable; keeps the array alive."""

    def __init__(self, array: NDArray[Any]) -> None:
        interface = dict(array.__array_interface__)
        interface["data"] = (interface["data"][0], False)
        self.__array_interface__ = interface
        self._array = array


def _seen_as_writable(array: NDArray[Any]) -> NDArray[Any]:
    # torch has no read-only memory and warns; a copy would read a whole memory map. Column.rows prevents writes.
    return array if array.flags.writeable or array.size == 0 else np.asarray(_Memory(array))

"""Indices known only at run time: checked to be in range before they are used."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from torch import Tensor

from nervure.errors import Unfit

Look = Callable[[Mapping[str, Any]], None]


def nothing(_: Mapping[str, Any]) -> None:
    """No argument is an index."""


def rows_exist(arguments: Mapping[str, Any]) -> None:
    """Indices of an embedding."""
    _inside(arguments["indices"], 0, arguments["weight"].shape[0])


def places_exist(arguments: Mapping[str, Any]) -> None:
    """Indices along one axis."""
    _inside(arguments["index"], 0, arguments["self"].shape[arguments["dim"]])


def indices_exist(arguments: Mapping[str, Any]) -> None:
    """Indices along each indexed axis; negative ones count from the end."""
    for index, size in zip(arguments["indices"], arguments["self"].shape, strict=False):
        if index is not None:
            _inside(index, -size, size)


def _inside(index: Tensor, least: int, end: int) -> None:
    if index.numel():
        lowest, highest = (int(each) for each in index.aminmax())
        if lowest < least or highest >= end:
            raise Unfit(f"{lowest if lowest < least else highest}: {least} ... {end - 1}")

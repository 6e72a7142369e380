"""Rules and their findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from torch import Tensor

from nervure.testing.specimen import Specimen

SAME = 1e-10  # for float64 arithmetic in another order
_SMALL = 1e-2


class Finding(NamedTuple):
    """One measurement; the rule holds if it does not exceed the allowed number.

    Attributes:
        measured: the number; None if an error was raised.
        allowed: the largest number for which the rule holds.
        sentence: what is wrong, if the rule is violated.
        subject: the parameter or input, if a rule measures several.
    """

    measured: float | None
    allowed: float
    sentence: str = ""
    subject: str = ""


class Rule(NamedTuple):
    """Something that holds for every layer.

    Attributes:
        name: its name in reports.
        examine: measures it on a specimen.
        statement: the catalogue's sentence that states the rule.
        remedy: the catalogue's sentence that tells how to fix a violation.
        stops: whether later rules are meaningless if it is violated.
        is_advice: whether it is only worth knowing.
    """

    name: str
    examine: Callable[[Specimen], Iterator[Finding]]
    statement: str
    remedy: str
    stops: bool = False
    is_advice: bool = False


def counted(problems: Sequence[str]) -> Finding:
    """The finding for this many problems, none of which is allowed; its sentence is the first of them."""
    return Finding(len(problems), 0, problems[0] if problems else "")


def distance(first: Tensor, second: Tensor, least: float = 0.0) -> float:
    """The distance of two tensors of one shape, relative to the largest value, or to ``least`` if that is larger.

    Two NaN values have distance 0.
    """
    first, second = first.detach().double(), second.detach().double()
    if first.numel() == 0:
        return 0.0
    same = (first == second) | (first.isnan() & second.isnan())
    apart = (first - second).abs().masked_fill(same, 0.0).max().item()
    largest = max(first.nan_to_num().abs().max().item(), second.nan_to_num().abs().max().item())
    return float("inf") if apart != apart else apart / max(largest, least, 1e-30)


def farthest(first: Sequence[Tensor | None], second: Sequence[Tensor | None]) -> float:
    """The largest distance between tensors and their counterparts; infinite if a shape differs.

    A tensor that is small compared to the others (a gradient that is zero except for rounding) is measured relative to
    them.
    """
    sizes = [tensor.nan_to_num().abs().max().item() for tensor in second if tensor is not None and tensor.numel()]
    least = max([_SMALL * size for size in sizes], default=0.0)
    distances = [0.0]
    for one, other in zip(first, second, strict=True):
        if one is None or other is None:
            distances.append(0.0 if one is other else float("inf"))
        else:
            distances.append(distance(one, other, least) if one.shape == other.shape else float("inf"))
    return max(distances)

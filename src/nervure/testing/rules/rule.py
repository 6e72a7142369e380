"""What a rule is, and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from torch import Tensor

from nervure.testing.specimen import Specimen

SAME = 1e-10  # float64 arithmetic in another order
_SMALL = 1e-2


class Finding(NamedTuple):
    """One measurement; the rule holds where it is not above what is allowed.

    Attributes:
        measured: None where there is nothing to measure because an error was raised.
        allowed: the largest number for which the rule holds.
        sentence: what is wrong, where it does not hold.
        subject: which parameter or input, where a rule measures several.
    """

    measured: float | None
    allowed: float
    sentence: str = ""
    subject: str = ""


class Rule(NamedTuple):
    """Something that holds for every layer.

    Attributes:
        name: what reports call it.
        examine: measures it on a specimen.
        statement: the catalogue's sentence that says what holds.
        remedy: the catalogue's sentence that says what to do where it does not.
        stops: whether the rules behind it have no meaning where it does not hold.
        is_advice: whether it is only worth knowing.
    """

    name: str
    examine: Callable[[Specimen], Iterator[Finding]]
    statement: str
    remedy: str
    stops: bool = False
    is_advice: bool = False


def counted(problems: Sequence[str]) -> Finding:
    """The finding that there are so many problems, of which none is allowed; its sentence is the first of them."""
    return Finding(len(problems), 0, problems[0] if problems else "")


def distance(first: Tensor, second: Tensor, least: float = 0.0) -> float:
    """How far two tensors of one shape are apart, relative to the largest number, or to ``least`` where it is larger.

    NaN beside NaN is no distance.
    """
    first, second = first.detach().double(), second.detach().double()
    if first.numel() == 0:
        return 0.0
    same = (first == second) | (first.isnan() & second.isnan())
    apart = (first - second).abs().masked_fill(same, 0.0).max().item()
    largest = max(first.nan_to_num().abs().max().item(), second.nan_to_num().abs().max().item())
    return float("inf") if apart != apart else apart / max(largest, least, 1e-30)


def farthest(first: Sequence[Tensor | None], second: Sequence[Tensor | None]) -> float:
    """The largest of the distances between tensors and their counterparts; infinite where a shape differs.

    A tensor that is small beside the others (a gradient that is zero but for rounding) is compared with them.
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

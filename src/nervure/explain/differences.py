"""Finite differences: the loss computed forward at nearby points, compared with what the gradients predict.

They do not use the backward pass, so they find errors that a formula and the engine share. Where the loss has a kink
(ReLU at 0, two equal numbers under a maximum), there is no derivative: such a direction is undecided.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

import numpy as np

from nervure.explain.recording import Array
from nervure.records.place import index_text
from nervure.records.reference import Reference

Direction = Mapping[Reference, Array]

# The first width suits most networks; a smaller one avoids a kink, a larger one rounds less.
_WIDTHS = (1e-5, 1e-6, 1e-4, 1e-7)
# The tolerance of the slope, as a share of the norm of the gradient, and of the rounding of the loss.
_NEAR, _ROUNDING = 1e-6, 2e-14
# Two widths and both sides must agree before a difference counts as wrong: otherwise it is a kink or too curved.
_SAME, _WRONG = 1e-4, 2e-3
# The number of parts of a direction searched for kinks before a gradient counts as wrong.
_PARTS = 4


class Slope(NamedTuple):
    """The slope of the loss in one direction.

    Attributes:
        told: predicted by the gradients.
        seen: measured by differences, with the width that fits best.
        is_decided: whether the differences are conclusive: near a kink they are not.
        is_right: whether both agree, as far as can be determined.
    """

    told: float
    seen: float
    is_decided: bool
    is_right: bool


def slope(loss: Callable[[Direction], float], direction: Direction, gradients: Direction, doubt: float = 0.0) -> Slope:
    """Compares the gradients with the loss along a direction.

    Args:
        loss: the loss after a move is added to the weights.
        direction: numbers up to 1 in size.
        gradients: of the same arrays.
        doubt: how far the gradients may be off in this direction because of their own rounding.
    """
    told = sum(float((gradients[of] * move).sum()) for of, move in direction.items())
    length = sum(float(np.square(gradients[of][move != 0]).sum()) for of, move in direction.items()) ** 0.5
    middle = loss({})
    tried: list[_Tried] = []
    for width in _WIDTHS:
        ahead, behind = (loss({of: way * width * move for of, move in direction.items()}) for way in (1.0, -1.0))
        tried.append(
            _Tried((ahead - middle) / width, (middle - behind) / width, _ROUNDING * (abs(middle) + 1e-3) / width)
        )
        if not np.isfinite(tried[-1].central):
            break
        allowed = _NEAR * length + tried[-1].rounding + doubt
        # Agreement within a tolerance of more than a hundredth of the gradient would not confirm anything.
        if abs(tried[-1].central - told) <= allowed:
            return Slope(told, tried[-1].central, is_decided=bool(allowed <= 1e-2 * length), is_right=True)
    found = _judged(told, max(length, doubt), tried)
    if not found.is_right and _has_kinks(loss, direction, middle, max(length, doubt, abs(found.seen))):
        return found._replace(is_decided=False, is_right=True)
    return found


def _has_kinks(loss: Callable[[Direction], float], direction: Direction, middle: float, size: float) -> bool:
    """Whether both sides differ in a part of the direction: over all of it, two kinks may cancel, ``|x| - |y|``."""
    draw, width = np.random.default_rng(0), _WIDTHS[0]
    for _ in range(_PARTS):
        part = {of: move * (draw.random(move.shape) < 0.5) for of, move in direction.items()}
        ahead, behind = (loss({of: way * width * move for of, move in part.items()}) for way in (1.0, -1.0))
        bent = abs(ahead - middle + behind - middle) / width
        if bent > _SAME * size + 2 * _ROUNDING * (abs(middle) + 1e-3) / width:
            return True
    return False


class _Tried(NamedTuple):
    """The result for one width: the slopes ahead and behind, and how far rounding may move them."""

    ahead: float
    behind: float
    rounding: float

    @property
    def central(self) -> float:
        return (self.ahead + self.behind) / 2


def _judged(told: float, length: float, tried: list[_Tried]) -> Slope:
    """A slope that no width confirmed: wrong if two widths and both sides agree with each other, else undecided."""
    best = min(tried, key=lambda one: abs(one.central - told))
    if len(tried) < len(_WIDTHS):
        return Slope(told, best.central, is_decided=False, is_right=True)
    first, second = tried[:2]
    size = max(length, abs(first.central))
    allowed = _SAME * size + first.rounding + second.rounding
    is_smooth = all(abs(one.ahead - one.behind) <= allowed for one in (first, second))
    is_same = abs(first.central - second.central) <= allowed
    is_wrong = abs(best.central - told) > _WRONG * size + second.rounding
    return Slope(
        told,
        best.central,
        is_decided=is_smooth and is_same and is_wrong,
        is_right=not (is_smooth and is_same and is_wrong),
    )


def directions(gradients: Direction, count: int, seed: int) -> Iterator[tuple[str, Direction]]:
    """Named directions: all numbers at once, each array, single numbers.

    Args:
        gradients: of everything that can be moved.
        count: the maximum number of directions.
        seed: for the signs.
    """
    draw = np.random.default_rng(seed)
    signs = {of: draw.choice((-1.0, 1.0), size=gradient.shape) for of, gradient in gradients.items()}
    found: list[tuple[str, Direction]] = [("", signs)] if len(signs) > 1 else []
    found += [(of.name, {of: sign}) for of, sign in signs.items()]
    found += [_single(of, gradient, int(np.abs(gradient).argmax())) for of, gradient in gradients.items()]
    found += [_single(of, gradient, int(draw.integers(gradient.size))) for of, gradient in gradients.items()]
    yield from found[:count]


def _single(of: Reference, gradient: Array, position: int) -> tuple[str, Direction]:
    index = tuple(int(i) for i in np.unravel_index(position, gradient.shape))
    move = np.zeros(gradient.shape)
    move[index] = 1.0
    return f"{of}{index_text(index)}", {of: move}

"""How far the walk that trains is from the explained walk: values, gradients, statistics, weights, slots."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from nervure.errors import ExplanationError
from nervure.explain.recording import Array, Recording
from nervure.language import text
from nervure.records.place import Kind, Place
from nervure.records.reference import Reference
from nervure.render.numbers import number

# Which walk: the fused plan, step by step, or the kernel that trains small networks.
Engine = Literal["fused", "small_network"]

# The bound on a difference, as a share of the largest number in the array, when both walks compute with the same
# digits; and the extra allowance, as a share of the largest number of its kind: sums that cancel keep the rounding of
# their terms. In bfloat16 a number has three digits, and a gradient that passed through ten layers one or two.
BOUNDS = {"float64": 1e-9, "float32": 2e-3, "bfloat16": 1.0}
GRANTED = {"float64": 1e-12, "float32": 2e-5, "bfloat16": 0.1}
_ROUNDING = 10
# The distance from 1 to the next number, as a multiple of float32's; bfloat16's bound is wide enough without it.
_EPSILON_TO_FLOAT32 = {"float64": 2.0**-29, "float32": 1.0, "bfloat16": 1.0}
# How many numbers are compared at a time.
_STRETCH = 100_000
_Entry = tuple[Kind, Reference, float, float]
_NAMES: dict[Engine, Callable[[], str]] = {
    "fused": lambda: text("explain.walk_fused"),
    "small_network": lambda: text("explain.walk_small_network"),
}


@dataclass(frozen=True, slots=True)
class WalkedStep:
    """The result of a walk that trains, on the batch of an explanation.

    Attributes:
        engine: which walk.
        precision: the precision it computed in.
        digits: the coarser of that precision and the explanation's: no more can be expected.
        loss: of the batch.
        arrays: outputs, gradients, and the new weights, statistics and slots.
    """

    engine: Engine
    precision: str
    digits: str
    loss: float
    arrays: Mapping[tuple[Kind, Reference], Array]


class Apart(NamedTuple):
    """The array with the largest difference in one walk.

    Attributes:
        engine: which walk.
        precision: the precision it computed in.
        digits: the coarser of that precision and the explanation's.
        kind: the kind of the array.
        reference: the array.
        share: the largest difference, as a share of the largest number in the array.
        of_bound: the same as a share of the bound: above 1 it is rejected.
        arrays: the number of arrays compared.
    """

    engine: Engine
    precision: str
    digits: str
    kind: Kind
    reference: Reference
    share: float
    of_bound: float
    arrays: int


class Drift(NamedTuple):
    """How far the model's own arithmetic, fused and in its precision, is from an explanation.

    Attributes:
        precision: the precision the model computes in.
        value: the largest difference, relative to the largest number in the same array.
        walks: the array with the largest difference, for each walk that trains; empty for a forward pass.
    """

    precision: str
    value: float
    walks: tuple[Apart, ...] = ()

    def check(self) -> int:
        """Returns the number of arrays compared, if every walk is within its bound.

        Raises:
            ExplanationError: a walk drifts too far.
        """
        for walk in self.walks:
            if not walk.of_bound <= 1:
                raise ExplanationError.of(
                    "explain.drifts", where="verify", walk=_NAMES[walk.engine](), precision=walk.precision,
                    place=Place(walk.kind, walk.reference), bound=number(BOUNDS[walk.digits], 2),
                    share=number(walk.share, 2),
                )  # fmt: skip
        return sum(walk.arrays for walk in self.walks)


def coarser(one: str, other: str) -> str:
    """The precision with fewer digits.

    Examples:
        >>> coarser("float64", "float32"), coarser("bfloat16", "float32")
        ('float32', 'bfloat16')
    """
    return max(one, other, key=lambda precision: BOUNDS[precision])


def drift_of(
    recording: Recording, precision: str, walked: Iterable[WalkedStep], rounded: Callable[[], Recording] | None = None
) -> Drift:
    """The drift of a training step.

    Args:
        recording: the explained recording.
        precision: the precision the model computes in.
        walked: the walks that train; last, the model's own in its own precision.
        rounded: records the same step again, in float32 if ``recording`` is in float64, otherwise in float64. If a walk
            is too far from ``recording``, this shows how far rounding alone would take it: next to nothing or, where a
            probability of 0.999999 meets a target of 1, half of every gradient.
    """
    walks, value = [], 0.0
    for step in walked:
        entries = [*_compared(recording, step)]
        if rounded is not None and max(entry[3] for entry in entries) > 1:
            entries = [*_compared(recording, step, rounded())]
        walks.append(_farthest(step, entries))
        if step.engine == "fused":
            value = max((entry[2] for entry in entries if entry[0] == "gradient"), default=0.0)
    return Drift(precision, value, tuple(walks))


def apart(recording: Recording, step: WalkedStep) -> Apart:
    """The array with the largest difference in ``step``, as a share of its bound."""
    return _farthest(step, [*_compared(recording, step)])


def _farthest(step: WalkedStep, entries: list[_Entry]) -> Apart:
    kind, reference, share, of_bound = max(entries, key=lambda entry: entry[3])
    return Apart(step.engine, step.precision, step.digits, kind, reference, share, of_bound, len(entries))


def _compared(recording: Recording, step: WalkedStep, rounded: Recording | None = None) -> Iterator[_Entry]:
    """Kind, array, difference, and the difference as a share of its bound."""
    bound, granted = BOUNDS[step.digits], GRANTED[step.digits]
    pairs = [*_pairs(recording, step)]
    tops: dict[str, float] = {}
    for kind, _, explained, _ in pairs:
        tops[kind] = max(tops.get(kind, 0.0), _top(explained))
    rounding = _ROUNDING * granted * tops.get("gradient", 0.0)
    for kind, reference, explained, got in pairs:
        gradient = _gradient_of(recording, reference) if kind == "updated" else None
        slack = _slack(recording, rounded, step.digits, kind, reference)
        least = rounding + _slack(recording, rounded, step.digits, "gradient", _weight_of(reference))
        largest, top = _largest_difference(explained, got, gradient, least), _top(explained)
        allowed = bound * top + granted * tops[kind] + slack
        yield kind, reference, largest / top if top else 0.0, largest / allowed if allowed else largest


def _pairs(recording: Recording, step: WalkedStep) -> Iterator[tuple[Kind, Reference, Array, Array]]:
    """The arrays that both walks have: first the explained one, then the walked one."""
    assert recording.loss is not None
    yield "value", recording.references.loss, np.asarray(recording.loss), np.asarray(step.loss)
    for (kind, reference), got in step.arrays.items():
        explained = recording.array(kind, reference)
        if explained is None and kind == "updated":  # what nothing moves must stay equal
            explained = recording.array("value", reference)
        if explained is not None and explained.shape == got.shape:
            yield kind, reference, explained, got


def _slack(recording: Recording, rounded: Recording | None, digits: str, kind: Kind, reference: Reference) -> float:
    """How much further than usual rounding may have moved an array: several times its effect on the explained walk."""
    once, again = recording.array(kind, reference), None if rounded is None else rounded.array(kind, reference)
    if once is None or again is None:
        return 0.0
    return _ROUNDING * _EPSILON_TO_FLOAT32[digits] * _largest_difference(once, again, None, 0.0)


def _gradient_of(recording: Recording, moved: Reference) -> Array | None:
    return recording.array("gradient", _weight_of(moved))


def _weight_of(moved: Reference) -> Reference:
    """A weight, or what an optimizer keeps for it, which has the number of the weight."""
    return Reference("parameter", moved.number)


def _largest_difference(explained: Array, got: Array, gradient: Array | None, rounding: float) -> float:
    """The largest difference where both are numbers, and where a gradient is more than rounding.

    An overflow in one walk says nothing about the other; Adam and others turn the rounding of a zero into whole steps.
    """
    largest = 0.0
    for rows in _rows(explained):
        with np.errstate(invalid="ignore", over="ignore"):
            difference = np.abs(np.subtract(_at(got, rows), _at(explained, rows), dtype=np.float64))
        counted = np.isfinite(difference)
        if gradient is not None:
            counted &= np.abs(_at(gradient, rows)) > rounding
        largest = max(largest, float(difference.max(where=counted, initial=0.0)))
    return largest


def _top(array: Array) -> float:
    """The largest number of an array, ignoring NaN and infinities."""
    largest = 0.0
    for rows in _rows(array):
        sizes = np.abs(_at(array, rows))
        largest = max(largest, float(sizes.max(where=np.isfinite(sizes), initial=0.0)))
    return largest


def _rows(array: Array) -> Iterator[slice]:
    """Slices of the first axis: copying a whole array would double the memory of an explanation."""
    count = array.shape[0] if array.ndim else 1
    step = max(1, _STRETCH * count // max(1, array.size))
    yield from (slice(start, start + step) for start in range(0, count, step))


def _at(array: Array, rows: slice) -> Array:
    return np.atleast_1d(array)[rows]

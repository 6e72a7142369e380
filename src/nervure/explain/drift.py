"""How far the walk that trains is from the walk that is explained: values, gradients, statistics, weights, slots."""

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

# Which walk: that of the fused plan, step by step, or that of the kernel which trains small networks.
Engine = Literal["fused", "small_network"]

# How far an array may be apart, as a share of its largest number, when both walks compute with the same digits, and how
# much is granted beyond that, as a share of the largest number of its kind: sums that cancel keep the rounding of their
# terms. In bfloat16 a number has three digits, and a gradient that went through ten layers one or two.
BOUNDS = {"float64": 1e-9, "float32": 2e-3, "bfloat16": 1.0}
GRANTED = {"float64": 1e-12, "float32": 2e-5, "bfloat16": 0.1}
_ROUNDING = 10
# The distance from 1 to the next number, as a multiple of that of float32; bfloat16 is bounded widely enough without.
_EPSILON_TO_FLOAT32 = {"float64": 2.0**-29, "float32": 1.0, "bfloat16": 1.0}
# So many numbers are compared at a time.
_STRETCH = 100_000
_Entry = tuple[Kind, Reference, float, float]
_NAMES: dict[Engine, Callable[[], str]] = {
    "fused": lambda: text("explain.walk_fused"),
    "small_network": lambda: text("explain.walk_small_network"),
}


@dataclass(frozen=True, slots=True)
class WalkedStep:
    """What a walk that trains made of the batch of an explanation.

    Attributes:
        engine: which walk.
        precision: what it computed in.
        digits: the coarser of that and of what is explained: nobody can ask for more.
        loss: of the batch.
        arrays: outputs, gradients, and what the weights, statistics and slots became.
    """

    engine: Engine
    precision: str
    digits: str
    loss: float
    arrays: Mapping[tuple[Kind, Reference], Array]


class Apart(NamedTuple):
    """The array that is farthest apart in one walk.

    Attributes:
        engine: which walk.
        precision: what it computed in.
        digits: the coarser of that and of what is explained.
        kind: of the array.
        reference: the array.
        share: the largest difference, as a share of the largest number of the array.
        of_bound: the same as a share of what is allowed: above 1 it is refused.
        arrays: how many arrays were compared.
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
        precision: what the model computes in.
        value: the largest difference, relative to the largest number beside it.
        walks: for each walk that trains, the array that is farthest apart; empty for a forward pass.
    """

    precision: str
    value: float
    walks: tuple[Apart, ...] = ()

    def check(self) -> int:
        """Nothing where every walk is as near as it must be; how many arrays were compared.

        Raises:
            ExplanationError: one drifts.
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
        recording: what is explained.
        precision: what the model computes in.
        walked: the walks that train, the model's own in its own precision last.
        rounded: records the same step again, in float32 if ``recording`` is of float64, else in float64. Where a walk
            is too far from ``recording``, that tells how far rounding alone would take it: next to nothing, or, where
            a probability of 0.999999 meets a target of 1, half of every gradient.
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
    """The array that is farthest apart in ``step``, as a share of what is allowed."""
    return _farthest(step, [*_compared(recording, step)])


def _farthest(step: WalkedStep, entries: list[_Entry]) -> Apart:
    kind, reference, share, of_bound = max(entries, key=lambda entry: entry[3])
    return Apart(step.engine, step.precision, step.digits, kind, reference, share, of_bound, len(entries))


def _compared(recording: Recording, step: WalkedStep, rounded: Recording | None = None) -> Iterator[_Entry]:
    """Kind, array, how far apart, and the same as a share of what is allowed."""
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
    """What both walks have: first as it is explained, then as it was walked."""
    assert recording.loss is not None
    yield "value", recording.references.loss, np.asarray(recording.loss), np.asarray(step.loss)
    for (kind, reference), got in step.arrays.items():
        explained = recording.array(kind, reference)
        if explained is None and kind == "updated":  # what nothing moves stays
            explained = recording.array("value", reference)
        if explained is not None and explained.shape == got.shape:
            yield kind, reference, explained, got


def _slack(recording: Recording, rounded: Recording | None, digits: str, kind: Kind, reference: Reference) -> float:
    """How much more than usual rounding may have moved an array: several times what it did to the explained walk."""
    once, again = recording.array(kind, reference), None if rounded is None else rounded.array(kind, reference)
    if once is None or again is None:
        return 0.0
    return _ROUNDING * _EPSILON_TO_FLOAT32[digits] * _largest_difference(once, again, None, 0.0)


def _gradient_of(recording: Recording, moved: Reference) -> Array | None:
    return recording.array("gradient", _weight_of(moved))


def _weight_of(moved: Reference) -> Reference:
    """A weight, also of what an optimizer keeps of it: that has the number of the weight."""
    return Reference("parameter", moved.number)


def _largest_difference(explained: Array, got: Array, gradient: Array | None, rounding: float) -> float:
    """The largest where both are numbers, and where a gradient is more than rounding.

    What overflows in one walk says nothing about the other; Adam and others make whole steps of the rounding of a zero.
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
    """The largest number of an array, those left out that are none."""
    largest = 0.0
    for rows in _rows(array):
        sizes = np.abs(_at(array, rows))
        largest = max(largest, float(sizes.max(where=np.isfinite(sizes), initial=0.0)))
    return largest


def _rows(array: Array) -> Iterator[slice]:
    """Stretches of the first axis: a copy of a whole array would double what an explanation takes."""
    count = array.shape[0] if array.ndim else 1
    step = max(1, _STRETCH * count // max(1, array.size))
    yield from (slice(start, start + step) for start in range(0, count, step))


def _at(array: Array, rows: slice) -> Array:
    return np.atleast_1d(array)[rows]

"""Which numbers are normalized together."""

from __future__ import annotations

import itertools
import math
from typing import NamedTuple

import numpy as np

from nervure.explain.recording import Array
from nervure.explain.rules.reshape import same_place
from nervure.records.expression import Expression, Number, total
from nervure.records.place import Index

_LITTLE = 1e-7  # what the op adds to the number of real rows


class Together(NamedTuple):
    """How an array is split into parts that are normalized separately.

    Attributes:
        shape: of the array.
        divided: the same, with the channels divided into groups if there are groups.
        axes: the axes of ``divided`` along which the numbers of one part lie.
        parameter_axes: the axes of the array along which gamma and beta lie.
        real: 1 where a number counts and 0 where it is padding; None if all do.
    """

    shape: Index
    divided: Index
    axes: Index
    parameter_axes: Index
    real: Array | None = None

    @property
    def others(self) -> Index:
        """The axes that distinguish the parts."""
        return tuple(axis for axis in range(len(self.divided)) if axis not in self.axes)

    def part(self, index: Index) -> Index:
        """The part that a number belongs to."""
        inside = same_place(index, self.shape, self.divided)
        return tuple(inside[axis] for axis in self.others)

    def everyone(self, part: Index) -> list[Index]:
        """The numbers of a part."""
        size = math.prod(self.shape)
        places = np.moveaxis(np.arange(size).reshape(self.divided), self.axes, range(-len(self.axes), 0))[part]
        return list(zip(*(along.tolist() for along in np.unravel_index(places.ravel(), self.shape)), strict=True))

    def counted(self, part: Index) -> list[Index]:
        """The numbers that count in its mean and variance."""
        return [index for index in self.everyone(part) if self.real is None or self.real[index]]

    def counts(self) -> Array:
        """How many count in each part; under a mask slightly more, so that an empty part has mean 0."""
        if self.real is None:
            size = math.prod(self.divided[axis] for axis in self.axes)
            return np.full([self.divided[axis] for axis in self.others], float(size))
        return np.asarray(self.real.reshape(self.divided).sum(self.axes) + _LITTLE)

    def num_counted(self, part: Index) -> Expression:
        """How many count in a part, and the small extra under a mask."""
        if self.real is None:
            return Number(float(self.counts()[part]))
        return total([Number(float(self.real.reshape(self.divided).sum(self.axes)[part])), Number(_LITTLE)])

    def parameter_index(self, index: Index) -> Index:
        """The position of the gamma and beta of a number."""
        return tuple(index[axis] for axis in self.parameter_axes)

    def users(self, parameter_index: Index) -> list[Index]:
        """The numbers that use a gamma or beta."""
        fixed = dict(zip(self.parameter_axes, parameter_index, strict=True))
        along = ((fixed[axis],) if axis in fixed else range(size) for axis, size in enumerate(self.shape))
        return list(itertools.product(*along))

    def spread(self, parameter: Array) -> Array:
        """A parameter as an array with as many axes."""
        sizes = [size if axis in self.parameter_axes else 1 for axis, size in enumerate(self.shape)]
        return np.asarray(parameter, dtype=float).reshape(sizes)

"""Receptive fields: which pixels each unit of each layer can see, found by walking the plan with shapes alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nervure.arguments import KnownSizes, Word, checked
from nervure.errors import ArgumentError
from nervure.insight.insight import Insight
from nervure.insight.layer_maps import LayerOutput, LayerOutputs
from nervure.insight.reach import Reach, no_reach, reaches, same_places
from nervure.layers.step import Step
from nervure.models.graph_model import GraphModel
from nervure.records.receptive_field import ReceptiveFieldRecord
from nervure.render.insight_tables import receptive_field_text

if TYPE_CHECKING:
    from nervure.render.figure import LooseFigure

Mask = NDArray[np.bool_]


class Seen(NamedTuple):
    """What each cell of a value sees of the image: the rows that its row sees times the columns that its column sees.

    Attributes:
        rows: the reach from the rows of the image to those of the value.
        columns: the same for columns.
    """

    rows: Reach
    columns: Reach

    def through(self, rows: Reach, columns: Reach) -> Seen:
        """What a step that reads this value sees."""
        return Seen(_chained(self.rows, rows), _chained(self.columns, columns))

    def everywhere(self, height: int, width: int) -> Seen:
        """What a value of that size sees if each of its cells reads all of this one."""
        return Seen(_spread(self.rows, height), _spread(self.columns, width))

    def is_inside(self, other: Seen) -> bool:
        """Whether every cell sees nothing beyond what it sees through ``other``."""
        return bool((self.rows <= other.rows).all() and (self.columns <= other.columns).all())


def _chained(first: Reach, second: Reach) -> Reach:
    return np.asarray(first.astype(np.float32) @ second.astype(np.float32) > 0)


def _spread(reach: Reach, size: int) -> Reach:
    seen: Mask = np.any(reach[1:-1, 1:-1], axis=1)
    spread = no_reach(len(seen), size)
    spread[1:-1, 1:-1] = seen[:, None]
    return spread


class Box(NamedTuple):
    """A part of an image, in pixels."""

    top: int
    left: int
    height: int
    width: int


class Fields:
    """The receptive fields of all values of a network.

    Where branches meet, a unit sees what it sees through either: a union of rectangles, whose rows and columns may have
    gaps (dilated convolutions). An unknown step is assumed to read its whole input.

    Args:
        outputs: the layers, for images of one size.
    """

    def __init__(self, outputs: LayerOutputs) -> None:
        self.outputs = outputs
        height, width = outputs.picture
        self._known_bounds: dict[tuple[int, int], _Bounds] = {}
        self._seen: dict[int, tuple[Seen, ...]] = {0: (Seen(same_places(height, height), same_places(width, width)),)}
        for step in outputs.plan.steps:
            seen = self._of_step(step)
            self._seen.update((slot, seen) for slot in step.outputs)

    def _of_step(self, step: Step) -> tuple[Seen, ...]:
        written = self.outputs.shapes[step.outputs[0]]
        found: list[Seen] = []
        for slot in step.inputs:
            reach = reaches(step, self.outputs.shapes[slot], written)
            for seen in self._seen[slot]:
                new = seen.everywhere(*_places(written)) if reach is None else seen.through(*reach)
                if not any(new.is_inside(other) for other in found):
                    found = [*(other for other in found if not other.is_inside(new)), new]
        return tuple(found)

    def mask(self, slot: int, row: int = 0, column: int = 0) -> Mask:
        """(H, W) of the image: which pixels the unit at that place of a value can see."""
        parts = [np.outer(seen.rows[1:-1, row + 1], seen.columns[1:-1, column + 1]) for seen in self._seen[slot]]
        return np.asarray(np.logical_or.reduce(parts))

    def box(self, slot: int, row: int = 0, column: int = 0) -> Box:
        """The smallest part of the image that contains all these pixels."""
        rows, columns = self._bounds(slot, 0), self._bounds(slot, 1)
        top, left = int(rows.first[row]), int(columns.first[column])
        return Box(top, left, int(rows.last[row]) - top + 1, int(columns.last[column]) - left + 1)

    def record(self, output: LayerOutput) -> ReceptiveFieldRecord:
        """The fields of a layer as plain values."""
        rows, columns = self._bounds(output.slot, 0), self._bounds(output.slot, 1)
        down, right = rows.motion, columns.motion
        return ReceptiveFieldRecord(
            output.name, rows.size, columns.size, *_places(output.shape), *self.outputs.picture,
            stride=(down.stride, right.stride) if down is not None and right is not None else None,
            offset=(down.offset, right.offset) if down is not None and right is not None else None,
            is_cut=rows.is_cut or columns.is_cut,
        )  # fmt: skip

    def _bounds(self, slot: int, axis: int) -> _Bounds:
        if (slot, axis) not in self._known_bounds:
            self._known_bounds[slot, axis] = self._found_bounds(slot, axis)
        return self._known_bounds[slot, axis]

    def _found_bounds(self, slot: int, axis: int) -> _Bounds:
        reach = np.logical_or.reduce([seen[axis] for seen in self._seen[slot]])
        inside = reach[1:-1, 1:-1]
        first = inside.argmax(0)
        last = len(inside) - 1 - inside[::-1].argmax(0)
        # A unit that reads only padding sees no pixel.
        last = np.where(inside.any(0), last, first - 1)
        return _Bounds(first, last, reach[0, 1:-1], reach[-1, 1:-1])


def _places(shape: Sequence[int]) -> tuple[int, int]:
    """The number of rows and columns of a value; one of each for a vector."""
    return (shape[0], shape[1]) if len(shape) > 1 else (1, 1)


class _Motion(NamedTuple):
    """The arrangement of neighboring fields along one axis.

    Attributes:
        stride: the distance between them.
        offset: where the first one starts, with padding counted.
    """

    stride: int
    offset: int


class _Bounds(NamedTuple):
    """The fields of all units along one axis.

    Attributes:
        first: the first pixel that each unit sees.
        last: the last pixel.
        before: whether it extends past the border before the image.
        behind: whether it extends past the border after it.
    """

    first: NDArray[np.int64]
    last: NDArray[np.int64]
    before: Mask
    behind: Mask

    @property
    def size(self) -> int:
        """The maximum number of pixels that a unit sees."""
        return int((self.last - self.first).max()) + 1

    @property
    def is_cut(self) -> bool:
        """Whether no unit has its whole field inside the image."""
        return bool((self.before | self.behind).all())

    @property
    def motion(self) -> _Motion | None:
        """The motion of the fields; None if it is not uniform, or if there is only one field."""
        begins = np.flatnonzero(~self.before)
        steps = np.unique(np.diff(self.first[begins])) if (np.diff(begins) == 1).all() else np.zeros(0)
        if len(begins) < 2 or len(steps) != 1 or not steps[0]:
            return None
        stride = int(steps[0])
        return _Motion(stride, int(self.first[begins[0]] - stride * begins[0]))


class ReceptiveField(Insight[ReceptiveFieldRecord]):
    """What the units of a layer can see.

    Args:
        fields: the fields of the network.
        output: the layer.

    Attributes:
        record: size, stride and offset as plain values.
    """

    def __init__(self, fields: Fields, output: LayerOutput) -> None:
        super().__init__(fields.record(output))
        self._fields, self._output = fields, output

    def box(self, row: int = 0, column: int = 0) -> Box:
        """The part of the image that the unit at a place of the layer's map can see.

        Raises:
            ArgumentError: the map does not have such a place.
        """
        self._check(row, column)
        return self._fields.box(self._output.slot, row, column)

    def mask(self, row: int = 0, column: int = 0) -> Mask:
        """``(height, width)`` of the image: the pixels in it, one by one.

        Raises:
            ArgumentError: the map does not have such a place.
        """
        self._check(row, column)
        return self._fields.mask(self._output.slot, row, column)

    def _check(self, row: int, column: int) -> None:
        height, width = self.record.map_height, self.record.map_width
        if not (0 <= row < height and 0 <= column < width):
            raise ArgumentError.of(
                "insight.place", where="receptive_field", height=height, width=width, got=(row, column)
            )

    def table(self) -> str:
        """Size, stride and offset."""
        return receptive_field_text(self.record)

    def plot(self) -> LooseFigure:
        """The pixels that the middle unit of the map can see."""
        from nervure.render.receptive_field_figure import receptive_field_figure

        row, column = self.record.map_height // 2, self.record.map_width // 2
        return receptive_field_figure(self.record, self.mask(row, column).tolist())


@checked
def receptive_field(model: GraphModel, layer: Word, *, picture_size: KnownSizes | None = None) -> ReceptiveField:
    r"""Which part of an image the units of a layer can see.

    A window of k cells with stride s and dilation d, with p cells before the border, turns a field of r pixels that
    moves by j pixels into a wider field that moves faster:

    .. math:: r' = r + d (k - 1)\, j \qquad j' = s\, j \qquad o' = o - p\, j

    with the offset o of the first field. Here each cell is followed individually, so that borders, gaps and branches
    are exact: where branches meet, the field is the union of theirs. Anything that does not keep positions apart, such
    as ``Flatten`` or a custom layer, sees everything it reads.

    Args:
        model: a model that reads images.
        layer: the name of a layer.
        picture_size: height, width and channels, if the model accepts images of any size.

    Returns:
        ``.record`` with size, stride and offset, ``.box(row, column)``, ``.mask(row, column)``, ``.plot()``.

    Raises:
        UnknownNameError: there is no such layer; the message suggests the nearest.
        ArgumentError: the model has several inputs, or its image size is unknown.
        ShapeError: the input of the model is not images.

    Source:
        Araujo, Norris and Sim, "Computing receptive fields of convolutional neural networks" (2019),
        https://doi.org/10.23915/distill.00021

    Examples:
        >>> from nervure.models.zoo import lecture_cnn
        >>> model = lecture_cnn()
        >>> field = receptive_field(model, "conv2d_2")
        >>> field.record.height, field.record.stride, field.record.offset, field.box(0, 0)
        (10, (2, 2), (-4, -4), Box(top=0, left=0, height=6, width=6))
    """
    outputs = LayerOutputs(model, "receptive_field", picture_size)
    return ReceptiveField(Fields(outputs), outputs.named(layer))

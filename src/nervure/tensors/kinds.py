"""The kinds of data in arrays, by their axes: the lecture's table, and others with as many axes."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from nervure.errors import ShapeError
from nervure.records.tensor import TensorReading
from nervure.registry import look_up

GRAY, COLOR, COLOR_WITH_ALPHA = 1, 3, 4  # the possible numbers of channels of an image
_COLORS = (COLOR, COLOR_WITH_ALPHA)
PICTURE_CHANNELS = (GRAY, *_COLORS)
_LEAST_SIDE_PX = 8  # the minimum side of an array taken for an image by its size alone

_READINGS = (
    TensorReading("scalar", (), "tensors.scalar"),
    TensorReading("vector", ("entries",), "tensors.vector"),
    TensorReading("labels", ("samples",), "tensors.labels"),
    TensorReading("vectors", ("samples", "features"), "tensors.vectors"),
    TensorReading("sequence", ("timesteps", "features"), "tensors.sequence"),
    TensorReading("matrix", ("rows", "columns"), "tensors.matrix"),
    TensorReading("grey_picture", ("height", "width"), "tensors.grey_picture"),
    TensorReading("sequences", ("samples", "timesteps", "features"), "tensors.sequences"),
    TensorReading("grey_pictures", ("samples", "height", "width"), "tensors.grey_pictures"),
    TensorReading("picture", ("height", "width", "channels"), "tensors.picture"),
    TensorReading("picture_channels_first", ("channels", "height", "width"), "tensors.picture_channels_first"),
    TensorReading("pictures", ("samples", "height", "width", "channels"), "tensors.pictures"),
    TensorReading("feature_maps", ("samples", "height", "width", "channels"), "tensors.feature_maps"),
    TensorReading("video", ("frames", "height", "width", "channels"), "tensors.video"),
    TensorReading("grey_videos", ("samples", "frames", "height", "width"), "tensors.grey_videos"),
    TensorReading(
        "pictures_channels_first", ("samples", "channels", "height", "width"), "tensors.pictures_channels_first"
    ),
    TensorReading("videos", ("samples", "frames", "height", "width", "channels"), "tensors.videos"),
    TensorReading("volumes", ("samples", "depth", "height", "width", "channels"), "tensors.volumes"),
)
KINDS = {reading.kind: reading for reading in _READINGS}
_IN_COLOR = {"picture": "tensors.color_picture", "pictures": "tensors.color_pictures"}
_OF_COLOR = ("picture", "pictures", "video", "videos", "picture_channels_first", "pictures_channels_first")


class Traits(NamedTuple):
    """The properties of an array that determine its possible kinds.

    Args:
        shape: the size along each axis.
        is_bytes: whether its numbers are integers from 0 to 255, as in most images.
        is_whole: whether its numbers are integers.
    """

    shape: tuple[int, ...]
    is_bytes: bool
    is_whole: bool


def readings(traits: Traits) -> tuple[TensorReading, ...]:
    """The possible kinds of the array, the likeliest first; empty if no usual kind of data has as many axes."""
    fitting = [reading for reading in _READINGS if _fits(reading, traits)]
    by_likelihood = sorted(fitting, key=lambda reading: -_likelihood(reading, traits))
    return tuple(_told(reading, traits.shape) for reading in by_likelihood)


def settled(kind: str, shape: tuple[int, ...], where: str) -> TensorReading:
    """The interpretation as ``kind``.

    Raises:
        UnknownNameError: there is no such kind.
        ShapeError: arrays of that kind have a different number of axes or channels.
    """
    reading = look_up(kind, KINDS, where=f"{where}(kind=...)")
    if len(shape) != len(reading.axes):
        raise ShapeError.of(
            "tensors.kind_rank",
            where=where,
            kind=kind,
            axes=", ".join(reading.axes),
            shape=shape,
            rank=len(shape),
            known=", ".join(each.kind for each in _READINGS if len(each.axes) == len(shape)) or "-",
        )
    if not _has_channels_of(reading, shape):
        raise ShapeError.of(
            "tensors.kind_channels",
            where=where,
            kind=kind,
            shape=shape,
            axis=reading.axes.index("channels"),
            got=_num_channels(reading, shape),
        )
    return _told(reading, shape)


def _fits(reading: TensorReading, traits: Traits) -> bool:
    has_axes = len(reading.axes) == len(traits.shape) and _has_channels_of(reading, traits.shape)
    return has_axes and _is_possible(reading.kind, traits)


def _is_possible(kind: str, traits: Traits) -> bool:
    """Whether sizes and values allow a kind with these axes."""
    shape = traits.shape
    match kind:
        case "labels":
            return traits.is_whole
        case "feature_maps":
            return shape[-1] not in PICTURE_CHANNELS
        case "volumes":
            return shape[-1] not in _COLORS
        case "grey_pictures" | "grey_videos":
            return 1 not in shape[-2:]
        case "picture_channels_first" | "pictures_channels_first":
            return shape[-1] not in PICTURE_CHANNELS and min(shape[-2:]) >= _LEAST_SIDE_PX
    return True


def _has_channels_of(reading: TensorReading, shape: tuple[int, ...]) -> bool:
    """Whether the number of channels is that of an image, if the kind has colors."""
    return reading.kind not in _OF_COLOR or _num_channels(reading, shape) in PICTURE_CHANNELS


def _num_channels(reading: TensorReading, shape: tuple[int, ...]) -> int:
    return shape[reading.axes.index("channels")]


def _likelihood(reading: TensorReading, traits: Traits) -> int:
    """The evidence besides the number of axes: color channels count most, then bytes in a large enough frame."""
    match reading.kind:
        case "picture" | "pictures" | "videos" | "picture_channels_first" | "pictures_channels_first":
            return 2 if _num_channels(reading, traits.shape) in _COLORS else 0
        case "grey_picture" | "grey_pictures":
            return 1 if traits.is_bytes and min(traits.shape[-2:]) >= _LEAST_SIDE_PX else 0
    return 0


def _told(reading: TensorReading, shape: tuple[int, ...]) -> TensorReading:
    """The interpretation, named color images if it has colors."""
    in_color = _IN_COLOR.get(reading.kind)
    return replace(reading, sentence_key=in_color) if in_color and _num_channels(reading, shape) in _COLORS else reading

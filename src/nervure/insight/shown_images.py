"""The inputs of a network as small images for display; and finding the images of a dataset again."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from nervure.data import ArrayDataset, Batch, Dataset, ImageFolder
from nervure.errors import DataError, ShapeError
from nervure.records.picture import Picture
from nervure.shapes import shape_text

_RANGES = ((0.0, 1.0), (0.0, 255.0), (-1.0, 1.0))
_COLORS = (3, 4)


class Brightness(NamedTuple):
    """Which numbers are displayed as black and white."""

    black: float
    white: float

    @classmethod
    def of(cls, x: Tensor) -> Brightness:
        """The narrowest of the usual ranges (0 to 1, 0 to 255, -1 to 1) that contains ``x``, otherwise its own range.

        Examples:
            >>> Brightness.of(torch.tensor([0.0, 0.7])), Brightness.of(torch.tensor([-3.0, 5.0]))
            (Brightness(black=0.0, white=1.0), Brightness(black=-3.0, white=5.0))
        """
        if x.dtype == torch.uint8 or not x.numel():
            return cls(0.0, 255.0)
        low, high = x.amin().item(), x.amax().item()
        fitting = (each for each in _RANGES if each[0] <= low and high <= each[1])
        return cls(*next(fitting, (low, high)))


def pixels_of(sample: Tensor) -> Tensor:
    """A sample as an image (H, W, 1 or 3): gray for other numbers of channels, which are averaged.

    A vector ``(features,)`` becomes a square if its length allows, such as the 784 of a digit, otherwise one row.

    Args:
        sample: ``(H, W, C)``, ``(H, W)`` or ``(features,)``.

    Raises:
        ShapeError: it has more axes.

    Examples:
        >>> pixels_of(torch.zeros(784)).shape, pixels_of(torch.zeros(8, 9, 4)).shape
        (torch.Size([28, 28, 1]), torch.Size([8, 9, 3]))
    """
    if sample.ndim == 1:
        side = math.isqrt(sample.numel())
        sample = sample.reshape(side, side) if side * side == sample.numel() else sample[None]
    if sample.ndim == 2:
        sample = sample[..., None]
    if sample.ndim != 3:
        raise ShapeError.of("insight.no_picture", where="insight", got=shape_text((None, *sample.shape)))
    if sample.shape[-1] in _COLORS:
        return sample[..., :3]
    return sample if sample.shape[-1] == 1 else sample.double().mean(-1, keepdim=True)


def picture_of(sample: Tensor, brightness: Brightness, most_px: int | None = None) -> Picture:
    """A sample as bytes.

    Args:
        sample: see :func:`pixels_of`.
        brightness: which numbers are black and white; values outside are clipped.
        most_px: the longest side; larger images are reduced by averaging squares of pixels. None keeps every pixel.
    """
    pixels = pixels_of(sample).to(torch.float64)
    if most_px is not None:
        pixels = _shrunk(pixels, -(-max(pixels.shape[:2]) // most_px))
    span = (brightness.white - brightness.black) or 1.0
    levels = ((pixels - brightness.black) / span * 255).round().clamp(0, 255).nan_to_num(0)
    height, width, channels = levels.shape
    return Picture(levels.to(torch.uint8).contiguous().numpy().tobytes(), height, width, channels)


def _shrunk(pixels: Tensor, factor: int) -> Tensor:
    """The means of squares of ``factor`` pixels; those at the right and bottom may be smaller."""
    if factor <= 1:
        return pixels
    pooled = torch.nn.functional.avg_pool2d(pixels.permute(2, 0, 1)[None], factor, ceil_mode=True)
    return pooled[0].permute(1, 2, 0)


class PictureSource:
    """Finds the images of a dataset by their positions in its single pass, :meth:`batches`.

    Args:
        dataset: in its own order (:meth:`nervure.data.Dataset.in_order`), and repeatable.
    """

    def __init__(self, dataset: Dataset) -> None:
        self._dataset, self._num_samples = dataset, dataset.num_samples
        self._brightness: Brightness | None = None
        self._marks: list[int] = []

    def batches(self) -> Iterator[Batch]:
        """The pass that defines the positions."""
        has_places = isinstance(self._dataset, (ArrayDataset, ImageFolder))
        for batch in self._dataset.batches():
            if not has_places:
                self._marks += map(_mark, batch.x[0])
            yield batch
        self._num_samples = self._dataset.num_samples  # without the files that turned out to be damaged

    @property
    def brightness(self) -> Brightness:
        """Which numbers are black and white: from all arrays, or from the first batch."""
        if self._brightness is None:
            first = self._dataset.first_batch()
            x = self._dataset.x if isinstance(self._dataset, ArrayDataset) else first.x if first is not None else ()
            self._brightness = Brightness.of(x[0]) if x else Brightness(0.0, 255.0)
        return self._brightness

    def paths(self, places: Sequence[int]) -> list[str | None]:
        """The files at those positions; None if samples are not files.

        Raises:
            DataError: there are fewer files than before.
        """
        if not isinstance(self._dataset, ImageFolder):
            return [None] * len(places)
        self._check_files(self._dataset)
        paths = self._dataset.file_paths
        return [paths[place] for place in places]

    def samples(self, places: Sequence[int]) -> dict[int, Tensor]:
        """The samples at those positions, in the form that enters the network."""
        return dict(self.each(places))

    def pictures(self, places: Sequence[int], most_px: int | None = None) -> dict[int, Picture]:
        """The same as images; see :func:`picture_of`."""
        return {place: picture_of(sample, self.brightness, most_px) for place, sample in self.each(places)}

    def each(self, places: Sequence[int]) -> Iterator[tuple[int, Tensor]]:
        """One sample after another, each position once, in the order of the data.

        Raises:
            DataError: the data cannot be read again, or is different now.
        """
        wanted = sorted(set(places))
        if not wanted:
            return
        if isinstance(self._dataset, ArrayDataset):
            yield from ((place, self._dataset.x[0][place]) for place in wanted)
        elif isinstance(self._dataset, ImageFolder):
            yield from self._from_files(self._dataset, wanted)
        else:
            yield from self._read_again(wanted)

    def _from_files(self, folder: ImageFolder, wanted: Sequence[int]) -> Iterator[tuple[int, Tensor]]:
        self._check_files(folder)
        places = iter(wanted)
        for batch in folder.only(wanted).in_order().batches():
            self._check_files(folder)
            yield from ((next(places), sample) for sample in batch.x[0])
        self._check_files(folder)

    def _check_files(self, folder: ImageFolder) -> None:
        # A missing file is left out: all files after it would be mistaken for their neighbors.
        if folder.num_samples != self._num_samples:
            missing = (self._num_samples or 0) - folder.num_samples
            raise DataError.of("insight.files_changed", where="data", count=missing)

    def _read_again(self, wanted: Sequence[int]) -> Iterator[tuple[int, Tensor]]:
        if not self._dataset.is_repeatable:
            raise DataError.of("insight.read_once", where="data", got=type(self._dataset).__name__)
        # A dataset that shuffles with its own generator has a different order now: samples are identified by their
        # bytes.
        remaining: dict[int, list[int]] = {}
        for place in wanted:
            remaining.setdefault(self._marks[place], []).append(place)
        for batch in self._dataset.batches():
            for sample in batch.x[0]:
                yield from ((place, sample) for place in remaining.pop(_mark(sample), ()))
            if not remaining:
                return
        raise DataError.of("insight.other_samples", where="data", count=sum(map(len, remaining.values())))


def _mark(sample: Tensor) -> int:
    """A number that identifies a sample."""
    return hash(sample.cpu().flatten().view(torch.uint8).numpy().tobytes())

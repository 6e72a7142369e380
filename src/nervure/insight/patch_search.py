"""The parts of the user's own images that most strongly activate the units of a layer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import torch
from torch import Tensor

from nervure.arguments import Count, SomeAxes, checked
from nervure.data import Batch, class_labels
from nervure.errors import ArgumentError, DataError
from nervure.insight.class_output import check_model, listed_names
from nervure.insight.fields import Fields
from nervure.insight.insight import Insight
from nervure.insight.judgement import given_names, picture_dataset
from nervure.insight.layer_maps import LayerOutput, LayerOutputs, values_of
from nervure.insight.shown_images import PictureSource, picture_of, pixels_of
from nervure.kernels.memory import keeping_memory
from nervure.models.graph_model import GraphModel
from nervure.models.preparation import feed_of
from nervure.records.patches import LayerPatches, Patch, PatchesRecord, UnitPatches
from nervure.render.insight_tables import patches_text

if TYPE_CHECKING:
    from nervure.render.figure import LooseFigure


class TopPatches(Insight[PatchesRecord]):
    """The patches that most strongly activate the units, layer by layer.

    Attributes:
        record: as plain values, with the patches as images.
    """

    def __len__(self) -> int:
        return len(self.record.layers)

    def __getitem__(self, place: int) -> LayerPatches:
        return self.record.layers[place]

    def __iter__(self) -> Iterator[LayerPatches]:
        return iter(self.record.layers)

    def table(self) -> str:
        """One line per unit."""
        return patches_text(self.record)

    def plot(self) -> LooseFigure:
        """The patches, one row per unit."""
        from nervure.render.picture_figures import patches_figure

        return patches_figure(self.record)


@checked
def top_patches(
    model: GraphModel,
    data: Any,
    layer: str | Sequence[str] | None = None,
    *,
    most: Count = 9,
    units: SomeAxes | None = None,
    labels: Sequence[str] | None = None,
) -> TopPatches:
    """What the units of a layer look for: the parts of the images that activate each one most strongly.

    For each image, the strongest activation of a unit counts. The patch is exactly what the unit can see there, its
    receptive field; pixels inside it that it does not see are mid-gray. A unit with the same activation everywhere has
    no patches. One pass over the data serves all layers, and only the strongest activations are kept.

    Args:
        model: a model that reads images.
        data: images, ``x`` or ``(x, y)``, or a dataset; labels are only displayed.
        layer: a name, or several; by default all convolutions.
        most: the maximum number of patches per unit.
        units: the number of the unit to show, or several; by default all.
        labels: the names of the classes; by default those of the folder, or their numbers.

    Returns:
        A sequence of layers with ``.record`` and ``.plot()``.

    Raises:
        UnknownNameError: there is no such layer; the message suggests the nearest.
        ArgumentError: a layer does not have maps or such a unit, or the model has several inputs.
        ShapeError: the input of the model is not images.
        DataError: there are no images, or an activation is NaN.

    Source:
        Zeiler and Fergus, "Visualizing and understanding convolutional networks" (2014),
        https://arxiv.org/abs/1311.2901; Girshick, Donahue, Darrell and Malik, "Rich feature hierarchies for accurate
        object detection and semantic segmentation" (2014), https://arxiv.org/abs/1311.2524

    Examples:
        >>> import nervure as nv
        >>> from nervure.models.zoo import lecture_cnn
        >>> x, _ = nv.data.digits()
        >>> found = top_patches(lecture_cnn(), x[:64], "conv2d_1", most=3, units=[0, 1])
        >>> patch = found[0].units[0].patches[0]
        >>> patch.picture.height <= found[0].field.height == 5
        True
    """
    check_model(model, "top_patches")
    dataset = picture_dataset(data)
    named = given_names(dataset, labels)
    names = None if named is None else listed_names(named, "top_patches")
    first = dataset.first_batch()
    if first is None or not first.size:
        raise DataError.of("insight.no_samples", where="top_patches")
    feed = feed_of(model, dataset, "top_patches", with_targets=False)
    outputs = LayerOutputs(model, "top_patches", tuple(feed.adapt(first).x[0].shape[1:]))
    chosen = outputs.chosen(layer)
    shown = {output.name: _shown_units(output, units) for output in chosen}
    searches = {output.slot: _Search(output, most) for output in chosen}
    source = PictureSource(dataset)
    truths: list[int | None] = []
    with keeping_memory():
        for batch in source.batches():
            for slot, values in values_of(outputs.plan, feed.adapt(batch).x[0], tuple(searches)).items():
                searches[slot].look_at(values, len(truths))
            truths += _truths(batch)
    num_lost = max((search.num_lost for search in searches.values()), default=0)
    if num_lost:
        raise DataError.of("insight.not_finite", where="top_patches", count=num_lost, total=len(truths))
    fields = Fields(outputs)
    cutter = _Cutter(source, [_name(truth, names) for truth in truths], fields)
    for output in chosen:
        cutter.order(output.slot, {unit: searches[output.slot].answers(unit) for unit in shown[output.name]})
    patches = cutter.cut()
    layers = tuple(
        LayerPatches(
            output.name,
            output.kind,
            output.shape[-1],
            fields.record(output),
            tuple(UnitPatches(unit, tuple(patches[output.slot, unit])) for unit in shown[output.name]),
        )
        for output in chosen
    )
    return TopPatches(PatchesRecord(len(truths), layers))


def _truths(batch: Batch) -> list[int | None]:
    """The numbers of the true classes; None for each if there are none."""
    found = class_labels(batch.y[0]) if len(batch.y) == 1 else None
    return [None] * batch.size if found is None else [int(each) for each in found]


def _name(truth: int | None, names: Sequence[str] | None) -> str | None:
    if truth is None or names is None or not 0 <= truth < len(names):
        return None if truth is None else str(truth)
    return str(names[truth])


def _shown_units(output: LayerOutput, units: int | Sequence[int] | None) -> tuple[int, ...]:
    count = output.shape[-1]
    if units is None:
        return tuple(range(count))
    given = [units] if isinstance(units, int) else list(units)
    outside = [unit for unit in given if unit not in range(count)]
    if outside:
        raise ArgumentError.of("insight.units", where="units", name=output.name, last=count - 1, got=outside[0])
    return tuple(given)


class _Answer(NamedTuple):
    """A strong activation of a unit."""

    value: float
    picture: int
    row: int
    column: int


class _Search:
    """The strongest activations of each unit of a layer so far, one per image.

    Attributes:
        num_lost: the number of images with an activation that is NaN.
    """

    def __init__(self, output: LayerOutput, most: int) -> None:
        self.output = output
        units = output.shape[-1]
        self._values = torch.full((most, units), float("-inf"))
        self._pictures = torch.zeros(most, units, dtype=torch.int64)
        self._cells = torch.zeros(most, units, dtype=torch.int64)
        self._least = torch.full((units,), float("inf"))
        self.num_lost = 0

    def look_at(self, values: Tensor, first: int) -> None:
        """Adds the maps (N, H, W, units) of the images from number ``first`` on."""
        flat = values.flatten(1, 2).float().cpu()
        self.num_lost += int((~flat.isfinite()).flatten(1).any(1).sum())
        self._least = torch.minimum(self._least, flat.amin((0, 1)))
        strongest, cells = flat.max(1)  # (N, units)
        pictures = torch.arange(first, first + len(flat))[:, None].expand_as(cells)
        everything = torch.cat((self._values, strongest))
        # Sorted instead of topk: equal activations stay in the order of the images.
        order = everything.sort(stable=True, dim=0, descending=True).indices[: len(self._values)]
        self._pictures = torch.cat((self._pictures, pictures)).gather(0, order)
        self._cells = torch.cat((self._cells, cells)).gather(0, order)
        self._values = everything.gather(0, order)

    def answers(self, unit: int) -> list[_Answer]:
        """Strongest first; an activation no larger than the unit's minimum does not count."""
        width, least = self.output.shape[1], self._least[unit].item()
        rows = zip(self._values[:, unit].tolist(), self._pictures[:, unit].tolist(), self._cells[:, unit].tolist(),
                   strict=True)  # fmt: skip
        return [_Answer(value, picture, *divmod(cell, width)) for value, picture, cell in rows if value > least]


class _Cutter:
    """Cuts patches out of images; each image is read once and then released.

    Args:
        source: the images.
        truths: the true class of each, or None.
        fields: the receptive fields of the units.
    """

    def __init__(self, source: PictureSource, truths: Sequence[str | None], fields: Fields) -> None:
        self._source, self._truths, self._fields = source, truths, fields
        self._patches: dict[tuple[int, int], list[Patch]] = {}
        self._orders: dict[int, list[tuple[int, int, _Answer]]] = {}

    def order(self, slot: int, answers: Mapping[int, Sequence[_Answer]]) -> None:
        """Requests the patches of the units of a layer."""
        for unit, strongest in answers.items():
            self._patches[slot, unit] = []
            for answer in strongest:
                self._orders.setdefault(answer.picture, []).append((slot, unit, answer))

    def cut(self) -> Mapping[tuple[int, int], Sequence[Patch]]:
        """All requested patches, by slot and unit, strongest first."""
        places = sorted(self._orders)
        paths = dict(zip(places, self._source.paths(places), strict=True))
        for place, sample in self._source.each(places):
            pixels = pixels_of(sample).double()
            for slot, unit, answer in self._orders[place]:
                self._patches[slot, unit].append(self._patch(answer, slot, pixels, paths[place]))
        for patches in self._patches.values():
            patches.sort(key=lambda patch: (-patch.value, patch.index))
        return self._patches

    def _patch(self, answer: _Answer, slot: int, pixels: Tensor, path: str | None) -> Patch:
        top, left, height, width = self._fields.box(slot, answer.row, answer.column)
        part = (slice(top, top + height), slice(left, left + width))
        seen = torch.from_numpy(self._fields.mask(slot, answer.row, answer.column)[part])
        black, white = self._source.brightness
        # Between the rows and columns of a dilated convolution are pixels that it does not see.
        picture = picture_of(pixels[part].where(seen[..., None], (black + white) / 2), self._source.brightness)
        return Patch(answer.value, picture, top, left, answer.picture, path, self._truths[answer.picture])

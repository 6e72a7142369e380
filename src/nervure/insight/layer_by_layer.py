"""An image as it passes through a network: the maps of every layer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray
from torch import Tensor

from nervure.arguments import Count, checked
from nervure.errors import ArgumentError
from nervure.insight.class_output import ClassOutput, check_finite, label_names
from nervure.insight.fields import Fields
from nervure.insight.insight import Insight
from nervure.insight.layer_maps import LayerOutput, LayerOutputs, values_of
from nervure.insight.one_picture import one_picture
from nervure.insight.shown_images import Brightness, picture_of
from nervure.insight.value_maps import scale_of, value_map
from nervure.models.graph_model import GraphModel
from nervure.ops.op import Context
from nervure.records.feature_maps import FeatureMapsRecord, LayerMaps, UnitMap
from nervure.render.insight_tables import feature_maps_text

if TYPE_CHECKING:
    from nervure.render.figure import LooseFigure


class FeatureMaps(Insight[FeatureMapsRecord], Mapping[str, NDArray[Any]]):
    """The maps of an image: a mapping from the names of the layers to arrays, in order.

    Args:
        record: the maps as bytes.
        values: by layer, ``(height, width, units)``.

    Attributes:
        record: the maps as bytes.
    """

    def __init__(self, record: FeatureMapsRecord, values: dict[str, NDArray[Any]]) -> None:
        super().__init__(record)
        self._values = values

    def __getitem__(self, layer: str) -> NDArray[Any]:
        """``(height, width, units)``: the activations of the units of a layer at each position."""
        return self._values[layer]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def table(self) -> str:
        """One line per layer."""
        return feature_maps_text(self.record)

    def plot(self) -> LooseFigure:
        """The maps, one row per layer."""
        from nervure.render.picture_figures import feature_maps_figure

        return feature_maps_figure(self.record)


@checked
def feature_maps(
    model: GraphModel,
    picture: Any,
    layer: str | Sequence[str] | None = None,
    *,
    most: Count | None = None,
    labels: Sequence[str] | None = None,
) -> FeatureMaps:
    """The activation of every unit at every position of an image, layer by layer.

    Args:
        model: a model that reads images.
        picture: ``(H, W, C)``, ``(H, W)`` for one channel, or a batch of one such image.
        layer: a name, or several; by default all layers with maps, except those that only pass on their input.
        most: how many maps of a layer are kept, starting with the first unit; by default all.
        labels: the names of the classes; by default their numbers.

    Returns:
        ``[layer]`` returns an array ``(height, width, units)``; ``.record``, ``.plot()``.

    Raises:
        UnknownNameError: there is no such layer; the message suggests the nearest.
        ArgumentError: a layer does not have maps, or the model has several inputs.
        ShapeError: the image does not fit the model.
        DataError: it is not an image, or a classifier outputs NaN or infinity for it.

    Examples:
        >>> import nervure as nv
        >>> from nervure.models.zoo import lecture_cnn
        >>> x, _ = nv.data.digits()
        >>> maps = feature_maps(lecture_cnn(), x[0], ["conv2d", "max_pooling2d"])
        >>> maps["conv2d"].shape, maps["max_pooling2d"].shape
        ((28, 28, 32), (14, 14, 32))
    """
    x = one_picture(model, picture, "feature_maps")
    outputs = LayerOutputs(model, "feature_maps", tuple(x.shape[1:]))
    chosen = outputs.all_with_maps() if layer is None else outputs.chosen(layer)
    values = values_of(outputs.plan, x, [output.slot for output in chosen])
    fields = Fields(outputs)
    layers = tuple(_layer_maps(output, values[output.slot][0], fields, most) for output in chosen)
    record = FeatureMapsRecord(picture_of(x[0].cpu(), Brightness.of(x)), *_said(model, x, labels), layers)
    arrays = {output.name: values[output.slot][0].float().cpu().numpy().copy() for output in chosen}
    return FeatureMaps(record, arrays)


def _layer_maps(output: LayerOutput, values: Tensor, fields: Fields, most: int | None) -> LayerMaps:
    scale, units = scale_of(values), values.shape[-1]
    shown = range(units if most is None else min(most, units))
    maps = tuple(UnitMap(unit, value_map(values[..., unit], scale)) for unit in shown)
    return LayerMaps(output.name, output.kind, units, fields.record(output), maps)


def _said(model: GraphModel, x: Tensor, labels: Sequence[str] | None) -> tuple[str | None, float | None]:
    """The predicted class of the image and its probability; None for a network without classes."""
    try:
        output = ClassOutput.of(model, "feature_maps")
    except ArgumentError:
        if labels is not None:
            raise
        return None, None
    names = label_names(labels, output.num_classes, "feature_maps")
    (y,) = model.network().forward([x], Context())
    probabilities = output.probabilities(y)
    check_finite(probabilities.cpu().numpy(), "feature_maps")
    label = int(probabilities[0].argmax())
    return names[label], float(probabilities[0, label])

"""Sentences shared by tables and figures about a model."""

from __future__ import annotations

from nervure.language import text
from nervure.records.heat_map import HeatMapMethod, HeatMapRecord
from nervure.records.receptive_field import ReceptiveFieldRecord
from nervure.render.numbers import percentage
from nervure.render.terminal import printable

_METHODS = {"grad_cam": "insight.grad_cam", "saliency": "insight.saliency", "occlusion": "insight.occlusion"}


def field_text(field: ReceptiveFieldRecord) -> str:
    """What a unit of a layer sees.

    Examples:
        >>> from nervure.language import set_language
        >>> set_language("en")
        >>> field_text(ReceptiveFieldRecord("conv2d", 3, 5, 26, 24, 28, 28))
        'a unit sees 3 x 5 of the 28 x 28 pixels'
    """
    sizes = {"picture_height": field.picture_height, "picture_width": field.picture_width}
    if field.sees_all:
        return text("insight.sees_all", **sizes)
    return text("insight.sees", height=field.height, width=field.width, **sizes)


def method_text(method: HeatMapMethod) -> str:
    """The name of a heat map method.

    Examples:
        >>> method_text("grad_cam")
        'Grad-CAM'
    """
    return text(_METHODS[method])


def heat_map_title(record: HeatMapRecord) -> str:
    """The class of a heat map."""
    title = text(
        "insight.heat_title", method=method_text(record.method), target=printable(record.target),
        probability=percentage(record.probability),
    )  # fmt: skip
    return title if record.layer is None else f"{title}, {printable(record.layer)}"


def stage_text(layer: str | None, correlation: float | None) -> str:
    """A stage of the check with random weights.

    Examples:
        >>> from nervure.language import set_language
        >>> set_language("en")
        >>> stage_text(None, 1.0), stage_text("dense", None)
        ('as trained: 1.00', 'random from dense on')
    """
    name = text("insight.trained") if layer is None else text("insight.random_from", layer=printable(layer))
    return name if correlation is None else f"{name}: {correlation:.2f}"

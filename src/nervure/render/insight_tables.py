"""Findings about a model, as tables of words and numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePath

from rich.cells import cell_len

from nervure.language import text
from nervure.records.calibration import CalibrationRecord
from nervure.records.class_table import ClassTableRecord
from nervure.records.confusion import ConfusionRecord
from nervure.records.feature_maps import FeatureMapsRecord
from nervure.records.filters import FiltersRecord
from nervure.records.heat_map import HeatMapRecord, RandomisedCheckRecord
from nervure.records.patches import LayerPatches, PatchesRecord
from nervure.records.prediction import Prediction
from nervure.records.receptive_field import ReceptiveFieldRecord
from nervure.records.wrong_labels import WrongLabelsRecord
from nervure.render.columns import columns
from nervure.render.insight_words import field_text, heat_map_title, stage_text
from nervure.render.numbers import count, number, percentage
from nervure.render.terminal import printable

_OPEN = "-"
_MOST_KINDS = 10
_GAP = 2
_DIGITS = 3


def confusion_text(record: ConfusionRecord, width: int = 100) -> str:
    """The matrix, the accuracy, and the most frequent mistakes.

    Examples:
        >>> from nervure.language import set_language
        >>> set_language("en")
        >>> print(confusion_text(ConfusionRecord(("cat", "dog"), ((8, 2), (1, 9)))))
        true / predicted  cat  dog
        cat                 8    2
        dog                 1    9
        <BLANKLINE>
        17 of 20 right (85.0 %)
        cat mistaken for dog: 2
        dog mistaken for cat: 1
    """
    names, heads = list(record.labels), list(record.labels)
    if sum(map(cell_len, heads)) + _GAP * len(heads) > width // 2:
        # Numbers in place of names that would have to be cut.
        heads = list(map(str, range(len(names))))
        names = [f"{number_of} {name}" for number_of, name in zip(heads, names, strict=True)]
    head = [text("insight.truth_by_label"), *heads]
    rows = [[name, *map(count, row)] for name, row in zip(names, record.counts, strict=True)]
    lines = columns([head, *rows], range(1, len(head)), width)
    lines += ["", _right(record.num_right, record.count, record.accuracy)]
    for truth, label, number_of in record.most_confused[:_MOST_KINDS]:
        taken, given = printable(record.labels[truth]), printable(record.labels[label])
        lines.append(text("insight.taken_for", truth=taken, label=given, count=count(number_of)))
    return "\n".join(lines)


def _right(num_right: int, total: int, accuracy: float | None) -> str:
    return text("insight.right", right=count(num_right), count=count(total), share=_share(accuracy))


def _share(value: float | None) -> str:
    return _OPEN if value is None else percentage(value, 1)


def predictions_text(predictions: Sequence[Prediction], width: int = 100) -> str:
    """One line per image: its position or file, its label, its predicted class."""
    if not predictions:
        return text("insight.none")
    head = [text("insight.picture"), text("insight.truth"), text("insight.label"), text("insight.probability")]
    rows = [[_place(each), each.truth or _OPEN, each.label, percentage(each.probability, 1)] for each in predictions]
    return "\n".join(columns([head, *rows], (3,), width, paths=(0,)))


def _place(prediction: Prediction) -> str:
    """The file with its folder, or the position in the data."""
    if prediction.path is not None:
        return "/".join(PurePath(prediction.path).parts[-2:])
    return _OPEN if prediction.index is None else str(prediction.index)


def class_table_text(record: ClassTableRecord, width: int = 100) -> str:
    """One line per class, then the means."""
    head = [
        text("insight.class"),
        text("insight.precision"),
        text("insight.recall"),
        text("insight.f1"),
        text("insight.count"),
    ]
    rows = [
        [row.label, _share(row.precision), _share(row.recall), _share(row.f1), count(row.count)] for row in record.rows
    ]
    means = text("insight.class_means", recall=_share(record.balanced_accuracy), f1=_share(record.macro_f1))
    right = _right(sum(row.num_right for row in record.rows), record.count, record.accuracy)
    return "\n".join([*columns([head, *rows], (1, 2, 3, 4), width), "", right, means])


def calibration_text(record: CalibrationRecord, width: int = 100) -> str:
    """One line per bin with predictions, then the expected error next to that of chance."""
    head = [text("insight.stretch"), text("insight.confidence"), text("insight.accuracy"), text("insight.count")]
    rows = [
        [f"{each.low:.2f} - {each.high:.2f}", _share(each.confidence), _share(each.accuracy), count(each.count)]
        for each in record.bins
        if each.count
    ]
    error = text("insight.expected_error", error=_share(record.expected_error))
    chance = [text("insight.chance_error", chance=_share(record.chance_error()))] if record.count else []
    return "\n".join([*columns([head, *rows], (1, 2, 3), width), "", error, *chance])


def wrong_labels_text(record: WrongLabelsRecord, width: int = 100) -> str:
    """One line per image, and the limits of such a list; for a weak network, why there is none."""
    if record.is_weak:
        shares = {"agreement": record.agreement, "chance": record.chance, "needed": record.needed}
        return text("insight.too_weak", **{name: percentage(share or 0.0, 0) for name, share in shares.items()})
    heading = text("insight.wrong_labels", found=count(record.num_found), count=count(record.count))
    head = [
        text("insight.picture"),
        text("insight.given_label"),
        text("insight.given_probability"),
        text("insight.likelier_label"),
        text("insight.probability"),
    ]
    rows = [
        [
            _place(each.prediction),
            each.prediction.truth or _OPEN,
            percentage(each.given_probability, 1),
            each.prediction.label,
            percentage(each.prediction.probability, 1),
        ]
        for each in record.found
    ]
    table = columns([head, *rows], (2, 4), width, paths=(0,)) if rows else []
    return "\n".join([heading, *table, text("insight.wrong_labels_limit")])


def receptive_field_text(record: ReceptiveFieldRecord) -> str:
    """Size, stride and offset of the fields of a layer."""
    lines = [f"{printable(record.layer)}: {field_text(record)}"]
    if record.stride is not None and record.offset is not None:
        lines.append(text("insight.field_moves", down=record.stride[0], right=record.stride[1],
                          top=record.offset[0], left=record.offset[1]))  # fmt: skip
    if record.is_cut:
        lines.append(text("insight.field_is_cut"))
    return "\n".join(lines)


def patches_text(record: PatchesRecord, width: int = 100) -> str:
    """One line per unit: its strongest activation, and the images of its patches."""
    blocks = [_layer_lines(layer, width) for layer in record.layers]
    return "\n".join(
        [text("insight.looked_at", count=count(record.count)), *(line for block in blocks for line in block)]
    )


def _layer_lines(layer: LayerPatches, width: int) -> Iterator[str]:
    yield ""
    yield f"{printable(layer.layer)} ({printable(layer.kind)}): {field_text(layer.field)}"
    rows = [
        [
            text("insight.unit", unit=unit.unit),
            number(unit.patches[0].value, _DIGITS) if unit.patches else _OPEN,
            ", ".join(patch.truth or str(patch.index) for patch in unit.patches),
        ]
        for unit in layer.units
    ]
    yield from columns(rows, (1,), width) if rows else []


def feature_maps_text(record: FeatureMapsRecord, width: int = 100) -> str:
    """One line per layer: the size of its maps, their number, the strongest activation, the receptive field."""
    head = [text("insight.layer"), text("insight.maps"), text("insight.strongest"), text("insight.receptive_field")]
    rows = [
        [
            f"{layer.layer} ({layer.kind})",
            f"{layer.num_units} x ({layer.field.map_height}, {layer.field.map_width})",
            number(layer.maps[0].map.scale if layer.maps else 0.0, _DIGITS),
            f"{layer.field.height} x {layer.field.width}",
        ]
        for layer in record.layers
    ]
    return "\n".join(columns([head, *rows], (1, 2, 3), width))


def filters_text(record: FiltersRecord) -> str:
    """The number and size of the filters, and the strongest weight."""
    scale = record.filters[0].maps[0].scale if record.filters else 0.0
    return text(
        "insight.filters", layer=f"{printable(record.layer)} ({printable(record.kind)})", count=len(record.filters),
        height=record.height, width=record.width, channels=record.channels, largest=number(scale, _DIGITS),
    )  # fmt: skip


def heat_map_text(record: HeatMapRecord) -> str:
    """The class of the map, its resolution, and where it is hottest."""
    levels = record.map.levels
    row, column = divmod(levels.index(max(levels)), record.map.width) if levels else (0, 0)
    detail = text("insight.heat_detail", height=record.height, width=record.width, row=row, column=column)
    return f"{heat_map_title(record)}\n{detail}"


def randomised_check_text(record: RandomisedCheckRecord) -> str:
    """One line per stage, then the conclusion from the last one."""
    changed = {True: "insight.check_passed", False: "insight.check_failed", None: "insight.check_open"}
    lines = [stage_text(stage.layer, stage.correlation) for stage in record.stages]
    return "\n".join([*lines, text(changed[record.has_changed], limit=record.limit)])

"""The sections that show the network and its training history."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from nervure.records.architecture import Architecture, LayerRow
from nervure.records.finding import Finding
from nervure.records.history import HistoryRecord
from nervure.records.network_diagram import BoxShape, NetworkBox, NetworkDiagram
from nervure.render.layered_layout import Size
from nervure.render.page_diagram import page_diagram
from nervure.report.both_languages import in_both

_BOX = Size(100.0, 138.0)  # px


def network_payload(diagram: NetworkDiagram | None, architecture: Architecture | None) -> dict[str, Any] | None:
    """The network as boxes and as rows."""
    if diagram is None or architecture is None:
        return None
    parameters = {row.name: row.num_parameters for row in architecture.rows}
    boxes = [_box(box, parameters.get(box.name.partition(":")[0])) for box in diagram.boxes]
    return {
        "name": architecture.name, "diagram": page_diagram(boxes, diagram.edges, _BOX),
        "rows": [_row(row) for row in architecture.rows],
        "parameters": architecture.trainable + architecture.non_trainable, "trainable": architecture.trainable,
    }  # fmt: skip


def curves_payload(history: HistoryRecord | None) -> dict[str, Any] | None:
    """The measurements of each epoch, on training and on validation data, and the problems of training."""
    if history is None or not history.epochs:
        return None
    quantities = [
        {"name": name, "training": _curve(history, name), "validation": _curve(history, f"val_{name}")}
        for name in history.quantities
    ]
    return {
        "epochs": history.epochs, "quantities": quantities,
        "findings": [_finding(finding) for finding in history.findings],
    }  # fmt: skip


def _curve(history: HistoryRecord, name: str) -> list[float | None] | None:
    """None for a value that cannot be plotted."""
    values = history.values.get(name)
    found = None if values is None else [value if math.isfinite(value) else None for value in values]
    return found if found and any(value is not None for value in found) else None


def _finding(finding: Finding) -> dict[str, Any]:
    return {"problem": in_both(lambda: finding.problem), "fix": in_both(lambda: finding.fix)}


def _box(box: NetworkBox, parameters: int | None) -> dict[str, Any]:
    return {
        "name": box.name, "kind": box.kind, "shape": shapes_text(box.output_shapes), "activation": box.activation,
        "parameters": parameters,
    }  # fmt: skip


def _row(row: LayerRow) -> dict[str, Any]:
    shape = shapes_text(row.output_shapes or ())
    return {"name": row.name, "kind": row.kind, "shape": shape, "parameters": row.num_parameters}


def shapes_text(shapes: Sequence[BoxShape]) -> str:
    """Shapes in the usual notation, N for the number of samples.

    Examples:
        >>> shapes_text([(None, 26, 26, 32)])
        '(N, 26, 26, 32)'
    """
    return ", ".join(f"({', '.join(_sizes(shape))})" for shape in shapes)


def _sizes(shape: BoxShape) -> list[str]:
    return ["N" if place == 0 and size is None else "?" if size is None else str(size)
            for place, size in enumerate(shape)]  # fmt: skip

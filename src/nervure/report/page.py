"""The report of a training run as one HTML file."""

from __future__ import annotations

import shlex
from typing import Any

from nervure.language import language, text
from nervure.records.run_report import RunOrigin, RunReport
from nervure.render.page import as_json, page
from nervure.report.data import audit_payload
from nervure.report.image_pool import PicturePool
from nervure.report.inside import feature_maps_payload, filters_payload, heat_maps_payload, patches_payload
from nervure.report.judgement import (
    calibration_payload,
    classes_payload,
    confusion_payload,
    mistakes_payload,
    result_payload,
    wrong_labels_payload,
)
from nervure.report.training_sections import curves_payload, network_payload

_STYLES = (
    "shell/tokens.css", "shell/shell.css", "shell/diagram.css", "charts/charts.css", "report/report.css",
)  # fmt: skip


def report_page(record: RunReport) -> str:
    """The whole page: it opens from disk, works offline, and can be printed.

    Args:
        record: the run.

    Examples:
        >>> report_page(RunReport("first", RunOrigin("runs/first"))).startswith("<!doctype html>")
        True
    """
    title = text("page.report_title", name=record.name)
    return page(title, "report/page.js", _STYLES, {"payload": as_json(payload_of(record))})


def payload_of(record: RunReport) -> dict[str, Any]:
    """The data of the page, with None for every section that does not apply to the run."""
    pool = PicturePool(record.links)
    sections = {
        "result": result_payload(record.result),
        "network": network_payload(record.diagram, record.architecture),
        "curves": curves_payload(record.history),
        "confusion": confusion_payload(record.confusion, pool),
        "mistakes": mistakes_payload(record.mistakes, pool),
        "wrong_labels": wrong_labels_payload(record.wrong_labels, pool),
        "classes": classes_payload(record.classes),
        "calibration": calibration_payload(record.calibration, record.result),
        "filters": filters_payload(record.filters),
        "feature_maps": feature_maps_payload(record.feature_maps, pool),
        "patches": patches_payload(record.patches),
        "heat_maps": heat_maps_payload(record.heat_maps, record.checks, pool),
        "audit": audit_payload(record.audit, record.left_out),
        "origin": _origin(record.origin),
    }
    return {
        "language": language(), "name": record.name, "labels": record.labels, **sections, "pictures": pool.described,
    }  # fmt: skip


def _origin(origin: RunOrigin) -> dict[str, Any]:
    again = shlex.join(["nervure", "repeat", origin.folder]) if origin.command else ""
    return {
        "command": origin.command, "again": again, "options": dict(origin.options), "data": dict(origin.data),
        "split": dict(origin.split), "versions": dict(origin.versions), "code": origin.code,
        "precision": dict(origin.precision),
        "weights": origin.weights, "seed": origin.seed, "device": origin.device, "threads": origin.threads,
    }  # fmt: skip

"""The contents of the report of a training run: everything except its name and origin may be missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from nervure.records.architecture import Architecture
from nervure.records.audit_record import AuditRecord
from nervure.records.calibration import CalibrationRecord
from nervure.records.class_table import ClassTableRecord
from nervure.records.confusion import ConfusionRecord
from nervure.records.feature_maps import FeatureMapsRecord
from nervure.records.filters import FiltersRecord
from nervure.records.heat_map import HeatMapRecord, RandomisedCheckRecord
from nervure.records.history import HistoryRecord
from nervure.records.mistakes import MistakesRecord
from nervure.records.network_diagram import NetworkDiagram
from nervure.records.patches import PatchesRecord
from nervure.records.picture_folder import LeftOut
from nervure.records.result import RunResult
from nervure.records.wrong_labels import WrongLabelsRecord


@dataclass(frozen=True, slots=True)
class RunOrigin:
    """How a run was made, so that it can be repeated.

    Args:
        folder: the folder of the run, as typed or named.
        command: the command that repeats it, with all its options; empty if there is none.
        options: every option by its name.
        data: what is known about the data: ``path``, ``kind``, ``digest``, ``count``, ``left_out``.
        split: the number of images in each part.
        versions: the versions of nervure and its dependencies.
        code: the digest of the nervure sources that it ran with.
        weights: the digest of the weights.
        seed: the seed of weights, order and masks.
        device: the device it ran on.
        threads: the number of threads that shared an operation.
        precision: of the training: what was ``asked``, what was ``used``, and the ``choice`` by which it was found.
    """

    folder: str
    command: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)
    split: Mapping[str, int] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    code: str = ""
    weights: str = ""
    seed: int | None = None
    device: str = ""
    threads: int | None = None
    precision: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PictureLink:
    """How to see every number that a network computed for an image.

    Args:
        picture: the image as that command names it: its file, or its number in some arrays.
        command: the command that makes the page of its explanation.
        page: that page, relative to the report; None if it has not been written.
    """

    picture: str
    command: str
    page: str | None = None


@dataclass(frozen=True, slots=True)
class RunReport:
    """A training run from its data to its quality.

    Args:
        name: of the run.
        origin: how to repeat it.
        labels: the classes, in the order of the outputs.
        result: its result.
        diagram: the network as boxes.
        architecture: the network as a table.
        history: the history of training.
        confusion: which classes were confused with which.
        mistakes: its confident mistakes.
        wrong_labels: images whose labels look wrong.
        classes: how well each class is recognized.
        calibration: whether it is right as often as its probabilities claim.
        filters: what its first convolution looks for.
        feature_maps: one image as it passes through the layers.
        patches: what most strongly activates the units of each layer.
        heat_maps: which parts of some images support a class.
        checks: whether such maps change with the weights.
        audit: the findings about the data.
        left_out: the files that were not used, if there is no audit.
        links: for the position of an image in its data, how to see its numbers.
    """

    name: str
    origin: RunOrigin
    labels: tuple[str, ...] = ()
    result: RunResult | None = None
    diagram: NetworkDiagram | None = None
    architecture: Architecture | None = None
    history: HistoryRecord | None = None
    confusion: ConfusionRecord | None = None
    mistakes: MistakesRecord | None = None
    wrong_labels: WrongLabelsRecord | None = None
    classes: ClassTableRecord | None = None
    calibration: CalibrationRecord | None = None
    filters: FiltersRecord | None = None
    feature_maps: FeatureMapsRecord | None = None
    patches: PatchesRecord | None = None
    heat_maps: tuple[HeatMapRecord, ...] = ()
    checks: tuple[RandomisedCheckRecord, ...] = ()
    audit: AuditRecord | None = None
    left_out: tuple[LeftOut, ...] = ()
    links: Mapping[int, PictureLink] = field(default_factory=dict)

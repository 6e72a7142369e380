"""What the report of a training run is made of: everything but its name and origin may be missing."""

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
    """How a run came about, so that somebody can repeat it.

    Args:
        folder: of the run, as it was typed or named.
        command: the command that repeats it, with everything that was chosen for it; empty where there is none.
        options: every option by its name.
        data: what is known of the data: ``path``, ``kind``, ``digest``, ``count``, ``left_out``.
        split: how many pictures each part has.
        versions: of nervure and what it runs on.
        code: the digest of the sources of nervure that it ran with.
        weights: the digest of the weights.
        seed: of weights, order and masks.
        device: where it computed.
        threads: how many threads shared an operation.
        precision: of the training: what was ``asked``, what was ``used``, and by what ``choice`` that was found.
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
    """How to see every number that a network computed for a picture.

    Args:
        picture: the picture as that command names it: its file, or its number in some arrays.
        command: what to type for the page of its explanation.
        page: that page, as seen from the report; None where it has not been written.
    """

    picture: str
    command: str
    page: str | None = None


@dataclass(frozen=True, slots=True)
class RunReport:
    """A training run from its data to what it is good for.

    Args:
        name: of the run.
        origin: how to repeat it.
        labels: the classes, in the order of the outputs.
        result: what it came to.
        diagram: the network as boxes.
        architecture: the network as a table.
        history: the course of training.
        confusion: which classes were taken for which.
        mistakes: where it was wrong and sure of it.
        wrong_labels: pictures whose labels look wrong.
        classes: how well each class is recognised.
        calibration: whether it is as often right as it says.
        filters: what its first convolution looks for.
        feature_maps: one picture on its way through the layers.
        patches: what excites the units of each layer.
        heat_maps: which parts of some pictures speak for a class.
        checks: whether such maps change with the weights.
        audit: what was found in the data.
        left_out: the files that were not used, where there is no audit.
        links: for the place of a picture in its data, how to see its numbers.
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

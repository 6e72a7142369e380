"""A run that never was: every section filled, with names that try to break out of the page."""

from __future__ import annotations

import functools

import numpy as np

from nervure.records.architecture import Architecture, LayerRow
from nervure.records.audit_record import (
    AuditRecord,
    ClassCount,
    ColorStatistics,
    DuplicateGroup,
    ReadingSuggestion,
    SizeStatistics,
)
from nervure.records.calibration import CalibrationBin, CalibrationRecord
from nervure.records.class_table import ClassRow, ClassTableRecord
from nervure.records.confusion import ConfusionExamples, ConfusionRecord
from nervure.records.feature_maps import FeatureMapsRecord, LayerMaps, UnitMap
from nervure.records.filters import Filter, FiltersRecord
from nervure.records.finding import Finding
from nervure.records.heat_map import HeatMapMethod, HeatMapRecord, RandomisedCheckRecord, RandomisedStage
from nervure.records.history import HistoryRecord
from nervure.records.mistakes import MistakesRecord
from nervure.records.network_diagram import NetworkBox, NetworkDiagram
from nervure.records.patches import LayerPatches, Patch, PatchesRecord, UnitPatches
from nervure.records.picture import Picture
from nervure.records.picture_folder import LeftOut, Note
from nervure.records.prediction import Prediction
from nervure.records.receptive_field import ReceptiveFieldRecord
from nervure.records.result import RunResult
from nervure.records.run_report import PictureLink, RunOrigin, RunReport
from nervure.records.value_map import ValueMap
from nervure.records.wrong_labels import LikelyWrongLabel, WrongLabelsRecord

LABELS = (
    "<img src=x onerror=alert(1)>",
    "호머 심슨",
    "</script><script>alert(2)</script>",
    "cat & dog",
    '마지 & "리사"',
)
SIDE = 32
METHODS: tuple[HeatMapMethod, ...] = ("grad_cam", "saliency", "occlusion")


@functools.cache
def sample_report() -> RunReport:
    """Five classes, 120 pictures."""
    chance = np.random.default_rng(0)
    counts = np.diag([20, 25, 15, 30, 10]) + chance.integers(0, 3, (5, 5)) * (1 - np.eye(5, dtype=int))
    examples = tuple(
        ConfusionExamples(
            truth, label, tuple(_prediction(chance, truth, label) for _ in range(min(3, counts[truth, label])))
        )
        for truth in range(5)
        for label in range(5)
        if counts[truth, label]
    )  # fmt: skip
    wrong = [one for example in examples if example.truth != example.label for one in example.predictions]
    table = tuple(tuple(int(count) for count in row) for row in counts)
    confusion = ConfusionRecord(LABELS, table, examples)
    picture = examples[0].predictions[0]
    return RunReport(
        name="심슨 <b>run</b>",
        origin=_origin(),
        labels=LABELS,
        result=RunResult("test", confusion.count, confusion.num_right, 0.4321, 64.5, 4,
                         {"majority_class": 0.25, "linear_model": 0.55, "nearest_neighbor": 0.61}, "ab" * 32,
                         precision="float32", neighbor_size=(16, 16)),
        diagram=NetworkDiagram("small", _boxes()),
        architecture=Architecture("small", _rows(), 4_800, 64, 19_200, 256),
        history=_history(),
        confusion=confusion,
        mistakes=MistakesRecord(confusion.count, confusion.count - confusion.num_right, tuple(wrong[:9])),
        wrong_labels=WrongLabelsRecord(LABELS, confusion.count, 3, table, (0.9,) * 5,
                                       tuple(LikelyWrongLabel(one, 0.02) for one in wrong[:3])),
        classes=ClassTableRecord(tuple(
            ClassRow(label, int(counts[place].sum()), int(counts[:, place].sum()), int(counts[place, place]))
            for place, label in enumerate(LABELS)
        )),
        calibration=_calibration(),
        filters=FiltersRecord("conv2d", "Conv2D", 3, 3, 3, tuple(
            Filter(unit, tuple(_map(chance, 3, 0.5) for _ in range(3)), _picture(chance, 3)) for unit in range(8)
        )),
        feature_maps=FeatureMapsRecord(picture.picture, picture.label, picture.probability, tuple(
            LayerMaps(layer, kind, 16, _field(layer, field, size), tuple(
                UnitMap(unit, _map(chance, size, 2.0, is_signed=False)) for unit in range(8)
            ))
            for layer, kind, field, size in (("conv2d", "Conv2D", 3, 32), ("max_pooling2d", "MaxPooling2D", 4, 16))
        )),
        patches=PatchesRecord(120, tuple(
            LayerPatches(layer, "Conv2D", 16, _field(layer, field, 16), tuple(
                UnitPatches(unit, tuple(
                    Patch(3.0 - 0.1 * place, _picture(chance, field), 0, 0, place, f"a/{place}.png", LABELS[0])
                    for place in range(0 if unit == 3 else 6)
                ))
                for unit in range(4)
            ))
            for layer, field in (("conv2d", 3), ("conv2d_1", 9))
        )),
        heat_maps=tuple(
            HeatMapRecord(method, one, one.label, one.probability, _map(chance, SIDE, 1.0), 8, 8,
                          "conv2d_1" if method == "grad_cam" else None, (8, 8) if method == "occlusion" else None)
            for one in wrong[:2]
            for method in METHODS
        ),
        checks=tuple(
            RandomisedCheckRecord(method, (wrong[0],), tuple(
                RandomisedStage(layer, correlation, (_map(chance, SIDE, 1.0),))
                for layer, correlation in ((None, 1.0), ("dense", 0.7), ("conv2d_1", end))
            ), 0.5)
            for method, end in zip(METHODS, (0.04, 0.81, None), strict=True)
        ),
        audit=_audit(),
        links={one.index: PictureLink(str(one.path),
                                      f"nervure explain runs/심슨 --image '{one.path}' --label 바트 --html page.html",
                                      "explanation-0.html" if place == 0 else None)
               for place, one in enumerate(wrong) if one.index is not None},
    )  # fmt: skip


def _prediction(chance: np.random.Generator, truth: int, label: int) -> Prediction:
    number = int(chance.integers(10_000))
    path = f"{LABELS[truth].replace('/', '_')}/그림 <{number}>.png"
    return Prediction(
        LABELS[label], 0.5 + 0.5 * float(chance.random()), _picture(chance, SIDE), LABELS[truth], number, path
    )


def _picture(chance: np.random.Generator, side: int) -> Picture:
    return Picture(chance.integers(0, 256, (side, side, 3), dtype=np.uint8).tobytes(), side, side, 3)


def _map(chance: np.random.Generator, side: int, scale: float, *, is_signed: bool = True) -> ValueMap:
    levels = chance.integers(1 if is_signed else 128, 256, (side, side), dtype=np.uint8)
    levels[0, 0] = 255
    return ValueMap(levels.tobytes(), side, side, scale)


def _field(layer: str, field: int, size: int) -> ReceptiveFieldRecord:
    return ReceptiveFieldRecord(layer, field, field, size, size, SIDE, SIDE)


def _boxes() -> tuple[NetworkBox, ...]:
    kinds = ("InputLayer", "Rescaling", "Conv2D", "Conv2D", "Add", "MaxPooling2D", "Flatten", "Dense")
    names = ("pictures", "rescaling", "conv2d", "conv2d_1", "add", "max_pooling2d", "flatten", "dense</script>")
    boxes = []
    for place, (name, kind) in enumerate(zip(names, kinds, strict=True)):
        inputs = () if place == 0 else (place - 1, place - 2) if kind == "Add" else (place - 1,)
        boxes.append(
            NetworkBox(name, kind, inputs, (), ((None, SIDE, SIDE, 16),), "relu" if kind == "Conv2D" else None)
        )
    return tuple(boxes)


def _rows() -> tuple[LayerRow, ...]:
    return tuple(
        LayerRow(box.name, box.kind, box.output_shapes[0], 2_400 if box.kind == "Conv2D" else 0) for box in _boxes()
    )


def _history() -> HistoryRecord:
    finding = Finding(
        "overfitting", None, 700, 4, "watching.overfitting", "watching.overfitting_advice",
        {"since": 3, "best": 0.31, "now": 0.42, "epoch": 4, "before": 0.1, "after": 0.02},
    )  # fmt: skip
    values = {
        "loss": (1.5, 0.9, 0.5, 0.3), "val_loss": (1.4, 1.0, float("nan"), 0.8), "accuracy": (0.4, 0.6, 0.8, 0.9),
        "val_accuracy": (0.5, 0.6, 0.7, 0.75), "learning_rate": (0.001, 0.003, 0.002, 0.0001),
    }  # fmt: skip
    return HistoryRecord(values, (1, 2, 3, 4), (finding,))


def _calibration() -> CalibrationRecord:
    bins = [CalibrationBin(low / 10, (low + 1) / 10, 0, None, None) for low in range(4)]
    bins += [CalibrationBin(low / 10, (low + 1) / 10, 20, low / 10 + 0.06, low / 10) for low in range(4, 10)]
    return CalibrationRecord(tuple(bins), 0.71, 0.65)


def _audit() -> AuditRecord:
    left_out = (LeftOut("cats/.hidden", "picture.hidden_folder"), LeftOut("<b>.png", "picture.hidden_folder"))
    group = DuplicateGroup(("cats/1.png", "dogs/<i>1.png"), ("cats", "dogs"), (), is_exact=True)
    return AuditRecord(
        path="pictures", parts=(),
        classes=tuple(ClassCount(label, (20 + place,), place % 2) for place, label in enumerate(LABELS)),
        num_files=125, num_bytes=500_000, used=("cats/1.png", "dogs/<i>1.png"), left_out=left_out,
        notes=(Note("cats/7.jpg", "audit.cmyk"),), duplicates=(group,),
        sizes=SizeStatistics((20, 30), (64, 64), (400, 300), (64, 64), 80, 12),
        colors=ColorStatistics(3, (120.0, 110.0, 100.0), (50.0, 50.0, 50.0), {"RGB": 117, "L": 3}),
        formats={"PNG": 100, "JPEG": 20}, suggestion=ReadingSuggestion(64, 64, "rgb", "pad"),
    )  # fmt: skip


def _origin() -> RunOrigin:
    return RunOrigin(
        folder="runs/심슨", command="nervure train '내 그림 <b>' --epochs 4 --seed 7",
        options={"epochs": 4, "model": "auto"},
        data={"path": "내 그림 <b>", "kind": "folder", "digest": "cd" * 32, "count": 500, "left_out": 2},
        split={"train": 350, "validation": 50, "test": 120}, versions={"nervure": "0.1", "torch": "2.6"},
        code="ef" * 32, weights="ab" * 32, seed=7, device="cpu", threads=2,
        precision={"asked": "auto", "used": "bfloat16", "choice": "rule"},
    )  # fmt: skip

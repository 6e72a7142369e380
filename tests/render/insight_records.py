"""Records with names that may hold anything, for the tests of what is drawn of them."""

from __future__ import annotations

from nervure.records.calibration import CalibrationBin, CalibrationRecord
from nervure.records.class_table import ClassRow, ClassTableRecord
from nervure.records.confusion import ConfusionRecord
from nervure.records.feature_maps import FeatureMapsRecord, LayerMaps, UnitMap
from nervure.records.filters import Filter, FiltersRecord
from nervure.records.heat_map import HeatMapRecord, RandomisedCheckRecord, RandomisedStage
from nervure.records.patches import LayerPatches, Patch, PatchesRecord, UnitPatches
from nervure.records.picture import Picture
from nervure.records.prediction import Prediction
from nervure.records.receptive_field import ReceptiveFieldRecord
from nervure.records.value_map import ValueMap
from nervure.records.wrong_labels import LikelyWrongLabel, WrongLabelsRecord

NAMES = ("<b>cat</b>", "강아지", "$a$ & \x1b[31m")
GRAY = Picture(bytes([0, 80, 160, 255]), 2, 2)
COLORED = Picture(bytes([255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 9, 9]), 2, 2, 3)
SIGNED = ValueMap(bytes([1, 128, 255, 64]), 2, 2, 0.5)
UNSIGNED = ValueMap(bytes([128, 160, 255, 200]), 2, 2, 3.0)
RIGHT = Prediction(NAMES[0], 0.75, GRAY, NAMES[0], 3)
WRONG = Prediction(NAMES[1], 0.999, COLORED, NAMES[2], 7, "새 폴더/<i>.png")
FIELD = ReceptiveFieldRecord("conv2d", 3, 3, 26, 26, 28, 28, (1, 1), (0, 0))

CONFUSION = ConfusionRecord(NAMES, ((8, 2, 0), (0, 0, 0), (1, 0, 1200)))
CLASSES = ClassTableRecord((ClassRow(NAMES[0], 10, 9, 8), ClassRow(NAMES[1], 0, 2, 0), ClassRow(NAMES[2], 9, 0, 0)))
CALIBRATION = CalibrationRecord(
    (CalibrationBin(0.0, 0.5, 0, None, None), CalibrationBin(0.5, 1.0, 4, 0.9, 0.75)), 0.9, 0.75
)
WRONG_LABELS = WrongLabelsRecord(
    NAMES, 90, 1, ((9, 1, 0), (0, 9, 0), (0, 0, 9)), (0.5, None, 0.5), (LikelyWrongLabel(WRONG, 0.0001),)
)
PATCHES = PatchesRecord(
    40, (LayerPatches("conv2d", "Conv2D", 20, FIELD, (
        UnitPatches(0, (Patch(1.25, GRAY, 2, 3, 7, truth=NAMES[1]), Patch(1.0, COLORED, 0, 0, 8, "a.png"))),
        *(UnitPatches(unit, ()) for unit in range(1, 20)),
    )),)
)  # fmt: skip
MAPS = FeatureMapsRecord(
    GRAY, NAMES[0], 0.5, (LayerMaps("conv2d", "Conv2D", 2, FIELD, (UnitMap(0, SIGNED), UnitMap(1, UNSIGNED))),)
)
FILTERS = FiltersRecord(
    "conv2d", "Conv2D", 2, 2, 3, (Filter(0, (SIGNED,) * 3, COLORED), Filter(1, (SIGNED,) * 3, GRAY))
)
HEAT = HeatMapRecord("grad_cam", WRONG, NAMES[2], 0.001, UNSIGNED, 7, 7, "conv2d_3")
CHECK = RandomisedCheckRecord(
    "saliency", (RIGHT,), (RandomisedStage(None, 1.0, (SIGNED,)), RandomisedStage("conv2d", None, (SIGNED,))), 0.5
)

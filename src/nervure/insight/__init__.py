"""What a model has learned, where it is wrong, and whether it can be trusted, shown on the user's own images.

Each function returns a record of plain values with ``.plot()``. One pass over the data serves several of them::

    judged = nervure.insight.judge(model, (x, y))
    nervure.insight.confusion(model, judged).plot()
    nervure.insight.mistakes(model, judged)
"""

from __future__ import annotations

from nervure.insight.confident_learning import LikelyWrongLabels, likely_wrong_labels
from nervure.insight.fields import ReceptiveField, receptive_field
from nervure.insight.filter_bank import Filters, filters
from nervure.insight.heat import HeatMap, grad_cam, occlusion, saliency
from nervure.insight.insight import Insight
from nervure.insight.judgement import Judgement, judge
from nervure.insight.layer_by_layer import FeatureMaps, feature_maps
from nervure.insight.patch_search import TopPatches, top_patches
from nervure.insight.randomising import RandomisedCheck, randomised_check
from nervure.insight.reliability import Calibration, calibration
from nervure.insight.wrong_and_right import ClassTable, Confusion, Mistakes, class_table, confusion, mistakes

__all__ = [
    "Calibration",
    "ClassTable",
    "Confusion",
    "FeatureMaps",
    "Filters",
    "HeatMap",
    "Insight",
    "Judgement",
    "LikelyWrongLabels",
    "Mistakes",
    "RandomisedCheck",
    "ReceptiveField",
    "TopPatches",
    "calibration",
    "class_table",
    "confusion",
    "feature_maps",
    "filters",
    "grad_cam",
    "judge",
    "likely_wrong_labels",
    "mistakes",
    "occlusion",
    "randomised_check",
    "receptive_field",
    "saliency",
    "top_patches",
]

"""Preflight: finds mistakes before the first step."""

from __future__ import annotations

from nervure.preflight.architecture import check_start
from nervure.preflight.compilation import advise_on_masks, check_compilation
from nervure.preflight.data import Samples, check_data, check_word_numbers
from nervure.preflight.held_out import advise_on_overlap, advise_on_scale, check_split
from nervure.preflight.inputs import Extent, advise_on_inputs, extents
from nervure.preflight.losses import is_crossentropy
from nervure.preflight.metrics import check_metrics
from nervure.preflight.rates import advise_on_rates
from nervure.preflight.run import advise_on_epochs, advise_on_frozen, advise_on_order, advise_on_steps
from nervure.preflight.statistics import advise_on_batch_of_one, advise_on_few_steps, statistics_are_fresh
from nervure.preflight.targets import advise_on_targets
from nervure.preflight.weights import check_class_weight, check_weights

__all__ = [
    "Extent",
    "Samples",
    "advise_on_batch_of_one",
    "advise_on_epochs",
    "advise_on_few_steps",
    "advise_on_frozen",
    "advise_on_inputs",
    "advise_on_masks",
    "advise_on_order",
    "advise_on_overlap",
    "advise_on_rates",
    "advise_on_scale",
    "advise_on_steps",
    "advise_on_targets",
    "check_class_weight",
    "check_compilation",
    "check_data",
    "check_metrics",
    "check_split",
    "check_start",
    "check_weights",
    "check_word_numbers",
    "extents",
    "is_crossentropy",
    "statistics_are_fresh",
]

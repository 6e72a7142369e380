from __future__ import annotations

import numpy as np

from nervure.arguments.unavailable import left_at_default
from nervure.errors import ArgumentError
from tests.layers.layer_rules import assert_says


def test_an_argument_without_effect_must_keep_its_default() -> None:
    left_at_default(None, None, "renorm", "BatchNormalization")
    left_at_default(np.int64(0), 0, "profile_batch", "TensorBoard")
    assert_says(ArgumentError, lambda: left_at_default(True, False, "renorm", "BatchNormalization"), "renorm=True")

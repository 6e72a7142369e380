from __future__ import annotations

import numpy as np
import pytest
import torch

from nervure.errors import ArgumentError
from nervure.graph.plan import Plan
from nervure.layers.attended_axes import AttendedAxes, attended_axes, axes_of
from nervure.layers.lowering import Lowering
from nervure.ops.op import Context
from tests.layers.layer_rules import assert_says, numbers


@pytest.mark.parametrize("axes", [(1,), (2,), (3,), (1, 2), (3, 1), (2, 3), (3, 2, 1), (2, 1, 3)])
def test_a_view_lays_the_steps_in_a_row_and_is_undone(axes: tuple[int, ...]) -> None:
    x = numbers(0, 2, 3, 4, 5, 6)
    lowering = Lowering(1)
    face, side = lowering.layer("layer", stream=0), AttendedAxes(axes, (None, 3, 4, 5, 6))
    view, folded = side.steps(0, "view", face, (6,))
    back = side.restored(folded, view, "output", face, (6,))
    plan = Plan(tuple(lowering.steps), 1, (folded, back), torch.float32)
    rows, restored = plan.forward([torch.from_numpy(x)], Context(), keep_caches=False).outputs
    expected = x.transpose(0, *side.others, *axes, 4).reshape(-1, side.num_steps, 6)
    assert np.array_equal(rows, expected)
    assert np.array_equal(restored, x)
    assert lowering.steps[-1].name == "layer/output"


def test_a_sequence_stays_as_it_is() -> None:
    lowering = Lowering(1)
    side = AttendedAxes((1,), (None, None, 4))
    assert side.steps(0, "view", lowering.layer("layer", stream=0), (4,)) == (0, 0)
    assert not lowering.steps
    assert side.is_sequence


def test_shapes_of_masks() -> None:
    queries, values = AttendedAxes((2,), (None, 3, 4, 8)), AttendedAxes((2,), (None, 3, 5, 8))
    assert queries.masks(values, 2) == ((4, 5), (3, 4, 5), (3, 2, 4, 5))


def test_axes_as_they_are_written() -> None:
    assert attended_axes(None, "layer") is None
    assert (attended_axes(2, "layer"), attended_axes([1, -2], "layer")) == ((2,), (1, -2))
    assert axes_of(None, 4, "layer") == (1, 2)
    assert axes_of((-2, 1), 4, "layer") == (2, 1)
    assert_says(ArgumentError, lambda: attended_axes((1, 0), "layer"), "attention_axes=(1, 0)")
    assert_says(ArgumentError, lambda: axes_of((1, -3), 4, "layer"), "attention_axes=(1, -3)")

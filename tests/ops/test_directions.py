from __future__ import annotations

import pytest
import torch

from nervure.ops.directions import DIRECTIONS
from tests.gradient_check import check_gradients, normal
from tests.op_rules import check_rules

FORWARD, BACKWARD = normal(0, 3, 4, 2), normal(1, 3, 4, 2)
every_mode = pytest.mark.parametrize("mode", ["concat", "sum", "ave", "mul"])


@every_mode
def test_the_derivative_is_what_both_witnesses_find(mode: str) -> None:
    check_gradients(DIRECTIONS, (FORWARD, BACKWARD), mode=mode)
    check_gradients(DIRECTIONS, (FORWARD[:, 0], BACKWARD[:, 0]), mode=mode)


@every_mode
def test_the_rules_of_every_operation_hold(mode: str) -> None:
    check_rules(DIRECTIONS, (FORWARD, BACKWARD), mode=mode)


def test_directions_are_joined_as_the_mode_says() -> None:
    joined = {mode: DIRECTIONS.forward(FORWARD, BACKWARD, mode=mode)[0] for mode in ("concat", "sum", "ave", "mul")}
    assert torch.equal(joined["concat"], torch.cat([FORWARD, BACKWARD], -1))
    assert torch.equal(joined["sum"], FORWARD + BACKWARD)
    assert torch.allclose(joined["ave"], torch.stack([FORWARD, BACKWARD]).mean(0), rtol=1e-15)
    assert torch.equal(joined["mul"], FORWARD * BACKWARD)


def test_two_directions_of_different_sizes_can_stand_side_by_side() -> None:
    check_gradients(DIRECTIONS, (normal(0, 3, 2), normal(1, 3, 5)), mode="concat")

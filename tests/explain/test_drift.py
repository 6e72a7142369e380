from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from nervure.errors import ExplanationError
from nervure.explain.drift import BOUNDS, Drift, WalkedStep, apart, drift_of
from nervure.explain.explanation import Explanation
from nervure.explain.recording import Recording
from tests.explain.asking import array_of
from tests.explain.networks import explained


def walked(explanation: Explanation, **changed: float) -> WalkedStep:
    """What the walk that trains would give, were it the explained one; some arrays larger by a share."""
    recording = explanation.recording
    assert recording.loss is not None
    arrays = {
        (kind, of): array * (1 + changed.get(f"{kind}_{of.name.replace('/', '_')}", 0.0))
        for (kind, of), array in recording.arrays.items()
    }
    return WalkedStep("fused", "float64", "float64", recording.loss * (1 + changed.get("loss", 0.0)), arrays)


def test_two_equal_walks_are_not_apart() -> None:
    found = apart(explained().recording, walked(explained()))
    assert found.share == found.of_bound == 0.0
    assert found.arrays == len(explained().recording.arrays) + 1


@pytest.mark.parametrize(
    ("entry", "name"),
    [
        ("value_output_output", "output/output"),
        ("gradient_hidden_kernel", "hidden/kernel"),
        ("updated_hidden_kernel", "hidden/kernel"),
        ("loss", "loss"),
    ],
)
def test_an_array_that_drifts_is_refused_and_named(entry: str, name: str) -> None:
    drift = drift_of(explained().recording, "float64", [walked(explained(), **{entry: 1e-7})])
    (found,) = drift.walks
    assert found.reference.name == name
    assert found.share == pytest.approx(1e-7)
    with pytest.raises(ExplanationError, match=name):
        drift.check()


def test_a_millionth_of_the_bound_is_let_through() -> None:
    drift = drift_of(explained().recording, "float64", [walked(explained(), gradient_hidden_kernel=1e-15)])
    assert drift.check() == len(explained().recording.arrays) + 1
    assert drift.value == pytest.approx(1e-15, rel=0.5)


def test_a_forward_pass_has_no_walk_that_trains() -> None:
    assert Drift("float32", 0.0).check() == 0


def test_what_overflows_in_one_walk_says_nothing() -> None:
    explanation = explained()
    step = walked(explanation)
    gradient = step.arrays["gradient", explanation.derivations.place("gradient", "hidden/kernel").reference]
    gradient[0, 0] = np.inf
    assert apart(explanation.recording, step).of_bound == 0.0


def test_an_update_is_not_compared_where_the_gradient_is_rounding() -> None:
    explanation = explained()
    array_of(explanation.recording, "gradient", "hidden/kernel")[...] = 1e-20
    step = walked(explanation, updated_hidden_kernel=0.5)
    assert apart(explanation.recording, step).of_bound == 0.0


def test_finer_types_have_tighter_bounds() -> None:
    assert BOUNDS["float64"] < BOUNDS["float32"] < BOUNDS["bfloat16"]


def test_what_rounding_alone_does_to_the_explained_walk_is_granted_and_no_more() -> None:
    recording, again = explained().recording, explained().recording
    array_of(again, "gradient", "hidden/kernel")[...] *= 1 + 1e-2
    granted = 10 * 1e-2
    near, far = (
        dataclasses.replace(walked(explained(), gradient_hidden_kernel=share), digits="float32")
        for share in (0.9 * granted, 2 * granted)
    )
    assert drift_of(recording, "float64", [near], lambda: again).check() > 0
    for step, rounded in ((near, None), (far, lambda: again)):
        with pytest.raises(ExplanationError, match="hidden/kernel"):
            drift_of(recording, "float64", [step], rounded).check()


def test_a_step_is_not_recorded_again_where_no_walk_is_apart() -> None:
    def never() -> Recording:
        raise AssertionError

    assert drift_of(explained().recording, "float64", [walked(explained())], never).check() > 0

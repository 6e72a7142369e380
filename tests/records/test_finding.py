from __future__ import annotations

import dataclasses

import pytest

from nervure.language import set_language
from nervure.records.finding import Finding

FINDING = Finding(
    "overfitting", None, 700, 9, "watching.overfitting", "watching.overfitting_advice",
    {"since": 5, "best": 0.31, "now": 0.42, "epoch": 9, "before": 0.1, "after": 0.02},
)  # fmt: skip


@pytest.mark.parametrize(
    ("spoken", "problem", "fix"), [("en", "since epoch 5", "Try Early"), ("ko", "과적합", "늘리거나")]
)
def test_a_finding_speaks_the_language_in_use(spoken: str, problem: str, fix: str) -> None:
    set_language(spoken)
    assert problem in FINDING.problem
    assert fix in FINDING.fix
    assert "0.31" in FINDING.problem


def test_a_finding_is_a_plain_value_that_stays_as_it_is() -> None:
    assert dataclasses.replace(FINDING) == FINDING
    with pytest.raises(dataclasses.FrozenInstanceError):
        FINDING.step = 3  # type: ignore[misc]

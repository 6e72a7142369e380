from __future__ import annotations

from dataclasses import replace

import pytest

from nervure.language import set_language
from nervure.records.picture_folder import LeftOut
from nervure.records.result import RunResult
from nervure.records.training_plan import TrainingPlan
from nervure.render.training_run import left_out_line, plan_text, result_line

LEFT_OUT = tuple(
    LeftOut(f"{number}.png", reason)
    for reason, count in (
        ("picture.empty_file", 3),
        ("picture.hidden_file", 2),
        ("picture.no_picture", 1),
        ("picture.no_file", 1),
    )
    for number in range(count)
)
PLAN = TrainingPlan("folder", 2, 8000, 1000, 1000, LEFT_OUT, (48, 64), "rgb", "small-resnet", 24, 128, "runs/cats")


def test_a_plan_says_what_is_learnt_from_what_is_left_out_and_how() -> None:
    assert plan_text(PLAN, "left_out.csv").splitlines() == [
        "10,000 pictures of 2 classes: 8,000 to learn from, 1,000 to check after each epoch, "
        "1,000 for the test at the end.",
        "7 left out: 3 × empty file, 2 × hidden file, 1 × no picture by its name, ... (left_out.csv lists them)",
        "48 x 64 pixels, in colour; small-resnet, 24 epochs, 128 pictures a step. The run lies in runs/cats.",
    ]
    assert len(plan_text(replace(PLAN, left_out=()), "left_out.csv").splitlines()) == 2


def test_the_demo_needs_one_line() -> None:
    plan = replace(PLAN, kind="digits", test=0)
    assert plan_text(plan, "left_out.csv") == "8,000 digits to learn from, 1,000 held out. The run lies in runs/cats."


def test_a_test_has_its_interval_and_what_was_looked_at_before_has_none() -> None:
    result = RunResult("test", 400, 365, 0.3, 10.0, 5)
    assert result_line(result) == "Test pictures: 365 of 400 recognised, 91.25 % (95 % confidence: 88.1 % to 93.6 %)."
    assert result_line(replace(result, part="validation")) == "Held-out digits: 365 of 400 recognised, 91.25 %."


@pytest.mark.parametrize("plan", [PLAN, replace(PLAN, test=0)])
def test_all_of_it_is_said_in_korean(plan: TrainingPlan) -> None:
    set_language("ko")
    lines = [*plan_text(plan, "left_out.csv").splitlines(), left_out_line(LEFT_OUT[:1], "left_out.csv")]
    for line in [*lines, result_line(RunResult("test", 9, 8, 0.3, 1.0, 1))]:
        assert any("가" <= sign <= "힣" for sign in line), line

from __future__ import annotations

from dataclasses import replace

import pytest

from nervure.language import set_language
from nervure.records.picture_folder import LeftOut, Note
from nervure.records.result import RunResult
from nervure.records.training_plan import Forecast, TrainingPlan
from nervure.render.training_run import forecast_line, plan_text, result_text, threads_line

_REASONS = ("empty_file", "empty_file", "empty_file", "hidden_file", "damaged", "damaged", "no_picture")
LEFT_OUT = tuple(LeftOut(f"{number}.png", f"picture.{reason}") for number, reason in enumerate(_REASONS))
NOTES = (Note("a.png", "audit.cmyk"), Note("b.png", "audit.copy"))
PLAN = TrainingPlan(
    "folder", 2, 8000, 1000, 1000, LEFT_OUT, NOTES, (48, 64), "rgb", "small-resnet", 24, 128, "photographs", "runs/cats"
)
RESULT = RunResult(
    "test", 400, 365, 0.3, 10.0, 5, {"majority_class": 0.1, "linear_model": 0.7212, "nearest_neighbor": 0.95}
)


def test_a_plan_says_what_is_learned_from_what_is_left_out_and_how() -> None:
    parts, left_out, look, how = plan_text(PLAN, "left_out.csv").splitlines()
    assert parts.startswith(
        "10,000 images of 2 classes: 8,000 for training, 1,000 for validation after each epoch, 1,000 "
    )
    assert left_out == (
        "7 left out: 2 × damaged or truncated, 3 × empty file, 1 × hidden file, ... (left_out.csv lists them)"
    )
    assert look.startswith("2 to check: 1 × print colors (CMYK), 1 × copy of another file ")
    assert how.startswith("48 x 64 pixels, in color; small-resnet; epochs 24, batch size 128, augmentation photogra")
    assert how.endswith("The run is in runs/cats.")
    assert len(plan_text(replace(PLAN, left_out=(), notes=()), "left_out.csv").splitlines()) == 2


def test_unequal_classes_are_told_with_what_is_done_about_them() -> None:
    told = plan_text(replace(PLAN, imbalance=9.87, class_weights="square-root"), "left_out.csv").splitlines()[-1]
    assert told.startswith(
        "In the training data, the largest class has 9.87 times as many images as the smallest. "
        "Class weights: square-root"
    )
    assert "Class weights: balanced" in plan_text(replace(PLAN, class_weights="balanced"), "left_out.csv")
    assert "Class weights" not in plan_text(replace(PLAN, imbalance=1.9), "left_out.csv")


def test_where_classes_are_unequal_their_mean_is_told_beside_the_accuracy() -> None:
    unequal = replace(RESULT, balanced_accuracy=0.801)
    assert result_text(unequal).splitlines()[1] == "If every class counts the same: 80.1 %."
    assert result_text(replace(RESULT, balanced_accuracy=0.9126)) == result_text(RESULT)


def test_where_pictures_look_alike_the_interval_is_wider_and_says_why() -> None:
    plain, alike = (replace(RESULT, num_independent=count) for count in (400.0, 210.4))
    assert result_text(plain) == result_text(RESULT)
    told = result_text(alike).splitlines()
    assert told[0] != result_text(RESULT).splitlines()[0]
    assert told[1] == "Some images look alike: all 400 carry as much information as 210 different ones."


def test_few_pictures_are_told_what_to_expect() -> None:
    few = plan_text(replace(PLAN, training=80, test=10), "left_out.csv")
    assert "Images in the test: 10, which give the accuracy to within about 23 percentage points" in few


def test_the_demo_needs_one_line() -> None:
    plan = replace(PLAN, kind="digits", test=0)
    assert plan_text(plan, "left_out.csv") == "8,000 digits for training, 1,000 held out. The run is in runs/cats."


def test_a_test_has_its_interval_and_what_was_looked_at_before_has_none() -> None:
    tested, to_beat, beaten = result_text(RESULT).splitlines()
    assert tested == "Test images: 365 of 400 recognized, 91.2 % (95 % confidence interval: 88.1 % to 93.6 %)."
    assert all(share in to_beat for share in ("10.0 %", "72.1 %", "95.0 %"))
    assert beaten.startswith("A simple baseline is as good or better")
    plain = result_text(replace(RESULT, part="validation", baselines={}))
    many = result_text(replace(RESULT, count=4000, num_right=3652, baselines={}))
    assert "3,652 of 4,000 recognized, 91.30 %" in many
    assert plain == "Held-out digits: 365 of 400 recognized, 91.2 %."


def test_a_forecast_names_time_and_memory_where_it_is_known() -> None:
    told = forecast_line(Forecast(127.0, 1_200_000_000))
    assert told.endswith(": about 2 min 10 s, and 1.1 GB of memory for the whole process.")
    assert forecast_line(Forecast(12.34, None)).endswith(": about 12 s.")


def test_a_forecast_is_an_upper_bound_only_where_training_may_end_early() -> None:
    assert "at most" not in forecast_line(Forecast(127.0, None))
    told = forecast_line(Forecast(127.0, None, may_end_early=True))
    assert told.endswith(": at most about 2 min 10 s, less if training stops early.")
    set_language("ko")
    assert "길어야" not in forecast_line(Forecast(127.0, None))
    assert "길어야 2분 10초쯤" in forecast_line(Forecast(127.0, None, may_end_early=True))


@pytest.mark.parametrize("plan", [PLAN, replace(PLAN, test=0), replace(PLAN, training=80)])
def test_all_of_it_is_said_in_korean(plan: TrainingPlan) -> None:
    set_language("ko")
    forecasts = [forecast_line(Forecast(1.0, memory, early)) for memory in (None, 5) for early in (False, True)]
    for line in [*plan_text(plan, "left_out.csv").splitlines(), *result_text(RESULT).splitlines(), *forecasts]:
        assert any("가" <= sign <= "힣" for sign in line), line


@pytest.mark.parametrize("how", ["asked", "recorded", "only", "measured", "rule"])
def test_the_number_of_threads_is_said_in_one_line(how: str) -> None:
    told = threads_line(2, how, 4)
    assert told.startswith("Threads: 2")
    assert "\n" not in told
    assert ("1 and 4" in told) == (how == "measured")

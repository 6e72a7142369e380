from __future__ import annotations

from nervure.records.training_plan import TrainingPlan


def test_a_plan_counts_the_pictures_of_all_parts() -> None:
    plan = TrainingPlan("folder", 2, 80, 12, 8, (), (), (28, 28), "rgb", "small-resnet", 5, 32, "none", "runs/a")
    assert plan.count == 100

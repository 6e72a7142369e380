from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.harness.figures import Ratio, best_peer, ratio_of, summaries, told, verdict
from benchmarks.harness.workload import AtLeast, AtMost, Reaches, Within
from benchmarks.works.table import WORKS
from tests.benchmarks.harness.results import entry, reading, result

CNN = WORKS["lecture-cnn"]


def test_the_ratio_pairs_the_rounds_as_they_were_run() -> None:
    found = summaries(CNN, result("lecture-cnn", entry("nervure", 1.0, 2.0, 1.0), entry("torch-eager", 4.0, 6.0, 5.0)))
    assert ratio_of(found["nervure"], found["torch-eager"]) == Ratio(4.0, 3.0, 5.0)


def test_the_best_peer_computes_as_exactly_as_we_do() -> None:
    made = result(
        "lecture-cnn",
        entry("nervure", 1.0), entry("nervure-auto", 0.9), entry("torch-eager", 4.0), entry("torch-bfloat16", 2.0),
        entry("keras-jax", 3.0), entry("jax-scan", 0.5), entry("torch-compile", 0.1, trouble="ended"),
    )  # fmt: skip
    found = summaries(CNN, made)
    assert best_peer(CNN, found, "nervure") == "keras-jax"
    assert best_peer(CNN, found, "nervure-auto") == "torch-bfloat16"
    assert best_peer(CNN, {"nervure": found["nervure"]}, "nervure") == ""


@pytest.mark.parametrize(("seconds", "is_reached"), [(4.0, True), (3.9, False)])
def test_a_ratio_is_reached_or_not(seconds: float, is_reached: bool) -> None:
    made = result("lecture-cnn", entry("nervure", 1.0), entry("torch-eager", seconds))
    found = verdict(AtLeast("a row", 4.0, "torch-eager"), CNN, made)
    assert found.is_reached is is_reached
    assert (found.ours, found.peer, found.theirs) == (1.0, "torch-eager", seconds)


def test_a_goal_without_a_peer_cannot_be_judged() -> None:
    made = result("lecture-cnn", entry("nervure", 1.0), entry("torch-eager", trouble="not installed"))
    assert verdict(AtLeast("a row", 4.0, "torch-eager"), CNN, made).is_reached is None
    assert verdict(AtLeast("a row", 4.0), CNN, made).is_reached is None
    assert verdict(AtLeast("a row", 4.0), CNN, result("lecture-cnn")).ours is None


def test_a_limit_may_lie_beyond_a_peers_figure() -> None:
    made = result("import", entry("nervure", 1.3), entry("torch-eager", 1.2))
    assert verdict(AtMost("a row", 0.2, "torch-eager"), WORKS["import"], made).is_reached is True
    assert verdict(AtMost("a row", 0.05, "torch-eager"), WORKS["import"], made).is_reached is False
    assert verdict(AtMost("a row", 2.0), WORKS["import"], made).ratio == Ratio(0.65, 0.65, 0.65)


def test_accuracies_are_compared_by_their_mean_difference() -> None:
    made = result("accuracy", entry("nervure"), entry("keras-tensorflow"))
    for one, accuracies in zip(made.entries, ((0.98, 0.99), (0.99, 0.985)), strict=True):
        one.readings = [reading(1.0, accuracy=accuracy) for accuracy in accuracies]
    found = verdict(Within("a row", 0.003, "keras-tensorflow"), WORKS["accuracy"], made)
    assert found.ratio is not None
    assert found.ratio.middle == pytest.approx(-0.0025)
    assert found.is_reached is True


@pytest.mark.parametrize(
    ("accuracies", "seconds", "is_reached"),
    [((0.91, 0.9), (300, 500), True), ((0.95, 0.89), (300, 500), False), ((0.95, 0.95), (300, 601), False)],
)
def test_an_accuracy_is_reached_where_every_training_reaches_it_in_time(
    accuracies: tuple[float, ...], seconds: tuple[float, ...], is_reached: bool
) -> None:
    made = result("cartoon", entry("nervure"))
    made.entries[0].readings = [
        reading(taken, accuracy=accuracy) for taken, accuracy in zip(seconds, accuracies, strict=True)
    ]
    found = verdict(Reaches("a row", 0.9, 600.0), WORKS["cartoon"], made)
    assert found.is_reached is is_reached
    assert found.ours == pytest.approx(sum(accuracies) / 2)


def test_a_training_that_ends_below_the_mark_has_not_reached_it() -> None:
    work = replace(WORKS["shell-to-99"], rounds=1)
    made = result("shell-to-99", entry("nervure"), entry("keras-tensorflow"))
    made.entries[0].readings = [reading(10.0, accuracy=0.985, values={"epoch 1": 0.97, "epoch 2": 0.985})]
    made.entries[1].readings = [reading(90.0, accuracy=0.991, values={"epoch 1": 0.991})]
    found = summaries(work, made)
    assert found["nervure"].note == "not reached: 98.50 %"
    assert found["nervure"].curve == (0.97, 0.985)
    assert verdict(work.goals[0], work, made).is_reached is False


def test_figures_have_the_unit_that_fits() -> None:
    assert told(CNN, 0.0411) == "41.1 ms"
    assert told(CNN, None) == "-"
    assert told(WORKS["accuracy"], 0.98765) == "98.77 %"

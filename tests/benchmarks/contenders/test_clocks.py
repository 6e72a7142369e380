from __future__ import annotations

from dataclasses import replace

from benchmarks.contenders.clocks import EPOCHS_OF_CURVE, epochs, predictions
from benchmarks.harness.inputs import inputs_of
from benchmarks.harness.serving import Job
from benchmarks.works.table import WORKS


def job(name: str, seconds: float) -> Job:
    work = replace(WORKS[name], batch=4, steps=3, seconds=seconds)
    return Job(work, inputs_of(work), "", 0.0)


def test_the_first_turn_tells_the_curve_and_later_ones_go_on() -> None:
    done: list[int] = []

    def one(epoch: int) -> float:
        done.append(epoch)
        return 1.0 / (1 + epoch)

    turn = epochs(job("dense-4-8-3", seconds=0.0), one)
    assert turn(0).losses == (1.0, 1 / 2, 1 / 3)
    later = turn(1)
    assert done == list(range(EPOCHS_OF_CURVE + 2))  # the first of a turn warms up
    assert later.amount == 3
    assert later.losses == (1 / 5,)


def test_a_prediction_is_worth_its_cross_entropy() -> None:
    given = job("predict-1", seconds=0.01)
    labels = given.inputs.y[:4]

    def certain(x: object) -> list[list[float]]:
        return [[1.0 if label == number else 1e-9 for number in range(10)] for label in labels]

    reading = predictions(given, certain)(1)
    assert reading.losses == (0.0,)
    assert reading.amount % 4 == 0
    assert reading.seconds >= 0.01

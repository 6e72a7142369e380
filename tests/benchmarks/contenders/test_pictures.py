from __future__ import annotations

import numpy as np
import pytest

from benchmarks.contenders.keras_words import Words, recognition
from benchmarks.contenders.pictures import commanded, parts
from benchmarks.harness.inputs import Inputs
from benchmarks.harness.network import Dense, Flatten, Rescaling
from benchmarks.harness.serving import Job
from benchmarks.harness.workload import Workload
from nervure import set_seed
from nervure.callbacks import Callback
from nervure.data import digits
from nervure.keras import layers, models
from nervure.optimizers import Adam
from nervure.optimizers.schedules import PiecewiseConstantDecay

NETWORK = (Rescaling(1 / 255), Flatten(), Dense(10, "softmax"))


def job(*, held_out: tuple[int, int]) -> Job:
    work = Workload("a", "a", "pictures", ("nervure",), network=NETWORK, batch=20, steps=3, held_out=held_out)
    x, y = digits()
    chosen = np.random.default_rng(0).permutation(len(x))[:300]
    channels = 3 if held_out[0] else 1  # of a file of arrays, gray pictures are learned as gray ones
    x, y = np.repeat(x[chosen][..., None], channels, axis=-1), y[chosen].astype("int64")
    return Job(work, Inputs(x, y, np.zeros((0, 0), "int64"), []), "", 0.0)


def test_parts_lie_one_behind_the_other() -> None:
    asked = job(held_out=(40, 60))
    found = parts(asked)
    assert [len(part.x) for part in found] == [200, 40, 60]
    assert np.array_equal(np.concatenate([part.y for part in found]), asked.inputs.y)


@pytest.mark.slow
@pytest.mark.parametrize("held_out", [(40, 60), (0, 60)])
def test_what_a_user_starts_is_judged_by_pictures_it_never_saw(held_out: tuple[int, int]) -> None:
    reading = commanded(job(held_out=held_out))(1)
    assert reading.accuracy is not None
    assert reading.accuracy > 0.6
    assert len(reading.losses) == reading.amount > 1


def test_the_peers_network_is_judged_at_its_best_epoch() -> None:
    asked = job(held_out=(40, 60))
    test = parts(asked).test
    before_each_epoch: list[float] = []

    class Watching(Callback):
        def on_epoch_begin(self, epoch: int, logs: object = None) -> None:
            before_each_epoch.append(self.model.evaluate(*test, verbose=0)[1])

    steps_of_an_epoch = 200 // asked.work.batch
    ruinous_at_last = PiecewiseConstantDecay([2 * steps_of_an_epoch], [0.01, 1e4])
    set_seed(0)
    reading = recognition(Words(layers, models, Watching, lambda _: Adam(ruinous_at_last), lambda *_: None), asked)(1)
    first, second, last = reading.losses
    assert second < first < last
    assert reading.accuracy == before_each_epoch[2] > 0.55

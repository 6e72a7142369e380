from __future__ import annotations

import pytest
import torch

from nervure.tasks.benchmark_work import RACES, run_ours, run_pytorch


@pytest.mark.parametrize("name", ["dense", "lstm"])
def test_everybody_does_the_same_work(name: str) -> None:
    race = RACES[name]._replace(steps=60, warm_up=10)
    ours, theirs = run_ours(race, "float32"), run_pytorch(race, channels_last=False)
    assert ours.loss == pytest.approx(theirs.loss, rel=0.1)
    assert ours.seconds > 0
    assert theirs.seconds > 0


@pytest.mark.parametrize("channels_last", [False, True])
def test_the_networks_of_the_lecture_have_equally_many_weights(channels_last: bool) -> None:
    race = RACES["cnn"]._replace(steps=1, warm_up=1, batch=8)
    theirs = sum(parameter.numel() for parameter in race.theirs().parameters())
    moving = 2 * (32 + 32 + 64 + 64)
    assert race.ours().count_params() == theirs + moving
    try:
        assert run_pytorch(race, channels_last).loss > 0
    finally:
        torch.set_flush_denormal(False)  # for the rest of its process, as its guide says

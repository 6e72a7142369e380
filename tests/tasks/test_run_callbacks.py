from __future__ import annotations

import time
from pathlib import Path

import pytest

from nervure.errors import NervureError
from nervure.tasks.run_callbacks import Clock, Divergence, Log
from nervure.tasks.run_folder import LOG, RunFolder
from tests.models.networks import dense_network


def test_the_log_says_what_a_run_begins_with_and_what_each_epoch_came_to(tmp_path: Path) -> None:
    log = Log(RunFolder(tmp_path / "run"), (120, 30), "float32", 7)
    log.on_train_begin()
    log.on_epoch_end(0, {"loss": 0.5})
    first, second = (tmp_path / "run" / LOG).read_text(encoding="utf-8").splitlines()
    assert all(word in first for word in ("120", "30", "float32", "7"))
    assert second.endswith("epoch 1  loss 0.5000")


def test_a_loss_that_is_no_number_ends_the_run(tmp_path: Path) -> None:
    model, watch = dense_network(), Divergence(RunFolder(tmp_path / "run"))
    watch.set_model(model)
    watch.on_epoch_end(0, {"loss": 1.0})
    assert not model.stop_training
    watch.on_epoch_end(1, {"loss": float("nan")})
    assert model.stop_training
    assert "epoch 2" in (tmp_path / "run" / LOG).read_text(encoding="utf-8")


def test_a_clock_goes_on_where_the_saved_run_stood() -> None:
    clock = Clock(0.0)
    time.sleep(0.01)
    state = clock.get_state()
    assert 0.01 <= state["seconds"] < 10
    again = Clock(0.0)
    again.set_state({"seconds": 100.0})
    assert 100 < again.seconds < 110
    with pytest.raises((NervureError, ValueError, TypeError)):
        again.set_state({"seconds": "long"})

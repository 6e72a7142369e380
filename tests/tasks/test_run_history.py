from __future__ import annotations

import math
from pathlib import Path

import pytest

from nervure.tasks.run_history import read_history


def test_what_the_log_wrote_is_read_back_with_the_loss_first(tmp_path: Path) -> None:
    file = tmp_path / "history.csv"
    file.write_text(
        "epoch,accuracy,learning_rate,loss,val_accuracy,val_loss\n0,0.5,0.1,2.0,NA,1.5\n1,0.7,0.2,1.0,0.6,1.2\n2,0.8"
    )
    history = read_history(file)
    assert history is not None
    assert history.epochs == (1, 2), "a line that was cut off is left out"
    assert history.quantities == ("loss", "accuracy", "learning_rate")
    assert history.values["val_loss"] == (1.5, 1.2)
    assert math.isnan(history.values["val_accuracy"][0])


def test_a_last_line_that_was_cut_inside_a_number_is_left_out(tmp_path: Path) -> None:
    file = tmp_path / "history.csv"
    file.write_text("epoch,loss\n0,0.51\n1,0.4")
    history = read_history(file)
    assert history is not None
    assert history.values["loss"] == (0.51,)


@pytest.mark.parametrize(
    "content", [None, "", "\n\n", "\ufeff", "\ufeff\n", "epoch,loss\n", "epoch,loss\n0,1", "name,loss\n1,2\n"]
)
def test_without_an_epoch_there_is_no_history(content: str | None, tmp_path: Path) -> None:
    file = tmp_path / "history.csv"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    assert read_history(file) is None

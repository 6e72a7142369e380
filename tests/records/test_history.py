from __future__ import annotations

import subprocess
import sys

from nervure.records.history import HistoryRecord, Progress


def _progress(batch: int, num_batches: int | None) -> Progress:
    return Progress(1, 2, batch, num_batches, 32 * batch, 100.0, 1.0, 2.0, {})


def test_the_fraction_is_the_part_of_the_batches_that_is_done() -> None:
    assert _progress(21, 63).fraction == 21 / 63
    assert _progress(0, 63).fraction == 0
    assert _progress(64, 63).fraction == 1


def test_an_epoch_of_unknown_or_no_length_has_no_fraction() -> None:
    assert _progress(21, None).fraction is None
    assert _progress(0, 0).fraction is None


def test_a_quantity_is_named_once_for_training_and_validation() -> None:
    history = HistoryRecord({"loss": (1.0,), "accuracy": (0.5,), "val_loss": (1.0,), "val_top": (0.1,)}, (1,))
    assert history.quantities == ("loss", "accuracy", "top")


def test_records_and_render_load_neither_torch_nor_what_draws() -> None:
    rooms = "nervure.records, nervure.render.live, nervure.render.summary, nervure.render.digits, nervure.render.curves"
    heavy = "{'torch', 'numpy', 'matplotlib', 'IPython', 'rich.console', 'rich.table'}"
    told = subprocess.run(
        [sys.executable, "-c", f"import {rooms}, sys; print(sorted({heavy} & set(sys.modules)))"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == "[]"

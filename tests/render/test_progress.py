from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from nervure.language import set_language
from nervure.records.history import EpochRecord, Progress
from nervure.render.progress import ASCII_SIGNS, bar, detail, epoch_line, progress_line


def _progress(**changed: object) -> Progress:
    told: dict[str, object] = {
        "epoch": 3,
        "epochs": 12,
        "batch": 41,
        "num_batches": 63,
        "samples": 5248,
        "samples_per_second": 3412.0,
        "seconds": 1.5,
        "seconds_left": 7.0,
        "values": {"loss": 0.0812, "accuracy": 0.9756},
    }
    return Progress(**{**told, **changed})  # type: ignore[arg-type]


def test_a_wide_terminal_shows_everything() -> None:
    assert progress_line(_progress(), 110) == (
        "Epoch 3/12 ━━━━━━━━━━━━━━━━━━━╸────────── 41/63 · loss 0.0812 · accuracy 0.9756 · 3,412 images/s · 0:07 left"
    )


def test_korean_has_its_own_order_of_words() -> None:
    set_language("ko")
    assert progress_line(_progress(), 90) == (
        "에포크 3/12 ━━━━━━━━───── 41/63 · loss 0.0812 · accuracy 0.9756 · 초당 3,412장 · 0:07 남음"
    )


@pytest.mark.parametrize(
    ("width", "line"),
    [
        (80, "Epoch 3/12 ━━━━━━━━━━━━─────── 41/63 · loss 0.0812 · accuracy 0.9756 · 0:07 left"),
        (60, "Epoch 3/12 ━━━━━━━━━━━────── 41/63 · loss 0.0812 · 0:07 left"),
        (40, "Epoch 3/12 ━━━━━╸─── 41/63 · loss 0.0812"),
        (30, "Epoch 3/12 ━━━━━━━━───── 41/63"),
        (20, "Epoch 3/12 · 41/63"),
        (12, "Epoch 3/12"),
        (7, "Epoch 3"),
    ],
)
def test_what_matters_least_goes_first_where_it_gets_narrow(width: int, line: str) -> None:
    assert progress_line(_progress(), width) == line


def test_ascii_does_where_an_encoding_has_no_bar_signs() -> None:
    line = progress_line(_progress(), 110, ascii_signs=True)
    assert line.isascii()
    assert line.startswith("Epoch 3/12 =")
    assert line.endswith("- 41/63 - loss 0.0812 - accuracy 0.9756 - 3,412 images/s - 0:07 left")


@given(
    width=st.integers(1, 200),
    batch=st.integers(0, 10**6),
    num_batches=st.none() | st.integers(1, 10**6),
    names=st.lists(st.text(min_size=1, max_size=20), max_size=6, unique=True),
    code=st.sampled_from(["en", "ko"]),
    ascii_signs=st.booleans(),
)
def test_a_line_is_never_longer_than_the_terminal(
    width: int, batch: int, num_batches: int | None, names: list[str], code: str, ascii_signs: bool
) -> None:
    set_language(code)
    values = dict.fromkeys(names, 0.5)
    line = progress_line(_progress(batch=batch, num_batches=num_batches, values=values), width, ascii_signs=ascii_signs)
    assert cell_len(line) <= width
    assert line.isprintable()


def test_colors_change_nothing_but_the_bar() -> None:
    import re

    colored = progress_line(_progress(), 80, colors=True)
    assert "\x1b[" in colored
    assert re.sub(r"\x1b\[[0-9;]*m", "", colored) == progress_line(_progress(), 80)


def test_without_a_known_length_there_is_no_bar_and_no_time_left() -> None:
    line = progress_line(_progress(num_batches=None, seconds_left=None), 80)
    assert line == "Epoch 3/12 · batch 41 · loss 0.0812 · accuracy 0.9756 · 3,412 images/s"


@pytest.mark.parametrize(
    ("phase", "head"),
    [("validate", "Epoch 3/12, validating ━"), ("evaluate", "Evaluation ━"), ("predict", "Prediction ━")],
)
def test_the_head_says_what_is_being_done(phase: str, head: str) -> None:
    assert progress_line(_progress(phase=phase), 80).startswith(head)


def test_samples_that_are_no_pictures_are_called_samples() -> None:
    assert "3,412 samples/s" in detail(_progress(unit="samples"))
    set_language("ko")
    assert "초당 3,412개" in detail(_progress(unit="samples"))


def test_a_speed_that_is_not_known_is_not_shown() -> None:
    assert detail(_progress(samples_per_second=0.0)) == "41/63 · loss 0.0812 · accuracy 0.9756 · 0:07 left"


def test_a_bar_fills_by_half_cells_and_never_overflows() -> None:
    assert [bar(fraction, 4) for fraction in (0, 0.12, 0.13, 0.5, 0.999, 1, 7, -1)] == [
        "────", "────", "╸───", "━━──", "━━━╸", "━━━━", "━━━━", "────",
    ]  # fmt: skip
    assert bar(0.55, 10, ASCII_SIGNS) == "=====>----"


def test_a_finished_epoch_tells_all_its_values_in_either_language() -> None:
    values = {"loss": 0.0812, "accuracy": 0.9756, "val_loss": 0.00001, "val_accuracy": float("nan")}
    epoch = EpochRecord(3, 12, 12.34, values)
    told = " · loss 0.0812 · accuracy 0.9756 · val_loss 1e-5 · val_accuracy nan"
    assert epoch_line(epoch) == "Epoch 3/12 · 12.3 s" + told
    assert epoch_line(epoch, ascii_signs=True) == ("Epoch 3/12 · 12.3 s" + told).replace("·", "-")
    set_language("ko")
    assert epoch_line(epoch) == "에포크 3/12 · 12.3초" + told


def test_an_evaluation_is_told_like_an_epoch() -> None:
    assert epoch_line(EpochRecord(1, 1, 0.5, {"loss": 0.5}, "evaluate")) == "Evaluation · 0.5 s · loss 0.5000"


def test_names_with_control_codes_stay_harmless() -> None:
    line = epoch_line(EpochRecord(1, 1, 0.5, {"\x1b[31m\nloss": 0.5}))
    assert line.isprintable()

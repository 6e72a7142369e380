from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nervure.explain.proof import relative_error
from nervure.records.lecture import LectureLine
from nervure.tasks.lecture import HIDDEN, OUTPUT, TARGETS, X, worked_example, write_page
from tests.lecture.test_hand_worked_network import CUT_OFF, PRINTED


def _lines() -> list[LectureLine]:
    return [line for section in worked_example() for line in section.lines]


def test_the_lectures_formulas_give_the_networks_numbers() -> None:
    lines = _lines()
    assert len(lines) > 40
    assert max(relative_error(line.derivation) for line in lines) < 1e-14


def test_all_eighteen_printed_numbers_stand_beside_ours() -> None:
    printed = [line for line in _lines() if line.printed is not None]
    assert sorted(float(line.printed.digits) for line in printed if line.printed) == sorted(PRINTED.values())
    assert all(abs(float(line.printed.digits) - line.derivation.value) < 1e-5 for line in printed if line.printed)
    assert sum(line.printed.is_cut_off for line in printed if line.printed) == len(CUT_OFF) == 6


def test_the_error_falls_from_the_first_pass_to_the_second() -> None:
    totals = [line for line in _lines() if line.derivation.subject.letter == "E_total"]
    errors = [line.derivation.value for line in totals]
    assert errors == pytest.approx(_errors_by_numpy(), rel=1e-12)
    assert errors[1] < errors[0]


def _errors_by_numpy() -> list[float]:
    """The same two passes, written out once more."""
    x, y, first, second = np.array(X), np.array(TARGETS), np.array(HIDDEN), np.array(OUTPUT)
    errors = []
    for _ in range(2):
        h = 1 / (1 + np.exp(-x @ first))
        o = 1 / (1 + np.exp(-h @ second))
        errors.append(float(0.5 * ((y - o) ** 2).sum()))
        dz = (o - y) * o * (1 - o)
        dh = second @ dz * h * (1 - h)
        first, second = first - 0.5 * np.outer(x, dh), second - 0.5 * np.outer(h, dz)
    return errors


def test_a_page_is_written_in_one_file(tmp_path: Path) -> None:
    write_page(str(tmp_path / "lecture.html"))
    assert (tmp_path / "lecture.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert [path.name for path in tmp_path.iterdir()] == ["lecture.html"]

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from benchmarks.contenders.table import CONTENDERS
from benchmarks.harness.contender import Contender
from benchmarks.harness.process import ContenderFailedError, ContenderProcess

PYTHON = Path(sys.executable)


def test_a_process_that_does_not_start_says_why() -> None:
    nobody = Contender("nobody", "nobody", "Nobody")
    with (
        ContenderProcess(PYTHON, nobody, {}) as process,
        pytest.raises(ContenderFailedError, match=r"No module named benchmarks\.contenders\.nobody"),
    ):
        process.ask({"do": "turn", "number": 0}, seconds=60)


def test_a_process_that_does_not_answer_is_not_waited_for() -> None:
    with (
        ContenderProcess(PYTHON, CONTENDERS["nervure"], {}) as process,
        pytest.raises(ContenderFailedError, match="no answer within 0 seconds"),
    ):
        process.ask({"do": "turn", "number": 0}, seconds=0.01)


def test_closing_twice_does_nothing() -> None:
    with ContenderProcess(PYTHON, CONTENDERS["nervure"], {}) as process:
        process.close()
    assert process.started > 0

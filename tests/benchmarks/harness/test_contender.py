from __future__ import annotations

import sys
from pathlib import Path

import pytest

from benchmarks.contenders.table import CONTENDERS
from benchmarks.harness.contender import ROOT, Contender, environment_of, python_of


def test_ours_runs_in_our_own_python() -> None:
    assert python_of(CONTENDERS["nervure"]) == Path(sys.executable)


def test_a_library_that_nobody_has_is_not_installed() -> None:
    assert python_of(Contender("nobody", "nobody", "Nobody", needs=("no_such_library",))) is None


def test_a_process_gets_its_words_and_none_for_old_releases(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENBLAS_CORETYPE", "Haswell")
    variables = environment_of(CONTENDERS["keras-jax"], {"NERVURE_LEVEL": "avx2"})
    assert variables["KERAS_BACKEND"] == "jax"
    assert variables["NERVURE_LEVEL"] == "avx2"
    assert "OPENBLAS_CORETYPE" not in variables


@pytest.mark.parametrize("contender", CONTENDERS.values(), ids=CONTENDERS)
def test_every_contender_has_a_file(contender: Contender) -> None:
    assert (ROOT / "benchmarks" / "contenders" / f"{contender.module}.py").is_file()

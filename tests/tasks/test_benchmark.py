from __future__ import annotations

import pytest

from nervure.errors import StateError
from nervure.language import in_language
from nervure.tasks import benchmark
from nervure.tasks.benchmark_work import RACES


def test_contenders_take_turns_and_every_one_is_timed() -> None:
    told: list[tuple[int, int]] = []
    result = benchmark.benchmark(("lstm",), rounds=1, told=lambda done, count: told.append((done, count)))
    assert [timing.contender for timing in result.timings] == ["PyTorch eager", "nervure float32"]
    assert all(timing.shortest > 0 for timing in result.timings)
    assert told == [(0, 2), (1, 2)]


def test_each_race_has_work() -> None:
    assert set(benchmark.CONTENDERS) == set(RACES)
    assert all(names[0] == "PyTorch eager" for names in benchmark.CONTENDERS.values())


def test_a_process_that_fails_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NERVURE_KERNELS", "no such choice")
    with pytest.raises(StateError, match="nervure float32"):
        benchmark.benchmark(("lstm",), rounds=1)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_process_that_takes_too_long_is_ended_and_named(language: str) -> None:
    with in_language(language), pytest.raises(StateError) as caught:
        benchmark.benchmark(("dense",), rounds=1, limit=0.05)
    assert caught.value.where == "nervure bench: PyTorch eager"
    assert "0.05" in caught.value.got
    assert "nervure bench --only dense --rounds 1" in caught.value.fix

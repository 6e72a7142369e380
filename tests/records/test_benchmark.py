from __future__ import annotations

from nervure.records.benchmark import Benchmark, Timing


def test_a_ratio_compares_medians_with_the_first_of_the_race() -> None:
    slow = Timing("cnn", "PyTorch eager", (4.0, 2.0, 3.0), (0.5,) * 3)
    fast = Timing("cnn", "nervure float32", (1.0, 1.5, 9.0), (0.5,) * 3)
    alone = Timing("lstm", "PyTorch eager", (1.0,), (0.5,))
    result = Benchmark((slow, fast, alone))
    assert (slow.median, slow.shortest) == (3.0, 2.0)
    assert [result.ratio(timing) for timing in result.timings] == [1.0, 2.0, 1.0]
    assert result.races == ("cnn", "lstm")
    assert result.of("cnn") == (slow, fast)

from __future__ import annotations

from typing import Any

import pytest
import torch

from nervure.errors import ArgumentError
from nervure.optimizers.schedules import OneCycle


@pytest.mark.parametrize("curve", ["cosine", "linear"])
@pytest.mark.parametrize(("total", "rise"), [(100, 0.3), (57, 0.5), (10, 0.2), (1000, 0.9)])
def test_the_rates_are_those_of_pytorch(curve: str, total: int, rise: float) -> None:
    weight = torch.nn.Parameter(torch.zeros(1))
    theirs = torch.optim.lr_scheduler.OneCycleLR(
        torch.optim.SGD([weight], lr=0.1), max_lr=0.3, total_steps=total, pct_start=rise, div_factor=20.0,
        final_div_factor=500.0, anneal_strategy="cos" if curve == "cosine" else "linear", cycle_momentum=False,
    )  # fmt: skip
    ours = OneCycle(0.3, total, rise, initial_divisor=20.0, final_divisor=500.0, curve=curve)
    for step in range(total):
        assert ours(step) == pytest.approx(theirs.get_last_lr()[0], abs=1e-12)
        if step < total - 1:
            weight.grad = torch.zeros(1)
            theirs.optimizer.step()
            theirs.step()


def test_after_the_cycle_the_rate_stays() -> None:
    schedule = OneCycle(0.1, 10)
    assert schedule(9) == schedule(10) == schedule(1000) == pytest.approx(0.1 / 25 / 1e4)


@pytest.mark.parametrize(("total", "rise"), [(1, 0.3), (2, 0.0), (5, 1.0), (3, 0.3), (10, 0.1)])
def test_the_shortest_cycles_work(total: int, rise: float) -> None:
    rates = [OneCycle(0.1, total, rise)(step) for step in range(total + 2)]
    assert all(0 < rate <= 0.1 for rate in rates)


def test_an_unknown_curve_and_numbers_outside_their_ranges_are_refused() -> None:
    with pytest.raises(ArgumentError, match="unknown curve") as caught:
        OneCycle(0.1, 10, curve="cos")
    assert len(str(caught.value).splitlines()) == 4
    for options in ({"total_steps": 0}, {"rise": 2.0}, {"initial_divisor": 0.5}, {"final_divisor": 0.0}):
        arguments: dict[str, Any] = {"peak_learning_rate": 0.1, "total_steps": 10, **options}
        with pytest.raises(ArgumentError, match=next(iter(options))):
            OneCycle(**arguments)

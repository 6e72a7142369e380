from __future__ import annotations

import pytest
import torch

from nervure.errors import StateError
from nervure.optimizers import SGD
from nervure.optimizers.weight_average import follow, trade
from tests.optimizers.weights import SHAPES, gradients_of_step, parameters, segment_of, set_gradients


def trained(steps: int, **options: object) -> tuple[SGD, object]:
    segment, optimizer = segment_of(), SGD(0.1, use_ema=True, **options)  # type: ignore[arg-type]
    for step in range(steps):
        set_gradients(segment, gradients_of_step(SHAPES, step))
        optimizer.update(segment)
    return optimizer, segment


def test_the_average_follows_and_without_momentum_equals_the_weights() -> None:
    average, values = torch.tensor([1.0, torch.nan]), torch.tensor([3.0, 2.0])
    follow(average, values, 0.75)
    assert average[0] == 1.5
    follow(average, values, 0.0)
    assert torch.equal(average, values)


def test_two_trades_change_nothing() -> None:
    average, values = torch.tensor([1.0]), torch.tensor([3.0])
    trade(average, values)
    assert (average.item(), values.item()) == (3.0, 1.0)
    trade(average, values)
    assert (average.item(), values.item()) == (1.0, 3.0)


def test_in_the_end_the_average_replaces_the_weights() -> None:
    optimizer, segment = trained(10)
    average = optimizer.slots["average"].clone()
    assert not torch.equal(segment.values, average)  # type: ignore[attr-defined]
    optimizer.finalize_variable_values()
    assert torch.equal(segment.values, average)  # type: ignore[attr-defined]


def test_an_optimizer_that_never_moved_leaves_the_weights_alone() -> None:
    segment, optimizer = segment_of(), SGD(0.1, use_ema=True)
    optimizer.attach(segment)
    segment.values.mul_(2)  # weights are loaded after compile
    before = segment.values.clone()
    optimizer.finalize_variable_values()
    optimizer.trade_average()
    assert torch.equal(segment.values, before)


def test_weights_and_average_change_places() -> None:
    optimizer, segment = trained(10)
    weights, average = segment.values.clone(), optimizer.slots["average"].clone()  # type: ignore[attr-defined]
    optimizer.trade_average()
    assert optimizer.has_traded
    assert torch.equal(segment.values, average)  # type: ignore[attr-defined]
    assert torch.equal(optimizer.slots["average"], weights)
    optimizer.trade_average()
    assert not optimizer.has_traded
    assert torch.equal(segment.values, weights)


def test_a_training_that_ends_while_they_are_traded_ends_with_the_average_too() -> None:
    optimizer, segment = trained(10)
    average = optimizer.slots["average"].clone()
    optimizer.trade_average()
    optimizer.finalize_variable_values()
    assert torch.equal(segment.values, average)  # type: ignore[attr-defined]
    assert torch.equal(optimizer.slots["average"], average)
    assert not optimizer.has_traded


def test_the_average_of_a_parameter_that_joins_late_begins_at_its_value() -> None:
    weights = parameters()
    segment, optimizer = segment_of(weights[:2]), SGD(0.1, use_ema=True)
    set_gradients(segment, gradients_of_step(SHAPES[:2], 0))
    optimizer.update(segment)
    larger = segment_of(weights)
    optimizer.attach(larger)
    assert torch.equal(larger.views(optimizer.slots["average"])[2], weights[2].array)


def test_without_an_average_there_is_none_to_trade() -> None:
    for optimizer in (SGD(), SGD(use_ema=True)):
        with pytest.raises(StateError, match="does not keep an average of the weights") as caught:
            optimizer.trade_average()
        assert len(str(caught.value).splitlines()) == 4

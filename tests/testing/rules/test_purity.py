from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from nervure.layers import BatchNormalization, Dropout, TorchModule
from nervure.testing.rules.purity import inference, nothing_kept, own_cache, repeatable, snapshot, unchanged
from tests.testing.planted_faults import ChangesDy, ChangesItsInput, ChangesItsParameter, SpoilsItsCache
from tests.testing.sound_layers import Affine, Centered, Noise
from tests.testing.specimens import examined, holds

RULES = (unchanged, nothing_kept, own_cache, repeatable, inference)


def test_sound_layers_change_and_keep_nothing() -> None:
    module = TorchModule(nn.Sequential(nn.Linear(3, 2), nn.Dropout(0.5), nn.BatchNorm1d(2)))
    for layer in (Affine(), Noise(), Centered(), Dropout(0.5), BatchNormalization(), module):
        for rule in RULES:
            assert holds(rule, layer), f"{rule.__name__} {layer.where}"


def test_each_thing_that_was_changed_is_counted_once_a_mode() -> None:
    assert examined(unchanged, ChangesItsInput())[0].measured == 2
    assert examined(unchanged, ChangesDy())[0].measured == 2
    assert examined(unchanged, ChangesItsParameter())[0].measured == 1  # only in training


def test_an_input_changed_by_backward_is_found() -> None:
    class Late(Noise):
        def forward(self, x: Tensor, context: Any) -> tuple[Any, Any]:
            return x * 2, x

        def backward(self, dy: Tensor, x: Any) -> tuple[Any, Any]:
            return x.copy_(2 * dy), {}

    assert examined(unchanged, Late())[0].sentence == "x was changed in place."


def test_a_changed_output_of_backward_is_found_by_a_second_walk() -> None:
    (finding,) = examined(repeatable, SpoilsItsCache())
    assert finding.sentence.startswith("The same cache gives different gradients")


def test_a_generator_of_ones_own_is_no_stream() -> None:
    class OwnGenerator(Noise):
        def __init__(self) -> None:
            super().__init__()
            self.generator = np.random.default_rng(0)

        def factors(self, x: Tensor, context: Any) -> Tensor:
            return torch.from_numpy(self.generator.uniform(1, 2, x.shape)).to(x.dtype)

    assert not holds(repeatable, OwnGenerator())
    assert not holds(inference, OwnGenerator())


def test_attributes_are_compared_by_what_they_hold() -> None:
    for make, change in (
        (lambda: [1, [2]], lambda value: value[1].append(3)),
        (lambda: {"a": 1}, lambda value: value.update(a=2)),
        (lambda: {1, 2}, lambda value: value.add(3)),
        (lambda: torch.zeros(2), lambda value: value.add_(1)),
        (lambda: np.zeros(2), lambda value: value.fill(1)),
        (lambda: SimpleNamespace(inner=SimpleNamespace(count=0)), lambda value: setattr(value.inner, "count", 1)),
        (lambda: nn.Linear(2, 2), lambda value: value.eval()),
    ):
        value = make()
        before = snapshot(value)
        assert snapshot(value) == before
        change(value)
        assert snapshot(value) != before


def test_snapshots_end_where_objects_hold_each_other() -> None:
    first, second = SimpleNamespace(), SimpleNamespace()
    first.other, second.other = second, first
    assert snapshot(first) == snapshot(first)
    assert snapshot({"torch": torch, "float": float, "nan": float("nan")}) == snapshot(
        {"torch": torch, "float": float, "nan": float("nan")}
    )
    deep: list[Any] = []
    for _ in range(100):
        deep = [deep]
    assert snapshot(deep)


def test_nothing_may_be_hidden_in_an_attribute_of_an_attribute() -> None:
    class Hides(Affine):
        def __init__(self) -> None:
            super().__init__()
            self.place = SimpleNamespace()

        def forward(self, x: Tensor, context: Any) -> tuple[Any, Any]:
            self.place.x = x
            return super().forward(x, context)

    (finding,) = examined(nothing_kept, Hides())
    assert finding.measured == 2
    assert finding.sentence == "self.place changed while the batch was computed."

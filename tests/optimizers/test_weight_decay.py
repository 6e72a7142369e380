from __future__ import annotations

import pytest
import torch

from nervure.optimizers.weight_decay import WeightDecay
from tests.optimizers.weights import gaps_of, parameters, segment_of, values_of


@pytest.mark.parametrize(
    ("exempt", "names", "decayed"),
    [
        ((), (), {0, 1, 2, 3}),
        ((), ("bias",), {0, 2}),
        ((), ("^ker", "nothing"), {1, 3}),
        ((0,), (), {1, 2, 3}),
        ((1, 2), (), {0, 3}),
        ((0,), ("bias",), {2}),
        ((), ("",), set()),
    ],
)
def test_exactly_the_weights_that_are_not_exempt_shrink(
    exempt: tuple[int, ...], names: tuple[str, ...], decayed: set[int]
) -> None:
    segment, decay = segment_of(), WeightDecay()
    before = values_of(segment)
    decay.exempt([segment.parameters[number] for number in exempt], names)
    decay.apply(segment, 0.25)
    for number, (was, now) in enumerate(zip(before, values_of(segment), strict=True)):
        assert (now == was * (0.75 if number in decayed else 1)).all()
    assert not gaps_of(segment, segment.values).any()


def test_a_later_call_replaces_an_earlier_one() -> None:
    segment, decay = segment_of(), WeightDecay()
    decay.exempt([], ["kernel"])
    decay.apply(segment, 0.5)
    decay.exempt([], [])
    before = values_of(segment)
    decay.apply(segment, 0.5)
    assert all((now == was / 2).all() for was, now in zip(before, values_of(segment), strict=True))


def test_another_layout_is_noticed() -> None:
    weights, decay = parameters(), WeightDecay()
    decay.exempt([weights[0]], [])
    decay.apply(segment_of(weights), 0.5)
    turned = segment_of(weights[::-1])
    before = values_of(turned)
    decay.apply(turned, 0.5)
    after = values_of(turned)
    assert (after[3] == before[3]).all()
    assert (after[0] == before[0] / 2).all()


def test_neighbors_are_shrunk_in_one_stretch() -> None:
    segment, decay = segment_of(), WeightDecay()
    values = segment.values.clone()
    decay.apply(segment, 0.5)
    assert torch.equal(segment.values, values / 2)
    assert decay._stretches == [slice(0, segment.length)]

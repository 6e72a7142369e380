from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from nervure import optimizers
from nervure.constraints import NonNeg, UnitNorm
from nervure.errors import ArgumentError, ShapeError, StateError
from nervure.optimizers import SGD, Adam, Optimizer, RMSprop
from nervure.parameter import Parameter, Segment
from tests.optimizers.cases import CASES, case_id
from tests.optimizers.weights import (
    SHAPES,
    gaps_of,
    gradients_of_step,
    parameters,
    segment_of,
    set_gradients,
    values_of,
)
from tests.oracles.optimizers import train

NO_GLOBAL = [(name, options) for name, options in CASES if "global_clipnorm" not in options]


def run(optimizer: Optimizer, segment: Segment, steps: range, shapes: Any = SHAPES) -> None:
    for step in steps:
        set_gradients(segment, gradients_of_step(shapes, step))
        optimizer.update(segment)


@pytest.mark.parametrize(("name", "options"), CASES, ids=case_id)
def test_fifty_steps_equal_the_oracle(name: str, options: dict[str, Any]) -> None:
    segment = segment_of()
    start = values_of(segment)
    optimizer = optimizers.TABLE[name](**options)
    run(optimizer, segment, range(50))
    expected, slots = train(name, options, start, [gradients_of_step(SHAPES, step) for step in range(50)])
    for ours, theirs in zip(values_of(segment), expected, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-12)
    for slot, flat in optimizer.slots.items():
        for view, slots_of_one in zip(segment.views(flat), slots, strict=True):
            np.testing.assert_allclose(view.numpy(), slots_of_one[slot], rtol=0, atol=1e-11)
    assert set(optimizer.slots) == set(slots[0])
    assert optimizer.calls == 50
    assert optimizer.iterations == 50 // options.get("gradient_accumulation_steps", 1)


@pytest.mark.parametrize(("name", "options"), CASES, ids=case_id)
def test_gaps_between_parameters_stay_zero(name: str, options: dict[str, Any]) -> None:
    segment = segment_of(dtype=torch.float32)
    optimizer = optimizers.TABLE[name](**options)
    run(optimizer, segment, range(5))
    for flat in (segment.values, segment.gradients, *optimizer.slots.values()):
        assert flat is not None
        gaps = gaps_of(segment, flat)
        assert gaps.numel() > 0
        assert torch.equal(gaps, torch.zeros_like(gaps))


@given(
    case=st.sampled_from(NO_GLOBAL),
    shapes=st.lists(st.sampled_from([(1,), (3,), (2, 5), (33,), (2, 2, 3, 4), (65, 2)]), min_size=1, max_size=4),
    scale=st.floats(1e-3, 1e3),
    dtype=st.sampled_from([torch.float32, torch.float64]),
)
@settings(max_examples=60, deadline=None, derandomize=True)
def test_one_flat_buffer_equals_separate_parameters(
    case: tuple[str, dict[str, Any]], shapes: list[tuple[int, ...]], scale: float, dtype: torch.dtype
) -> None:
    name, options = case
    together = segment_of(parameters(shapes), dtype)
    alone = [segment_of(parameters([shape]), dtype, first_key=100 + n) for n, shape in enumerate(shapes)]
    make = optimizers.TABLE[name]
    one, several = make(**options), [make(**options) for _ in shapes]
    for step in range(3):
        gradients = [scale * gradient for gradient in gradients_of_step(shapes, step)]
        set_gradients(together, gradients)
        one.update(together)
        for segment, optimizer, gradient in zip(alone, several, gradients, strict=True):
            set_gradients(segment, [gradient])
            optimizer.update(segment)
    # Not bit for bit: the ends of a buffer and its middle may be computed by other instructions.
    tolerance = 1e-6 if dtype == torch.float32 else 1e-14
    for ours, segment in zip(values_of(together), alone, strict=True):
        np.testing.assert_allclose(ours, values_of(segment)[0], rtol=tolerance, atol=tolerance * max(1.0, scale))


def test_nothing_is_allocated_anew_from_step_to_step() -> None:
    segment, optimizer = segment_of(), Adam()
    run(optimizer, segment, range(1))
    assert segment.gradients is not None
    buffers = [segment.values, segment.gradients, *optimizer.slots.values(), optimizer.scratch(segment.values)]
    places = [buffer.data_ptr() for buffer in buffers]
    run(optimizer, segment, range(1, 3))
    after = [segment.values, segment.gradients, *optimizer.slots.values(), optimizer.scratch(segment.values)]
    assert [buffer.data_ptr() for buffer in after] == places


def test_not_a_number_in_a_gradient_reaches_the_weight() -> None:
    for make in (
        SGD,
        lambda: SGD(momentum=0.9),
        RMSprop,
        lambda: RMSprop(centered=True),
        Adam,
        lambda: SGD(clipvalue=1),
    ):
        segment = segment_of()
        set_gradients(segment, [np.full(shape, np.nan) for shape in SHAPES])
        make().update(segment)
        assert all(np.isnan(value).all() for value in values_of(segment))


def test_constraints_are_applied_after_the_update() -> None:
    weights = parameters()
    weights[0].constraint, weights[1].constraint = UnitNorm(axis=[0, 1, 2]), NonNeg()
    segment = segment_of(weights)
    before = values_of(segment)
    run(SGD(0.1), segment, range(1))
    after = values_of(segment)
    np.testing.assert_allclose((after[0] ** 2).sum(axis=(0, 1, 2)), 1, atol=1e-6)
    assert (after[1] >= 0).all()
    np.testing.assert_allclose(after[2], before[2] - 0.1 * gradients_of_step(SHAPES, 0)[2], atol=1e-12)


def test_without_gradients_there_is_no_update() -> None:
    segment = Segment(parameters(), torch.float32)
    with pytest.raises(StateError, match="there are no gradients"):
        SGD().update(segment)


def test_a_network_whose_layers_are_all_frozen_is_updated_by_nothing() -> None:
    segment = segment_of([])
    for name in ("sgd", "rmsprop", "adam"):
        optimizer = optimizers.get({"class_name": name, "config": {"global_clipnorm": 1.0}})
        optimizer.update(segment)
        assert optimizer.iterations == 1


@pytest.mark.parametrize("kept", [(0, 1), (2, 3), (3, 0), (2,)])
def test_freezing_and_reordering_keep_the_slots_of_what_stays(kept: tuple[int, ...]) -> None:
    weights = parameters()
    segment, optimizer = segment_of(weights), Adam(amsgrad=True)
    run(optimizer, segment, range(3))
    before = {slot: [view.clone() for view in segment.views(flat)] for slot, flat in optimizer.slots.items()}
    smaller = segment_of([weights[number] for number in kept])
    optimizer.attach(smaller)
    for slot, flat in optimizer.slots.items():
        assert flat.shape == smaller.values.shape
        for view, number in zip(smaller.views(flat), kept, strict=True):
            assert torch.equal(view, before[slot][number])
        assert not gaps_of(smaller, flat).any()
    assert optimizer.iterations == 3


def test_new_parameters_start_with_slots_of_zeros() -> None:
    weights = parameters()
    segment, optimizer = segment_of(weights[:2]), Adam()
    run(optimizer, segment, range(3), SHAPES[:2])
    larger = segment_of(weights)
    optimizer.attach(larger)
    views = larger.views(optimizer.slots["velocity"])
    assert views[0].any()
    assert views[1].any()
    assert not views[2].any()
    assert not views[3].any()


def test_training_goes_on_after_a_change_of_layout_as_if_nothing_had_happened() -> None:
    weights, others = parameters(), parameters()
    changed, unchanged = Adam(), Adam()
    segment, steady = segment_of(weights), segment_of(others)
    run(changed, segment, range(3))
    run(unchanged, steady, range(6))
    turned = segment_of(weights[::-1])
    for step in range(3, 6):
        set_gradients(turned, gradients_of_step(SHAPES, step)[::-1])
        changed.update(turned)
    for ours, theirs in zip(weights, others, strict=True):
        torch.testing.assert_close(ours.array, theirs.array, rtol=0, atol=1e-15)


def test_slots_follow_the_type_of_the_weights() -> None:
    weights = parameters()
    optimizer = Adam()
    run(optimizer, segment_of(weights, torch.float32), range(2))
    narrow = optimizer.slots["momentum"].clone()
    wide = segment_of(weights, torch.float64)
    optimizer.attach(wide)
    assert optimizer.slots["momentum"].dtype == torch.float64
    assert torch.equal(optimizer.slots["momentum"], narrow.double())
    run(optimizer, wide, range(2, 4))
    assert optimizer.iterations == 4


def test_momentum_that_is_switched_on_later_gets_its_slot() -> None:
    segment, optimizer = segment_of(), SGD(0.1)
    run(optimizer, segment, range(1))
    assert not optimizer.slots
    optimizer.momentum = 0.9
    run(optimizer, segment, range(1, 2))
    assert set(optimizer.slots) == {"momentum"}


@pytest.mark.parametrize(
    ("name", "options"), [case for case in CASES if case[0] != "SGD" or "momentum" in case[1]], ids=case_id
)
@pytest.mark.parametrize("paths", [None, ["conv/kernel", "conv/bias", "dense/kernel", "dense/bias"]])
def test_a_resumed_optimizer_ends_with_the_same_bits(
    name: str, options: dict[str, Any], paths: list[str] | None
) -> None:
    segment, first = segment_of(dtype=torch.float32), optimizers.TABLE[name](**options)
    run(first, segment, range(4))
    saved, weights = first.state(paths), values_of(segment)
    run(first, segment, range(4, 8))

    resumed, second = segment_of(dtype=torch.float32), optimizers.TABLE[name](**options)
    for parameter, weight in zip(resumed.parameters, weights, strict=True):
        parameter.array.copy_(torch.from_numpy(weight))
    second.attach(resumed)
    second.load_state(saved, paths)
    assert second.calls == 4
    run(second, resumed, range(4, 8))
    assert torch.equal(resumed.values, segment.values)
    for slot, flat in first.slots.items():
        assert torch.equal(second.slots[slot], flat)


def test_a_state_holds_copies_in_keras_layouts_by_path() -> None:
    segment, optimizer = segment_of(), Adam(0.01)
    run(optimizer, segment, range(2))
    paths = ["conv/kernel", "conv/bias", "dense/kernel", "dense/bias"]
    saved = optimizer.state(paths)
    assert saved["iterations"] == 2
    assert saved["learning_rate"] == 0.01
    assert set(saved) == {"iterations", "learning_rate"} | {f"{p}/{s}" for p in paths for s in ("momentum", "velocity")}
    kernel = saved["conv/kernel/momentum"]
    assert isinstance(kernel, torch.Tensor)
    assert kernel.shape == (3, 3, 2, 4)
    assert kernel.is_contiguous()
    before = kernel.clone()
    run(optimizer, segment, range(2, 3))
    assert torch.equal(kernel, before)


def test_a_rate_changed_during_training_is_part_of_the_state() -> None:
    optimizer = SGD(0.1)
    optimizer.learning_rate = 0.025
    again = SGD(0.1)
    again.load_state(optimizer.state())
    assert again.learning_rate == 0.025


def test_a_state_that_does_not_fit_changes_nothing() -> None:
    segment, optimizer = segment_of(), Adam()
    run(optimizer, segment, range(2))
    good = optimizer.state()
    before = optimizer.slots["momentum"].clone()
    for wrong, error, words in [
        ({k: v for k, v in good.items() if k != "2/kernel/velocity"}, StateError, "has no entry '2/kernel/velocity'"),
        ({k: v for k, v in good.items() if k != "iterations"}, StateError, "has no entry 'iterations'"),
        (good | {"4/kernel/velocity": torch.zeros(2)}, StateError, "'4/kernel/velocity' that does not belong"),
        (good | {"1/bias/momentum": torch.zeros(7)}, ShapeError, "'1/bias/momentum' has the wrong shape"),
        (good | {"iterations": -1}, ArgumentError, "must be a whole number"),
        (good | {"iterations": 1.5}, ArgumentError, "must be a whole number"),
        (good | {"learning_rate": -1.0}, ArgumentError, "the learning rate must be"),
    ]:
        optimizer.slots["momentum"].copy_(before)
        with pytest.raises(error, match=words) as caught:
            optimizer.load_state({k: v * 2 if isinstance(v, torch.Tensor) else v for k, v in wrong.items()})
        assert len(str(caught.value).splitlines()) == 4
        assert torch.equal(optimizer.slots["momentum"], before)
        assert optimizer.iterations == 2


def test_a_state_with_slots_needs_weights_to_belong_to() -> None:
    optimizer = Adam()
    run(optimizer, segment_of(), range(1))
    with pytest.raises(StateError, match="attach its weights first"):
        Adam().load_state(optimizer.state())


def test_a_rate_set_during_training_holds_from_the_next_step() -> None:
    segment = segment_of()
    optimizer = SGD(0.1)
    run(optimizer, segment, range(1))
    before = values_of(segment)
    optimizer.learning_rate = 0.5
    assert optimizer.learning_rate == 0.5
    run(optimizer, segment, range(1, 2))
    for was, now, gradient in zip(before, values_of(segment), gradients_of_step(SHAPES, 1), strict=True):
        np.testing.assert_allclose(now, was - 0.5 * gradient, atol=1e-12)


def test_a_schedule_gives_the_rate_of_each_step() -> None:
    segment, optimizer = segment_of(), SGD(lambda step: 0.1 / (step + 1))
    rates = []
    for step in range(3):
        rates.append(optimizer.learning_rate)
        run(optimizer, segment, range(step, step + 1))
    assert rates == pytest.approx([0.1, 0.05, 0.1 / 3])
    optimizer.iterations = 9
    assert optimizer.learning_rate == pytest.approx(0.01)
    assert "learning_rate" not in optimizer.state()


@pytest.mark.parametrize(("name", "options"), CASES, ids=case_id)
def test_a_configuration_makes_an_equal_optimizer(name: str, options: dict[str, Any]) -> None:
    first = optimizers.TABLE[name](**options)
    second = optimizers.TABLE[name].from_config(first.get_config())
    assert second.get_config() == first.get_config()
    for option, value in options.items():
        assert getattr(second, option) == value


def test_a_configuration_holds_what_was_changed_later() -> None:
    optimizer = SGD(0.1, momentum=0.9)
    optimizer.learning_rate, optimizer.momentum = 0.01, 0.5
    config = optimizer.get_config()
    assert config["learning_rate"] == 0.01
    assert config["momentum"] == 0.5


def test_a_plain_function_is_written_down_as_the_rate_it_gives_now() -> None:
    optimizer = SGD(lambda step: 0.5**step)
    optimizer.iterations = 2
    assert optimizer.get_config()["learning_rate"] == 0.25


def test_names_are_small_class_names_unless_given() -> None:
    assert [make().name for make in (SGD, RMSprop, Adam, optimizers.AdamW)] == ["sgd", "rmsprop", "adam", "adamw"]
    assert Adam(name="mine").name == "mine"


def test_a_subclass_without_a_rule_says_which_one_is_missing() -> None:
    class Unfinished(Optimizer):
        pass

    with pytest.raises(NotImplementedError, match=r"Unfinished\.step"):
        Unfinished(0.1).update(segment_of())


def test_excluded_weights_do_not_decay() -> None:
    segment = segment_of()
    start = values_of(segment)
    optimizer = optimizers.AdamW(weight_decay=0.5)
    optimizer.exclude_from_weight_decay(var_list=[segment.parameters[2]], var_names=["bias"])
    run(optimizer, segment, range(10))
    gradients = [gradients_of_step(SHAPES, step) for step in range(10)]
    expected, _ = train("AdamW", {"weight_decay": 0.5}, start, gradients, undecayed=[1, 2, 3])
    for ours, theirs in zip(values_of(segment), expected, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-12)


def test_a_parameter_of_one_number_is_optimized_like_any_other() -> None:
    weight = Parameter("scale", (), None)  # type: ignore[arg-type]
    segment = Segment([weight], torch.float64)
    segment.add_gradients()[0] = 2.0
    Adam(0.1).update(segment)
    assert weight.array.item() == pytest.approx(-0.1, rel=1e-5)
    assert math.prod(weight.array.shape) == 1


def test_gathered_gradients_move_the_weights_once_with_their_mean() -> None:
    segment, optimizer = segment_of(), SGD(0.1, gradient_accumulation_steps=4)
    start = values_of(segment)
    run(optimizer, segment, range(3))
    assert all((was == now).all() for was, now in zip(start, values_of(segment), strict=True))
    assert (optimizer.calls, optimizer.iterations) == (3, 0)
    run(optimizer, segment, range(3, 4))
    means = [np.mean(column, axis=0) for column in zip(*(gradients_of_step(SHAPES, n) for n in range(4)), strict=True)]
    for was, now, mean in zip(start, values_of(segment), means, strict=True):
        np.testing.assert_allclose(now, was - 0.1 * mean, atol=1e-12)
    assert (optimizer.calls, optimizer.iterations) == (4, 1)
    assert not optimizer.slots["gradient_accumulator"].any()


def test_a_schedule_counts_batches_while_gradients_are_gathered() -> None:
    optimizer = SGD(lambda step: 1.0 + step, gradient_accumulation_steps=2)
    run(optimizer, segment_of(), range(3))
    assert optimizer.learning_rate == 4.0


def test_a_scale_of_the_loss_is_taken_out_of_the_gradients() -> None:
    segment, scaled = segment_of(), segment_of()
    run(Adam(0.01), segment, range(1))
    set_gradients(scaled, [1024 * gradient for gradient in gradients_of_step(SHAPES, 0)])
    Adam(0.01, loss_scale_factor=1024.0).update(scaled)
    assert torch.equal(segment.values, scaled.values)


def test_the_old_word_for_the_rate_changes_nothing_silently() -> None:
    optimizer = SGD(0.5)
    with pytest.raises(ArgumentError, match="Did you mean 'learning_rate'"):
        optimizer.lr = 0.1
    assert optimizer.learning_rate == 0.5
    assert not hasattr(optimizer, "lr")

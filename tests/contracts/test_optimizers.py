from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch

from nervure import optimizers
from nervure.initializers import Ones
from nervure.layers import Conv2D, Dense, Flatten, Input
from nervure.models import Sequential, load_model
from nervure.optimizers import Optimizer
from nervure.parameter import Parameter, Segment
from nervure.randomness import set_seed
from tests.contracts.cases import OPTIMIZERS, OptimizerCase, Wrong, name_of
from tests.contracts.docstrings import arguments_of, documentation_of
from tests.gradient_check import normal
from tests.layers.layer_rules import assert_says
from tests.optimizers.weights import SHAPES, gaps_of, gradients_of_step, segment_of, set_gradients, values_of

every_optimizer = pytest.mark.parametrize("case", OPTIMIZERS, ids=name_of)
every_class = pytest.mark.parametrize(
    "kind", dict.fromkeys(case.kind for case in OPTIMIZERS), ids=lambda kind: kind.__name__
)


def steps(optimizer: Optimizer, segment: Segment, first: int, last: int) -> None:
    for step in range(first, last):
        set_gradients(segment, gradients_of_step(SHAPES, step))
        optimizer.update(segment)


def network() -> Sequential:
    set_seed(5)
    return Sequential([Input((4, 4, 1)), Conv2D(2, 3), Flatten(), Dense(3, activation="softmax")])


X, Y = normal(1, 12, 4, 4, 1).float().numpy(), np.arange(12) % 3


@every_optimizer
def test_the_first_step_goes_against_the_gradient(case: OptimizerCase) -> None:
    segment = segment_of()
    before = segment.values.clone()
    set_gradients(segment, gradients_of_step(SHAPES, 0))
    assert segment.gradients is not None
    gradients = segment.gradients.clone()
    optimizer = case.kind(**{**case.arguments, "weight_decay": 0.0})
    optimizer.update(segment)
    assert float((segment.values - before) @ gradients) < 0
    assert optimizer.iterations == 1


@every_optimizer
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_buffers_stay_where_they_are_in_their_type_with_zeros_in_the_gaps(
    case: OptimizerCase, dtype: torch.dtype
) -> None:
    segment, optimizer = segment_of(dtype=dtype), case.kind(**case.arguments)
    places = segment.values.data_ptr(), [parameter.array.data_ptr() for parameter in segment.parameters]
    steps(optimizer, segment, 0, 3)
    assert (segment.values.data_ptr(), [parameter.array.data_ptr() for parameter in segment.parameters]) == places
    assert {segment.values.dtype, *(slot.dtype for slot in optimizer.slots.values())} == {dtype}
    for flat in (segment.values, *optimizer.slots.values()):
        assert len(gaps_of(segment, flat)) > 0
        assert not gaps_of(segment, flat).any()


@every_optimizer
def test_float32_stays_near_float64(case: OptimizerCase) -> None:
    results = []
    for dtype in (torch.float32, torch.float64):
        segment = segment_of(dtype=dtype)
        steps(case.kind(**case.arguments), segment, 0, 5)
        results.append(values_of(segment))
    assert all(np.allclose(a, b, rtol=1e-4, atol=1e-5) for a, b in zip(*results, strict=True))


@every_optimizer
def test_its_state_is_all_that_is_needed_to_go_on_with_the_same_bits(case: OptimizerCase) -> None:
    whole, first = segment_of(), segment_of()
    steps(case.kind(**case.arguments), whole, 0, 6)
    optimizer = case.kind(**case.arguments)
    steps(optimizer, first, 0, 3)
    second, again = segment_of(), case.kind(**case.arguments)
    second.values.copy_(first.values)
    again.attach(second)
    again.load_state(optimizer.state())
    steps(again, second, 3, 6)
    assert torch.equal(second.values, whole.values)
    assert again.iterations == 6


@every_optimizer
def test_a_configuration_is_plain_and_gives_the_optimizer_back(case: OptimizerCase) -> None:
    optimizer = case.kind(**case.arguments)
    config = json.loads(json.dumps(optimizer.get_config()))
    for twin in (
        case.kind.from_config(config),
        optimizers.get({"class_name": case.kind.__name__, "config": config}),
    ):
        assert type(twin) is case.kind
        assert twin.get_config() == optimizer.get_config()
        one, other = segment_of(), segment_of()
        steps(case.kind(**case.arguments), one, 0, 3)
        steps(twin, other, 0, 3)
        assert torch.equal(one.values, other.values)


@every_optimizer
def test_training_goes_on_from_a_model_file_as_if_nothing_had_happened(case: OptimizerCase, tmp_path: Path) -> None:
    whole, model = network(), network()
    for one in (whole, model):
        one.compile(case.kind(**case.arguments), "sparse_categorical_crossentropy")
        for _ in range(3):
            one.train_on_batch(X, Y)
    model.save(tmp_path / "model.safetensors")
    again = load_model(tmp_path / "model.safetensors")
    assert again.compilation.optimizer.iterations == 3
    for _ in range(3):
        assert again.train_on_batch(X, Y) == whole.train_on_batch(X, Y)
    for a, b in zip(again.get_weights(), whole.get_weights(), strict=True):
        assert np.array_equal(a, b)


@every_optimizer
def test_training_lowers_the_loss(case: OptimizerCase) -> None:
    model = network()
    model.compile(case.kind(**{**case.arguments, "learning_rate": 0.02}), "sparse_categorical_crossentropy")
    losses = [float(model.train_on_batch(X, Y)) for _ in range(12)]
    assert losses[-1] < losses[0]


@every_optimizer
def test_nothing_to_move_is_no_error(case: OptimizerCase) -> None:
    segment, optimizer = Segment([], torch.float32), case.kind(**case.arguments)
    segment.add_gradients()
    optimizer.update(segment)
    assert optimizer.iterations == 1
    single = segment_of([Parameter("bias", (3,), Ones())])
    set_gradients(single, [np.zeros(3)])
    before = single.values.clone()
    case.kind(**{**case.arguments, "weight_decay": 0.0}).update(single)
    assert torch.equal(single.values, before)


WRONGS = [(name_of(case), wrong) for case in OPTIMIZERS for wrong in case.wrong]


@pytest.mark.parametrize("wrong", [wrong for _, wrong in WRONGS], ids=[name for name, _ in WRONGS])
def test_a_wrong_argument_ends_in_four_lines_in_either_language(wrong: Wrong) -> None:
    assert_says(*wrong)


@every_class
def test_every_class_is_found_by_its_names(kind: type[Optimizer]) -> None:
    names = [name for name, maker in optimizers.TABLE.items() if maker is kind]
    assert {kind.__name__, kind.__name__.lower()} <= set(names)
    assert all(type(optimizers.get(name)) is kind for name in names)


@every_class
def test_the_docstring_is_complete(kind: type[Optimizer]) -> None:
    described = documentation_of(kind)
    assert described.summary.endswith(".")
    assert ".. math::" in described.text
    arguments = [name for name in arguments_of(kind) if name != "unknown"]
    assert [name for name in arguments if name not in described.names("Args")] == []
    assert [section for section in ("Args", "Raises", "Source", "Examples") if section not in described.sections] == []
    assert ">>>" in described.sections["Examples"]
    assert described.has_year_of_source

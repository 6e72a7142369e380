from __future__ import annotations

import inspect

import pytest
import torch
from torch import Tensor

from nervure.ops.loss_op import LossOp
from nervure.ops.op import Op
from tests.contracts.cases import LOSS_OPS, OPS, LossOpCase, OpCase, name_of
from tests.contracts.docstrings import documentation_of
from tests.gradient_check import Trial, check_gradients
from tests.loss_rules import check_loss
from tests.op_rules import check_rules

ONLY_MOVES_NUMBERS = (
    "concatenate",
    "permute",
    "repeat_vector",
    "reshape",
    "torch_function",
)  # the last: whatever the user's function computes
every_op = pytest.mark.parametrize("case", OPS, ids=name_of)
every_loss_op = pytest.mark.parametrize("case", LOSS_OPS, ids=name_of)
every_pair = pytest.mark.parametrize(
    "op", {case.op.name: case.op for case in (*OPS, *LOSS_OPS)}.values(), ids=lambda op: op.name
)


@every_op
def test_backward_is_the_derivative_of_forward(case: OpCase) -> None:
    check_gradients(
        case.op, case.inputs, case.parameters, context=case.context, reference=case.reference, **case.options
    )


@every_op
def test_an_operation_is_pure_keeps_its_type_and_takes_any_batch_and_memory_order(case: OpCase) -> None:
    if case.op.computes_in_float32:
        pytest.skip("never sees bfloat16: a step widens its inputs; check_layer runs the other rules")
    if case.op.reads_as_fed:
        pytest.skip("reads whole numbers, of which none is NaN")
    check_rules(
        case.op,
        case.inputs,
        case.parameters,
        context=case.context,
        keeps_batch=case.keeps_batch,
        num_cast=case.num_cast,
        **case.options,
    )


@every_loss_op
def test_the_pair_of_a_loss_keeps_all_rules(case: LossOpCase) -> None:
    if case.op.name == "torch_function":
        check_gradients_of_a_function(case)
        return
    check_loss(case.op, case.y_pred, case.y_true, case.keeps_samples, **case.options)


def check_gradients_of_a_function(case: LossOpCase) -> None:
    """torch keeps the graph of a function itself, so that there is no forward to differentiate from outside."""
    values, cache = case.op.forward(case.y_pred, case.y_true, **case.options)
    dvalues = torch.linspace(1, 2, len(values), dtype=torch.float64)
    leaf = case.y_pred.clone().requires_grad_()
    (expected,) = torch.autograd.grad(case.options["function"](case.y_true, leaf), leaf, dvalues)
    assert torch.allclose(case.op.backward(dvalues, cache), expected, rtol=1e-10)


@every_op
def test_the_same_call_gives_the_same_numbers_and_backward_the_same_twice(case: OpCase) -> None:
    trial = Trial(case.op, case.inputs, case.parameters, case.options, case.context)
    outputs, cache = trial.forward()
    again, _ = trial.forward()
    assert all(torch.equal(a, b) for a, b in zip(outputs, again, strict=True))
    dys = tuple(torch.cos(y) for y in outputs)
    first = [None if gradient is None else gradient.clone() for gradient in trial.backward(dys, cache)]
    for a, b in zip(first, trial.backward(dys, cache), strict=True):
        assert (a is None) == (b is None)
        if a is not None and b is not None:
            assert torch.equal(a, b)


@every_op
def test_every_sample_is_computed_by_itself(case: OpCase) -> None:
    if not case.keeps_batch or (case.context is not None and case.context.training):
        pytest.skip("in training samples may meet, and each place draws its own numbers")
    trial = Trial(case.op, case.inputs, case.parameters, case.options, case.context)
    outputs, _ = trial.forward()
    for place in range(len(case.inputs[0])):
        alone = Trial(
            case.op, tuple(x[place : place + 1] for x in case.inputs), case.parameters, case.options, case.context
        )
        for y, whole in zip(alone.forward()[0], outputs, strict=True):
            assert torch.allclose(y, whole[place : place + 1], rtol=1e-12, atol=1e-14)


@every_op
def test_what_is_kept_is_a_named_tuple_and_nothing_in_it_is_new_state(case: OpCase) -> None:
    trial = Trial(case.op, case.inputs, case.parameters, case.options, case.context)
    _, cache = trial.forward()
    assert isinstance(cache, tuple)
    assert hasattr(cache, "_fields")
    described = documentation_of(type(cache))
    assert described.summary
    if len(cache._fields) > 1:
        assert set(described.names("Attributes")) == set(cache._fields)
    if case.op.commits is not None:
        kept = [parameter.clone() for parameter in case.parameters]
        positions = case.op.commits(cache, *case.parameters)
        assert all(isinstance(value, Tensor) for value in positions.values())
        assert all(torch.equal(a, b) for a, b in zip(kept, case.parameters, strict=True))


# These take any number of inputs, all alike; what a module of torch has is named there.
UNNAMED = (
    "add", "average", "concatenate", "maximum", "minimum", "multiply", "stack_time", "subtract", "torch_module"
)  # fmt: skip


@every_op
def test_gradients_are_a_named_tuple_in_the_order_of_inputs_and_parameters(case: OpCase) -> None:
    trial = Trial(case.op, case.inputs, case.parameters, case.options, case.context)
    outputs, cache = trial.forward()
    dys = tuple(torch.ones_like(y) for y in outputs)
    gradients = case.op.backward(dys if len(dys) > 1 else dys[0], cache)
    assert len(gradients) == len(case.inputs) + len(case.parameters)
    names = getattr(gradients, "_fields", None)
    if names is None:
        assert case.op.name in UNNAMED or all(one is None for one in gradients)  # a mask has none
    else:
        assert all(name.startswith("d") for name in names)


@every_loss_op
def test_what_a_loss_keeps_is_a_named_tuple(case: LossOpCase) -> None:
    _, cache = case.op.forward(case.y_pred, case.y_true, **case.options)
    assert hasattr(cache, "_fields")
    assert set(documentation_of(type(cache)).names("Attributes")) == set(cache._fields)


@every_pair
def test_forward_and_backward_stand_side_by_side_and_are_called_so(op: Op | LossOp) -> None:
    forward, backward = op.forward, op.backward
    assert forward.__name__.endswith("_forward")
    assert backward.__name__ == forward.__name__.removesuffix("_forward") + "_backward"
    assert inspect.getsourcefile(forward) == inspect.getsourcefile(backward)


@every_pair
def test_forward_and_backward_are_documented_with_their_formulas(op: Op | LossOp) -> None:
    forward, backward = documentation_of(op.forward), documentation_of(op.backward)
    assert forward.has_formula or op.name in ONLY_MOVES_NUMBERS
    assert backward.summary
    # "arguments as in :func:`...`", or shapes in the line itself: "(..., C) and (..., C) -> (...)"
    refers = ":func:" in forward.text or "->" in forward.summary
    arguments = [
        parameter.name
        for parameter in inspect.signature(op.forward).parameters.values()
        if parameter.kind is not parameter.VAR_KEYWORD
    ]
    if len(arguments) > 1 and not refers:
        assert forward.names("Args") == arguments
        assert "Returns" in forward.sections
    if "Source" in forward.sections:
        assert forward.has_year_of_source

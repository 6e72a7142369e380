from __future__ import annotations

import importlib
import pkgutil

from nervure import losses, ops, optimizers
from nervure.explain.rules.table import LOSS_RULES, OPTIMIZER_RULES, RULES
from nervure.ops.loss_op import LossOp
from nervure.ops.op import Op
from nervure.optimizers import Optimizer

# Fusion makes these of steps that are explained one by one: the plan before it is what an explanation walks.
FUSED = {"dense+activation", "convolution+activation", "batch_normalization+tail", "convolution+batch_normalization"}


def _constants() -> list[object]:
    modules = [importlib.import_module(f"{ops.__name__}.{found.name}") for found in pkgutil.iter_modules(ops.__path__)]
    return [value for module in modules for name, value in vars(module).items() if name.isupper()]


def test_every_operation_has_a_rule_that_is_no_fused_one() -> None:
    found = {constant for constant in _constants() if isinstance(constant, Op)}
    assert len(found) > 80
    assert {op.name for op in found - set(RULES)} == FUSED


def test_every_loss_and_every_optimizer_has_a_rule() -> None:
    assert {
        constant.name for constant in _constants() if isinstance(constant, LossOp) and constant not in LOSS_RULES
    } == set()
    kinds = {kind for kind in vars(optimizers).values() if isinstance(kind, type) and issubclass(kind, Optimizer)}
    assert kinds - set(OPTIMIZER_RULES) == {Optimizer}
    assert losses.MeanSquaredError().op in LOSS_RULES


def test_rules_are_complete_where_parameters_or_kept_numbers_are() -> None:
    for op, rule in RULES.items():
        has_gradients = any(kept.gradient is not None for kept in rule.kept.values())
        assert bool(rule.kept) == (rule.kept_arrays is not None), op.name
        assert has_gradients == (rule.kept_gradient_arrays is not None), op.name

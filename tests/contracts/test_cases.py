from __future__ import annotations

import importlib
import pkgutil

import pytest

import nervure
from nervure import layers, losses, metrics, optimizers
from nervure.ops.loss_op import LossOp
from nervure.ops.op import Op
from tests.contracts.cases import LAYERS, LOSS_OPS, LOSSES, METRICS, OPS, OPTIMIZERS

# Rows feed drawn numbers to layers of a graph; these read word numbers, or one step and the states before it. Their own
# tests examine them.
FED_OTHERWISE = {
    layers.Embedding, layers.GRUCell, layers.LSTMCell, layers.SimpleRNNCell, layers.StackedRNNCells,
}  # fmt: skip
Found = dict[str, Op | LossOp]


def operations() -> Found:
    """Every operation at the top of a file of nervure, by the file and its name there."""
    found: Found = {}
    for module in pkgutil.walk_packages(nervure.__path__, "nervure."):
        if not module.name.endswith(("__main__", "_native")):
            top = vars(importlib.import_module(module.name))
            found.update({f"{module.name}.{name}": op for name, op in top.items() if isinstance(op, (Op, LossOp))})
    return found


def test_every_operation_has_a_row() -> None:
    rows = {id(case.op) for case in OPS} | {id(case.op) for case in LOSS_OPS}
    missing = sorted(name for name, op in operations().items() if id(op) not in rows)
    assert not missing, f"add rows to tests/contracts/cases.py for: {missing}"
    assert len(rows) > 30


def test_every_layer_has_a_row() -> None:
    rows = {type(case.make()) for case in LAYERS}
    assert not rows & FED_OTHERWISE
    assert_all_have_rows(rows | FED_OTHERWISE, layers.TABLE.values())


def test_every_loss_has_a_row() -> None:
    assert_all_have_rows({type(case.make()) for case in LOSSES}, losses.TABLE.values())


def test_every_metric_has_a_row() -> None:
    assert_all_have_rows({type(case.make()) for case in METRICS}, metrics.TABLE.values())


def test_every_optimizer_has_a_row() -> None:
    assert_all_have_rows({case.kind for case in OPTIMIZERS}, optimizers.TABLE.values())


def assert_all_have_rows(rows: set[type], table: object) -> None:
    missing = sorted({kind.__name__ for kind in table if kind not in rows})  # type: ignore[attr-defined]
    assert not missing, f"add rows to tests/contracts/cases.py for: {missing}"


def test_a_missing_row_would_be_seen() -> None:
    with pytest.raises(AssertionError, match=r"add rows to tests/contracts/cases\.py for: \['Dense'\]"):
        assert_all_have_rows({layers.Add}, [layers.Dense, layers.Add])


def test_operations_have_names_of_their_own() -> None:
    ops = {id(op): op for op in operations().values()}
    names = [op.name for op in ops.values()]
    assert sorted(names) == sorted(set(names))

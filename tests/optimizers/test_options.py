from __future__ import annotations

import inspect
import typing

import pytest

from nervure import optimizers
from nervure.optimizers import SGD, Adam, AdamW, Optimizer
from nervure.optimizers.options import OptimizerOptions, TailOptions

TAIL = list(inspect.signature(Optimizer).parameters)[2:-1]
KINDS = sorted(set(optimizers.TABLE.values()), key=lambda kind: kind.__name__)


def test_the_tail_declares_the_kinds_of_the_optimizer() -> None:
    of_optimizer = typing.get_type_hints(inspect.unwrap(Optimizer.__init__), include_extras=True)
    of_tail = typing.get_type_hints(OptimizerOptions, include_extras=True)
    assert of_tail == {name: of_optimizer[name] for name in ("weight_decay", *TAIL)}
    assert set(TailOptions.__annotations__) == set(TAIL)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_the_tail_stands_in_every_signature_in_keras_order(kind: type[Optimizer]) -> None:
    parameters = inspect.signature(kind).parameters
    names = list(parameters)
    assert names[-len(TAIL) - 1 :] == [*TAIL, names[-1]]
    ours = inspect.signature(Optimizer).parameters
    assert all(parameters[name].default == ours[name].default for name in TAIL)
    assert "weight_decay" in names


def test_the_tail_may_be_given_by_its_place() -> None:
    assert SGD(0.1, 0.0, False, 0.5).weight_decay == 0.5
    assert Adam(0.1, 0.9, 0.999, 1e-7, False, None, 2.0).clipnorm == 2.0
    assert AdamW(0.1, 0.004, 0.9, 0.999, 1e-7, False, 2.0).clipnorm == 2.0
    assert AdamW().weight_decay == 0.004

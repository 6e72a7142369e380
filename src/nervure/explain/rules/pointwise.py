"""Elementwise functions: the value and the slope."""

from __future__ import annotations

from dataclasses import replace

from nervure.explain.call import Pointwise, Rule, StepCall
from nervure.records.derivative_line import DerivativeLine
from nervure.records.expression import Expression
from nervure.records.place import Index

__all__ = ["Pointwise", "pointwise_rule"]


def pointwise_rule(function: Pointwise) -> Rule:
    """The rule of an elementwise op: ``dE/dz = dE/dy f'(z)``."""

    def value(call: StepCall, index: Index, output: int) -> Expression:
        return function.value(call.x(index), call.options)

    def input_gradient(call: StepCall, index: Index, position: int) -> Expression:
        return call.dy(index) * function.slope(call.x(index), call.y(index), call.options)

    def derivative_steps(call: StepCall, index: Index, position: int) -> tuple[DerivativeLine, ...]:
        assert function.steps is not None
        z, y = (replace(symbol, index=()) for symbol in (call.x(index), call.y(index)))
        return function.steps(z, y, call.options)

    return Rule(
        value, input_gradient, pointwise=function,
        derivative_steps=None if function.steps is None else derivative_steps,
    )  # fmt: skip

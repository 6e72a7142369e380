"""Mistakes in what stands below a formula, planted one at a time: which places meet, and derivatives worked out."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

import nervure.render.derivation as printing
import nervure.render.derivation_markup as markup
import nervure.render.derivative as derivative
import nervure.render.latex_legend as latex_legends
import nervure.render.legend as legends
from nervure.errors import ExplanationError
from nervure.explain.rules import table
from nervure.explain.rules.windows import Windows
from nervure.ops.convolution import CONVOLUTION
from nervure.ops.pooling import MAX_POOLING
from nervure.ops.smooth_activations import SIGMOID, TANH
from nervure.records.derivative_line import DerivativeLine
from nervure.records.meeting import Cells, Meeting
from nervure.render.numbers import number
from tests.explain.planting import Planted, planted

Plant = Callable[[Planted], Any]
_law = Windows.law.fget
_line, _latex_meeting, _latex_cells = legends.meeting_line, latex_legends.latex_meeting, latex_legends._cells
_text, _latex, _reason = derivative.derivative_text, derivative.derivative_latex, derivative._reason


def _laws(change: Callable[[str], str]) -> Plant:
    return lambda p: p.replace(Windows, "law", property(lambda windows: tuple(map(change, _law(windows)))))


def _meetings(op: Any, change: Callable[[Meeting], Meeting]) -> Plant:
    def plant(p: Planted) -> None:
        before = table.RULES[op]
        assert before.meeting is not None
        right = before.meeting
        table.RULES[op] = before._replace(meeting=lambda call: change(right(call)))
        p.stack.callback(table.RULES.__setitem__, op, before)

    return plant


def _kernel(change: Callable[[Cells], Cells]) -> Callable[[Meeting], Meeting]:
    return lambda meeting: replace(meeting, read=(meeting.read[0], change(meeting.read[1])))


def _turned(cells: Cells) -> Cells:
    first, second, *rest = cells.index
    return replace(cells, index=(second, first, *rest))


def _next_channel(cells: Cells) -> Cells:
    return replace(cells, index=(*cells.index[:-1], f"{cells.index[-1]}+1"))


def _twice(meeting: Meeting) -> str:
    return f"{_line(meeting)} {_line(meeting)}"


MEETINGS: dict[str, Plant] = {
    "where the first window begins": _laws(lambda law: f"{law}+1"),
    "the direction of the kernel": _laws(lambda law: re.sub(r"(\w)\+(\w)", r"\1-\2", law)),
    "the stride": _laws(lambda law: f"2·{law}"),
    "the distance of cells": _laws(lambda law: law.replace("+", "+2·")),
    "rows and columns of the kernel": _meetings(CONVOLUTION, _kernel(_turned)),
    "rows and columns of the image": _meetings(
        CONVOLUTION, lambda meeting: replace(meeting, written=_turned_places(meeting.written))
    ),
    "how far a letter runs": _meetings(
        CONVOLUTION,
        lambda meeting: replace(meeting, ranges=tuple((letter, size + 1) for letter, size in meeting.ranges)),
    ),
    "a letter that runs left out": _meetings(CONVOLUTION, lambda meeting: replace(meeting, ranges=meeting.ranges[1:])),
    "an array left out": _meetings(CONVOLUTION, lambda meeting: replace(meeting, read=meeting.read[:1])),
    "a mean for the largest": _meetings(MAX_POOLING, lambda meeting: replace(meeting, how="mean")),
    "a sum for the largest": _meetings(MAX_POOLING, lambda meeting: replace(meeting, how="sum")),
    "the window of a maximum": _meetings(
        MAX_POOLING, lambda meeting: replace(meeting, ranges=tuple((letter, 1) for letter, _ in meeting.ranges))
    ),
    "another channel": _meetings(
        MAX_POOLING, lambda meeting: replace(meeting, read=(_next_channel(meeting.read[0]),))
    ),
    "the sentence left out": lambda p: p.replace(printing, "meeting_line", lambda meeting: ""),
    "the sentence twice": lambda p: p.replace(printing, "meeting_line", _twice),
    "the sentence alone": lambda p: p.replace(printing, "meeting_line", lambda m: _line(m).replace("+", "-")),
    "the sentence in LaTeX": lambda p: p.replace(
        markup, "latex_meeting", lambda meeting: _latex_meeting(meeting).replace("0..", "0..1")
    ),
    "places in LaTeX": lambda p: p.replace(latex_legends, "_cells", lambda m: _latex_cells(m).replace("+", "-")),
    "the sentence left out of LaTeX": lambda p: p.replace(markup, "latex_meeting", lambda meeting: r"\noindent "),
}  # fmt: skip


def _turned_places(cells: Cells) -> Cells:
    sample, first, second, *rest = cells.index
    return replace(cells, index=(sample, second, first, *rest))


def _steps(op: Any, change: Callable[[list[DerivativeLine]], list[DerivativeLine]]) -> Plant:
    return lambda p: p.rule(table.RULES, op, derivative_steps=lambda steps, call, index: tuple(change([*steps])))


def _scaled(step: DerivativeLine) -> DerivativeLine:
    return replace(step, expression=1.0001 * step.expression)


DERIVATIVES: dict[str, Plant] = {
    "a line of a derivative": _steps(SIGMOID, lambda steps: [*steps[:2], _scaled(steps[2]), *steps[3:]]),
    "the sign of a line": _steps(
        TANH, lambda steps: [*steps[:1], replace(steps[1], expression=-steps[1].expression), *steps[2:]]
    ),
    "the last line": _steps(SIGMOID, lambda steps: [*steps[:-1], _scaled(steps[-1])]),
    "every line alike": _steps(TANH, lambda steps: [steps[0], *map(_scaled, steps[1:])]),
    "the function": _steps(SIGMOID, lambda steps: [_scaled(steps[0]), *steps[1:]]),
    "function and derivative alike": _steps(SIGMOID, lambda steps: [*map(_scaled, steps)]),
    "the derivative of another function": _steps(
        SIGMOID, lambda steps: [replace(steps[-1], reason="definition", is_derivative=False), *steps[1:]]
    ),
    "the function left out": _steps(TANH, lambda steps: steps[1:]),
    "the derivative left out": _steps(TANH, lambda steps: steps[:1]),
    "a function called a derivative": _steps(TANH, lambda steps: [replace(step, is_derivative=True) for step in steps]),
    "the reason of the first line": _steps(TANH, lambda steps: [replace(steps[0], reason="signs"), *steps[1:]]),
    "digits of the result": lambda p: p.replace(
        derivative, "number", lambda value: number(value * 1.00001)
    ),
    "the result left out": lambda p: p.replace(derivative, "number", lambda value: ""),
    "the reasons": lambda p: p.replace(derivative, "_reason", lambda reason: ""),
    "a name in the legend": lambda p: p.replace(
        derivative, "lines_legend", lambda steps: [(letter, "one/z[0,0]") for letter in ("z", "h", "o", "f")]
    ),
    "the text of a derivative": lambda p: p.replace(
        derivative, "derivative_text", lambda steps: _text(steps).replace("f'", "f ")
    ),
    "a derivative in LaTeX": lambda p: p.replace(
        derivative, "derivative_latex", lambda steps: _latex(steps).replace("^{2}", "^{3}")
    ),
    "a line of LaTeX left out": lambda p: p.replace(
        derivative, "derivative_latex", lambda steps: re.sub(r"f\(z\) .*? \\\\ ", "", _latex(steps), count=1)
    ),
}  # fmt: skip
KINDS = {**MEETINGS, **DERIVATIVES}


def test_nothing_is_found_where_nothing_is_planted() -> None:
    with planted(None) as explanation:
        assert explanation.verify(num=400).lines > 1000


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_mistake_is_found(kind: str) -> None:
    with planted(KINDS[kind]) as explanation, pytest.raises(ExplanationError):
        explanation.verify(num=400)


def test_a_derivative_that_is_displayed_warns_where_it_is_wrong() -> None:
    with planted(DERIVATIVES["every line alike"]) as explanation:
        assert "WARNING: do not trust this" in explanation.gradient_of("one/z", (0, 0)).text(steps=True)
        assert "WARNING" not in explanation.gradient_of("other/z", (0, 0)).text(steps=True)

"""More than forty kinds of mistakes, planted one at a time: the proof finds every one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import nervure.render.derivation as printing
import nervure.render.formula.text as text_notation
import nervure.render.legend as legends
from nervure.errors import ExplanationError
from nervure.explain.call import StepCall
from nervure.explain.rules import table
from nervure.explain.update_call import UpdateCall
from nervure.ops.batch_normalization import BATCH_NORMALIZATION
from nervure.ops.convolution import CONVOLUTION
from nervure.ops.dense import DENSE
from nervure.ops.elementwise_merge import SUBTRACT
from nervure.optimizers import Adam
from nervure.records.expression import Negative, Number, Sum, Symbol
from nervure.render.formula.notation import signed
from nervure.render.formula.text import TextNotation
from nervure.render.numbers import number
from tests.explain.planting import Planted, gradients, planted

Plant = Callable[[Planted], Any]


def scaled(factor: float) -> Callable[[Any], Any]:
    """The same times a factor."""
    return lambda array: array * factor


def rolled(array: Any) -> Any:
    """The same, one window further."""
    return array.roll(1, 0)


def one_more(array: Any) -> Any:
    """One number of it a millionth off."""
    changed = array.clone()
    changed.view(-1)[-1] += 1e-6
    return changed


ENGINE: dict[str, Plant] = {
    "gradient of a kernel": lambda p: p.op("one/z", backward=gradients(1, scaled(1.0001))),
    "gradient of one weight": lambda p: p.op("one/z", backward=gradients(1, one_more)),
    "gradient of a bias": lambda p: p.op("one/z", backward=gradients(2, scaled(1.0001))),
    "gradient of an input": lambda p: p.op("one/z", backward=gradients(0, scaled(1.0001))),
    "flipped sign of a gradient": lambda p: p.op("difference/output", backward=gradients(1, scaled(-1.0))),
    "window of a convolution one off": lambda p: p.op("convolution/z", backward=gradients(1, rolled)),
    "gradient of an activation": lambda p: p.op("one/output", backward=gradients(0, scaled(1.0001))),
    "winner of a maximum": lambda p: p.op("pooling/output", backward=gradients(0, rolled)),
    "gradient through statistics": lambda p: p.op("statistics/output", backward=gradients(0, scaled(1.0001))),
    "value of a step": lambda p: p.op("one/z", forward=lambda found: (found[0] * 1.0001, found[1])),
    "mask of dropout": lambda p: p.op("dropout/output", forward=lambda found: (found[0].roll(1, 1), found[1])),
}


def _scaled_gradients(step: Any, found: Any) -> Any:
    for parameter in step.store.trainable.parameters:
        parameter.gradient.mul_(1.1)
    return found


def _one_gradient(step: Any, found: Any) -> Any:
    step.store.trainable.gradients[0] += 1e-6
    return found


def _moved_weight(step: Any, found: Any) -> Any:
    step.store.trainable.parameters[0].array.add_(1e-6)
    return found


def _moved_statistics(step: Any, found: Any) -> Any:
    step.store.state.parameters[0].array.mul_(1.001)
    return found


def _moved_moment(step: Any, found: Any) -> Any:
    step.optimizer.slots["momentum"].mul_(1.001)
    return found


TRAINING: dict[str, Plant] = {
    "gradients that training uses": lambda p: p.training("differentiate", _scaled_gradients),
    "one gradient that training uses": lambda p: p.training("differentiate", _one_gradient),
    "weights that training moves": lambda p: p.training("train", _moved_weight),
    "moving statistics of training": lambda p: p.training("train", _moved_statistics),
    "moment of the optimizer": lambda p: p.training("train", _moved_moment),
    "loss of training": lambda p: p.training("train", lambda step, found: found._replace(loss=found.loss * 1.0001)),
    "predictions of training": lambda p: p.training(
        "train", lambda step, found: found._replace(predictions=tuple(each * 1.0001 for each in found.predictions))
    ),
}


def _both_twice(p: Planted) -> None:
    """The same mistake in the engine, in what trains and in the formula: only the loss itself knows better."""
    p.op("one/z", backward=gradients(1, scaled(2.0)))

    def doubled(found: Any, call: StepCall, index: Any) -> Any:
        is_it = call.step.name == "one/z" and len(index) == 2
        return Number(2.0) * found if is_it else found

    (changed,) = [op for op in table.RULES if op.name == DENSE.name and op is not DENSE]
    p.rule(table.RULES, changed, parameter_gradient=doubled)


FORMULAS: dict[str, Plant] = {
    "engine, training and formula wrong alike": _both_twice,
    "term too many": lambda p: p.rule(table.RULES, DENSE, value=lambda f, c, i: f + Number(1e-8)),
    "term missing": lambda p: p.rule(
        table.RULES, DENSE, value=lambda f, c, i: Sum(f.terms[:-1]) if isinstance(f, Sum) else f
    ),
    "term doubled": lambda p: p.rule(
        table.RULES, DENSE, value=lambda f, c, i: Sum((*f.terms, f.terms[0])) if isinstance(f, Sum) else f
    ),
    "coefficient": lambda p: p.rule(table.RULES, DENSE, input_gradient=lambda f, c, i: Number(1.0001) * f),
    "sign of a formula": lambda p: p.rule(table.RULES, SUBTRACT, value=lambda f, c, i: Negative(f)),
    "operands of a difference swapped": lambda p: p.rule(
        table.RULES, SUBTRACT, value=lambda f, c, i: c.x(i, 1) - c.x(i, 0)
    ),
    "number of samples in a mean": lambda p: p.rule(
        table.RULES, BATCH_NORMALIZATION, value=lambda f, c, i: f * Number(64 / 63)
    ),
    "window index one off": lambda p: p.rule(
        table.RULES, CONVOLUTION, value=lambda f, c, i: replace(f, terms=(*f.terms[1:], f.terms[0])) + f.terms[0]
    ),
    "transposed place of a gradient": lambda p: p.rule(
        table.RULES, DENSE, parameter_gradient=lambda f, c, i: c.dy((0, i[-1])) * f if len(i) == 2 else f
    ),
    "epsilon of the optimizer": lambda p: p.replace(UpdateCall, "setting", _with_larger_epsilon(UpdateCall.setting)),
    "moment in the formula of an update": lambda p: p.rule(
        table.OPTIMIZER_RULES, Adam, weight=lambda f, c, i: f + Number(1e-7)
    ),
}


def _with_larger_epsilon(setting: Any) -> Any:
    return lambda call, name, value: setting(call, name, value * 1000 if value == 1e-7 else value)


def _next_label(symbol: Symbol, size: int) -> Symbol:
    row, place = symbol.index[:1], symbol.index[1:]
    return replace(symbol, index=(*row, (place[0] + 1) % size)) if len(place) == 1 else symbol


def _lying(is_place: bool) -> Plant:
    def plant(p: Planted) -> None:
        right = StepCall.x

        def lying(call: StepCall, index: Any, position: int = 0) -> Symbol:
            symbol = right(call, index, position)
            other = _next_label(symbol, call.x_array(position).shape[-1])
            return replace(symbol, place=replace(symbol.place, index=other.index)) if is_place else other

        p.replace(StepCall, "x", lying)

    return plant


def _lying_letters(p: Planted) -> None:
    """Another number of the same array behind label and place: only the engine's array knows better."""
    right = StepCall.x

    def lying(call: StepCall, index: Any, position: int = 0) -> Symbol:
        symbol = right(call, index, position)
        other = _next_label(symbol, call.x_array(position).shape[-1])
        return replace(other, place=replace(symbol.place, index=other.index))

    p.replace(StepCall, "x", lying)


def _notation(**methods: Any) -> Plant:
    return lambda p: [p.replace(TextNotation, name, method) for name, method in methods.items()]


def _swapped_names(legend: Any) -> str:
    letters, names = zip(*legend, strict=True)
    return _legend_text(tuple(zip(letters, [*names[1:], names[0]], strict=True)))


_legend_text = legends.legend_text
_right_symbol, _right_call, _right_notes = TextNotation.symbol, TextNotation.call, printing.notes

PRINTED: dict[str, Plant] = {
    "label of an operand": _lying(is_place=False),
    "place behind a number": _lying(is_place=True),
    "another operand": _lying_letters,
    "names in the legend": lambda p: p.replace(printing, "legend_text", _swapped_names),
    "letter left out of the legend": lambda p: p.replace(
        printing, "legend_text", lambda legend: _legend_text(legend[1:])
    ),
    "indices reversed": lambda p: p.replace(
        text_notation, "index_text", lambda index: f"[{','.join(map(str, index[::-1]))}]" if index else ""
    ),
    "squares as cubes": _notation(power=lambda self, a, x: f"{a}^3" if x == "2" else f"{a}^{x}"),
    "signs of sums": _notation(
        sum=lambda self, terms: signed([term._replace(is_negative=not term.is_negative) for term in terms])
    ),
    "products as sums": _notation(product=lambda self, factors, numeric: " + ".join(factors)),
    "quotients upside down": _notation(quotient=lambda self, above, below: f"{below} / {above}"),
    "parentheses left out": _notation(group=lambda self, inside: inside),
    "gradients as values": _notation(symbol=lambda self, s: _right_symbol(self, replace(s, is_gradient=False))),
    "new numbers as old ones": _notation(symbol=lambda self, s: _right_symbol(self, replace(s, is_new=False))),
    "another function": _notation(call=lambda self, f, a: _right_call(self, "tanh" if f == "exp" else f, a)),
    "largest as smallest": _notation(extremum=lambda self, kind, given: f"min({', '.join(given)})"),
    "conditions": _notation(cases=lambda self, cases: f"{{{cases[-1].value} if 1 > 0, else {cases[0].value}}}"),
    "what others add up to": _notation(
        omitted=lambda self, count, value: f"… ({count} more{'' if value is None else f': {number(value * 1.01)}'})"
    ),
    "headings and results 1 % too large": lambda p: p.replace(
        printing, "number", lambda value, *digits: number(value * 1.01, *digits)
    ),
    "last digits": lambda p: p.replace(
        text_notation, "number", lambda value, *digits: number(value * (1 + 2e-6), *digits)
    ),
    "note left out": lambda p: p.replace(printing, "as_shown", lambda expression, all_terms: expression.value),
    "note about other digits": lambda p: p.replace(
        printing, "as_shown", lambda expression, all_terms: expression.value * 1.001
    ),
}
KINDS = {**ENGINE, **TRAINING, **FORMULAS, **PRINTED}


def test_there_are_many_kinds_and_nothing_is_found_where_nothing_is_planted() -> None:
    assert len(KINDS) >= 50
    with planted(None) as explanation:
        verified = explanation.verify(num=400)
    assert verified.numbers > 200
    assert verified.slopes > 20


def test_displays_warn_where_their_own_check_fails_and_are_silent_else(tmp_path: Path) -> None:
    page = tmp_path / "step.html"
    with planted(None) as explanation:
        explanation.to_html(page)
        shown = [str(explanation), str(explanation.why("one/kernel", (0, 0))), page.read_text("utf-8")]
        assert not any("WARNING" in text for text in shown)
        assert "alert" not in explanation.value_of("one/z", (0, 0))._repr_html_()
    with planted(PRINTED["signs of sums"]) as explanation:
        explanation.to_html(page)
        for text in (
            str(explanation), str(explanation.value_of("one/z", (0, 0))), str(explanation.why("one/kernel", (0, 0))),
            explanation.value_of("one/z", (0, 0))._repr_html_(), explanation.why("one/kernel", (0, 0))._repr_html_(),
            page.read_text("utf-8"),
        ):  # fmt: skip
            assert "WARNING: do not trust this" in text
    with planted(TRAINING["gradients that training uses"]) as explanation:
        assert "the walk that trains" in str(explanation).split("\n\n")[0]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_mistake_is_found(kind: str) -> None:
    with planted(KINDS[kind]) as explanation, pytest.raises(ExplanationError):
        # One wrong number among thousands is met for certain only where all are looked at.
        explanation.verify(num=600, everything=kind == "gradient of one weight")

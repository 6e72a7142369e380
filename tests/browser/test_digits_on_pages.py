"""What a page says about its digits: what they come to, and whether their rounding explains it."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import nervure as nv
from nervure.records.expression import Call, Expression, Negative, Number, Power, Product, Quotient, Sum, maximum
from nervure.render.page import bundled
from nervure.render.reach import reach
from nervure.render.recombined import as_shown

pytestmark = pytest.mark.browser
BUILD = """(tree) => {
  const made = ([kind, ...given]) => kind === 'number' ? expressions.number(given[0])
    : kind === 'sum' || kind === 'product' ? expressions[kind](given.map(made))
    : kind === 'max' ? expressions.apply('max', ...given.map(made))
    : ['negative', 'quotient', 'power'].includes(kind) ? expressions[kind](...given.map(made))
    : expressions.apply(kind, ...given.map(made));
  const node = made(tree);
  return [node.value, ...digits.fromDigits(node)];
}"""
FUNCTIONS = ("exp", "tanh", "abs", "sigmoid", "sin", "cos", "erf")


@pytest.fixture(scope="module")
def digits(browser: Any) -> Iterator[Any]:
    page = browser.new_page()
    for name in ("expressions", "digits"):
        page.evaluate(f"globalThis.{name} = {bundled(f'mathematics/{name}.js')}")
    yield page
    page.close()


def drawn(chance: random.Random, depth: int = 3) -> tuple[Expression, list[Any]]:
    """An expression, and the same as the page builds it."""
    kind = chance.choice(["sum", "product", "negative", "quotient", "power", "max", "call"]) if depth else "number"
    if kind == "number":
        value = chance.choice([chance.gauss(0, 1), chance.gauss(0, 1) * 10 ** chance.randint(-6, 6), 0.5, 2.0, 0.0])
        return Number(value), ["number", value]
    parts = [drawn(chance, depth - 1) for _ in range({"sum": 3, "product": 3, "negative": 1, "call": 1}.get(kind, 2))]
    of, built = [part for part, _ in parts], [tree for _, tree in parts]
    if kind == "call":
        kind = chance.choice(FUNCTIONS)
        return Call(kind, of[0]), [kind, *built]
    if kind == "power":
        return Power(of[0], Number(2.0)), [kind, built[0], ["number", 2.0]]
    make: dict[str, Callable[..., Expression]] = {
        "sum": lambda *terms: Sum(terms), "product": lambda *factors: Product(factors), "negative": Negative,
        "quotient": Quotient, "max": maximum,
    }  # fmt: skip
    return make[kind](*of), [kind, *built]


def test_the_page_computes_with_its_digits_as_the_terminal_does(digits: Any) -> None:
    chance, differing = random.Random(4), 0
    for _ in range(600):
        expression, tree = drawn(chance)
        value, *found = digits.evaluate(BUILD, tree)
        low, high = reach(expression)
        if not all(map(math.isfinite, (expression.value, low, high))):
            continue  # by a zero was divided, whose sign the two languages write differently
        again = as_shown(expression)
        assert [value, *found] == pytest.approx(
            [expression.value, low, again, high], rel=1e-9, abs=1e-300, nan_ok=True
        ), tree
        differing += again != value
    assert differing > 100


def shown_on(opened: Any) -> dict[str, list[str]]:
    notes = {kind: opened.page.locator(f".block {kind}").all_inner_texts() for kind in (".note", ".check.wrong")}
    return {**notes, "numbers": opened.page.locator(".block .formulas").all_inner_texts()}


def test_rounded_digits_are_spoken_of_where_they_come_to_something_else_and_nowhere_else(
    open_page: Any, tmp_path: Path
) -> None:
    x = nv.Input((2,), name="x")
    model = nv.Model(x, nv.layers.Dense(2, activation="tanh", name="d")(x))
    model.compile("sgd", "mse")
    layer = model.get_layer("d")
    layer.set_weights([np.array([[0.5, 1 / 3], [0.25, 1 / 3]]), np.array([0.125, -100.0])])
    model.explain(np.array([[300.0, 2.0]]), np.array([[0.0, 0.0]])).to_html(tmp_path / "page.html")
    opened = open_page(tmp_path / "page.html", "#layer=d&unit=z[0,0]&walk=train&lang=en")
    assert shown_on(opened)[".note"] == []  # 300·0.5 + 2·0.25 + 0.125: no digit is missing
    opened.go("#layer=d&unit=z[0,1]&walk=train&lang=en")
    said = shown_on(opened)
    assert said[".note"] == [
        "The digits shown give 0.666566: they are rounded, the result is computed from all digits."
    ]
    assert said[".check.wrong"] == []

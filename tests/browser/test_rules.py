"""The rules of the page, one by one, against the engine: values, gradients and updates."""

from __future__ import annotations

import base64
from typing import Any, NamedTuple

import numpy as np
import pytest

from nervure import set_seed
from nervure.explain.explanation import Explanation
from nervure.explain.page_ahead import written_ahead
from nervure.explain.page_data import page_of
from nervure.explain.recording import Array
from nervure.explain.thrift import LEVELS, Thrift
from nervure.render.explanation_page import carried
from nervure.render.numbers import number
from nervure.render.page import bundled
from tests.browser.networks import CASES

pytestmark = pytest.mark.browser

NUMBERS_OF_A_NAME = 40
# Every so-many-th number of everything in a recording: what its derivation comes to, and how large its terms are.
ASK = """([payload, encoded, most]) => {
  const bytes = Uint8Array.from(atob(encoded), (sign) => sign.charCodeAt(0));
  const recording = rules.openRecording(JSON.parse(payload), bytes.buffer);
  const unfold = (offset, shape) => shape.reduceRight(([rest, index], size) =>
    [Math.floor(rest / size), [rest % size, ...index]], [offset, []])[1];
  const numbers = (name, index, kind) => rules.derive(recording, kind, name, index).map((block) =>
    [block.kind, block.subject.target.name, block.subject.target.index, block.subject.value,
      block.expression?.value ?? null, block.expression?.size ?? 0]);
  const of = ['input', 'output', 'parameter', 'sample_loss', 'target', 'loss'];
  const names = recording.namesOf(...of).map(({ name }) => name);
  return names.flatMap((name) => {
    const shape = recording.shapeOf(name), count = shape.reduce((all, size) => all * size, 1);
    const step = Math.max(1, Math.floor(count / most)), length = Math.floor((count - 1) / step) + 1;
    const kinds = recording.hasGradient(name) ? ['value', 'gradient'] : ['value'];
    return Array.from({ length }, (_, place) => unfold(place * step, shape))
      .flatMap((index) => kinds.flatMap((kind) => numbers(name, index, kind)));
  });
}"""


class Found(NamedTuple):
    kind: Any
    name: str
    index: list[int]
    shown: float | None
    derived: float | None
    size: float


def carried_of(explanation: Explanation, thrift: Thrift = LEVELS[0]) -> list[str]:
    """What the page carries of an explanation: its payload, and its numbers as text."""
    record = page_of(explanation.recording, "model", None, written_ahead(explanation.derivations), thrift)
    payload, numbers = carried(record)
    return [payload, base64.b64encode(numbers).decode()]


def asked(rules: Any, explanation: Explanation, thrift: Thrift = LEVELS[0]) -> list[Found]:
    rows = rules.evaluate(ASK, [*carried_of(explanation, thrift), NUMBERS_OF_A_NAME])
    return [Found(*row) for row in rows]


def compared(explanation: Explanation, found: list[Found], *, beside: bool = False) -> int:
    """How many derivations agree, by the size of their terms or of what lies beside; the first that does not fails."""
    derived = 0
    for kind, name, index, shown, value, own in found:
        array, engine = _engine(explanation, kind, name, index)
        if engine is None:
            continue
        where = f"{kind} of {name}{index}"
        size = float(np.abs(array).max()) if beside and array is not None else own
        assert shown == pytest.approx(engine, rel=1e-5, abs=1e-5 * max(size, 1e-7)), where
        if value is not None:
            assert value == pytest.approx(engine, rel=1e-5, abs=1e-5 * max(size, 1e-7)), where
            derived += 1
    return derived


def _engine(explanation: Explanation, kind: Any, name: str, index: list[int]) -> tuple[Array | None, float | None]:
    """What the engine holds there: the whole array and the number."""
    if name == "loss":  # the whole loss, which is no array
        return None, explanation.recording.loss
    array = explanation.recording.array(kind, name)
    return array, None if array is None else float(array[tuple(index)])


@pytest.mark.parametrize("name", CASES)
def test_every_number_agrees_with_the_engine(rules: Any, name: str) -> None:
    set_seed(3)
    model, x, y = CASES[name]()
    total = 0
    for training in (0, 2):
        if training:
            model.fit(x, y, epochs=training, verbose=0)
        for explanation in (model.explain(x, y), model.explain(x)):
            total += compared(explanation, asked(rules, explanation))
    assert total > 100


@pytest.mark.parametrize("name", CASES)
def test_products_in_one_sweep_agree_with_the_engine_too(rules: Any, name: str) -> None:
    set_seed(3)
    model, x, y = CASES[name]()
    model.fit(x, y, epochs=1, verbose=0)
    found = [(one, asked(rules, one, Thrift(sweeps=True))) for one in (model.explain(x, y), model.explain(x))]
    assert sum(compared(one, numbers, beside=True) for one, numbers in found) > 50


def test_nothing_but_what_was_given_lacks_a_derivation(rules: Any) -> None:
    set_seed(3)
    model, x, y = CASES["batch normalization"]()
    missing = {found.name for found in asked(rules, model.explain(x, y)) if found.derived is None}
    given = {"input_layer", *(name for name in missing if name.partition("/")[2] not in ("z", "output", "loss"))}
    assert missing <= given


def test_numbers_are_written_as_python_writes_them(browser: Any) -> None:
    drawn = np.random.default_rng(11)
    values = [0.0, -0.0, 0.5, 1e-4, 9.999995e-5, 999999.5, 1e6, 1234565.0, 2.5e-7, 1e22, -3e-9, 123456.5, 0.1, 1 / 3]
    values += [float(value) for value in drawn.normal(size=300) * 10.0 ** drawn.integers(-8, 9, 300)]
    values += [float(value) for value in drawn.integers(0, 10**7, 200) / 2]
    page = browser.new_page()
    page.evaluate(f"globalThis.numbers = {bundled('shell/numbers.js')}")
    assert page.evaluate("(values) => values.map((value) => numbers.numberText(value))", values) == list(
        map(number, values)
    )
    page.close()

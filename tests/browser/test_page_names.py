"""Names that nobody should give: the page's numbers and letters are those of the engine, whatever arrays are called."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import nervure as nv
from nervure.explain.page_names import PageNames
from nervure.records.alphabet import meaning_of
from tests.browser.networks import CASES, numbers
from tests.browser.test_rules import asked, carried_of, compared

pytestmark = pytest.mark.browser
PARTS = ("loss", "output", "z", "target", "kernel", "d", "input", "momentum", "a/b", "loss/loss", "d/kernel", "[0]")
SYMBOLS = """([payload, encoded]) => {
  const bytes = Uint8Array.from(atob(encoded), (sign) => sign.charCodeAt(0));
  const recording = rules.openRecording(JSON.parse(payload), bytes.buffer);
  const found = new Set();
  const read = (node) => {
    const below = (node.symbol?.sub ?? '').match(/\\p{L}/gu) ?? [];
    if (node.symbol) [node.symbol.base, ...below].forEach((one) => found.add(one));
    node.parts.forEach(read);
    if (node.law) read(node.law);
  };
  for (const { name } of recording.names.values()) {
    const index = (recording.shapeOf(name) ?? []).map(() => 0);
    for (const kind of recording.hasGradient(name) ? ['value', 'gradient'] : ['value']) {
      const blocks = rules.derive(recording, kind, name, index);
      blocks.flatMap(({ subject, expression }) => [subject, expression]).filter(Boolean).forEach(read);
    }
  }
  return [...found];
}"""


def drawn(seed: int) -> Any:
    """A network whose input and layers have names out of ``PARTS``, and an explanation of it."""
    chance = np.random.default_rng(seed)
    names = ["/".join(chance.choice(PARTS, chance.integers(1, 3))) for _ in range(40)]
    one, two, three, four = list(dict.fromkeys(names))[:4]
    x = nv.Input((3,), name=f"{one}/z" if seed % 2 else four)
    hidden = nv.layers.Dense(4, activation="tanh", name=one)(x)
    hidden = nv.layers.BatchNormalization(name=two)(hidden)
    model = nv.Model(x, nv.layers.Dense(2, name=three)(hidden))
    model.compile(["sgd", "adam", nv.optimizers.Adam(0.1, clipnorm=0.1)][seed % 3], "mse")
    return model.explain(chance.normal(size=(3, 3)), chance.normal(size=(3, 2)))


@pytest.mark.parametrize("seed", range(12))
def test_numbers_are_the_engines_whatever_things_are_called(rules: Any, seed: int) -> None:
    explanation = drawn(seed)
    assert compared(explanation, asked(rules, explanation)) > 30


@pytest.mark.parametrize("name", CASES)
def test_every_letter_stands_in_the_table(rules: Any, name: str) -> None:
    model, x, y = CASES[name]()
    payload = carried_of(model.explain(x, y))
    letters = {re.sub("[₀-₉]+$", "", letter) for letter in rules.evaluate(SYMBOLS, payload)}
    assert {letter for letter in letters if meaning_of(letter) is None} <= {"…"}


def test_what_things_are_called_is_shown_and_found(open_page: Any, tmp_path: Path) -> None:
    x = nv.Input((1,), name="d/z")
    model = nv.Model(x, nv.layers.Dense(1, name="d")(x))
    model.compile("adam", "mse")
    explanation = model.explain(np.array([[3.0]]), np.array([[1.0]]))
    explanation.to_html(tmp_path / "page.html")
    opened = open_page(tmp_path / "page.html", "#layer=d/z&walk=train&lang=en")
    assert opened.text("#layer-title").startswith("d/z")
    opened.go("#layer=d&unit=kernel[0,0]&pass=backward&walk=train&lang=en")
    kernel = explanation.why("d/kernel", (0, 0))
    shown = float(opened.page.locator(".result .close").first.get_attribute("data-value"))
    assert shown == pytest.approx(kernel.chain.gradient.value, rel=1e-5)
    legends = opened.page.locator(".letters").all_inner_texts()
    assert any("w is d/kernel" in legend and "x is d/z" in legend for legend in legends)
    assert any(
        "m is d/kernel/momentum" in legend and "β₁ is the fraction of m that is kept" in legend for legend in legends
    )
    assert opened.page.locator(".block[data-kind=updated]").count() == 3


def test_an_array_has_not_the_letter_of_a_setting_with_a_number_below(rules: Any) -> None:
    """Drawn, the number below β₁ and the index of β[1] look alike: the array gets a prime, as in the terminal."""
    x = nv.Input((3,), name="x")
    model = nv.Model(x, nv.layers.Dense(1)(nv.layers.BatchNormalization(name="n")(x)))
    model.compile("adam", "mse")
    explanation = model.explain(numbers(4, 3), numbers(4, 1))
    letters = set(rules.evaluate(SYMBOLS, carried_of(explanation)))
    assert {"β₁", "β′"} <= letters
    assert "β′ is n/beta" in str(explanation.why("n/beta", (1,)))


class Scaling(nv.layers.Layer):
    """A layer whose weights have names that the page has, too."""

    parts = ("loss", "output", "z", "target")

    def build(self, input_shape: Any) -> None:
        for part in self.parts:
            setattr(self, f"my_{part}", self.add_weight(part, (input_shape[-1],), "ones"))

    def compute_output_shape(self, input_shape: Any) -> Any:
        return input_shape

    def forward(self, x: Any, context: Any) -> Any:
        return x * sum(getattr(self, f"my_{part}").array for part in self.parts), x

    def backward(self, dy: Any, x: Any) -> Any:
        every = sum(getattr(self, f"my_{part}").array for part in self.parts)
        return dy * every, dict.fromkeys(self.parts, (dy * x).sum(0))


def test_weights_of_a_custom_layer_take_no_place_of_another_array(rules: Any, open_page: Any, tmp_path: Path) -> None:
    x = nv.Input((3,), name="x")
    model = nv.Model(x, nv.layers.Dense(2, name="d")(Scaling(name="loss")(x)))
    model.compile("adam", "mse")
    explanation = model.explain(np.array([[1.0, 2.0, 3.0]]), np.array([[1.0, 2.0]]))
    assert compared(explanation, asked(rules, explanation)) > 20
    explanation.to_html(tmp_path / "page.html")
    opened = open_page(tmp_path / "page.html", "#walk=train&lang=en")
    weights = [name for name in PageNames(explanation.recording).all() if name.name.startswith("loss/") and not name.of]
    assert [name.part for name in weights] == ["output (step)", "loss", "output (weight)", "z", "target"]
    for name in weights:
        index = (0, 1) if name.kind == "output" else (1,)
        unit = f"{name.part}[{','.join(map(str, index))}]"
        opened.go(f"#layer={name.box}&unit={unit}&pass=backward&walk=train&lang=en")
        assert opened.text("#arithmetic-title") == f"{name.name}[{', '.join(map(str, index))}]"
        shown = float(opened.page.locator(".result .close").first.get_attribute("data-value"))
        gradient = explanation.recording.array("gradient", name.name)
        assert gradient is not None
        assert shown == pytest.approx(float(gradient[index]), rel=1e-5)

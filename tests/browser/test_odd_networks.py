"""Networks with names that nobody should give, several outputs, masks, NaN: every tab of every layer opens."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import nervure as nv
from nervure.explain.explanation import Explanation
from tests.browser.opened import Opened

pytestmark = pytest.mark.browser
L = nv.layers
ODD_NAME = "a&b=c[0]한글'\"<b>"


def numbers(*shape: int) -> np.ndarray:
    return np.random.default_rng(2).normal(size=shape)


def two_outputs() -> Explanation:
    x, twice = nv.Input((5,), name="in put"), L.Dense(5, activation="tanh", name="twice")
    hidden = twice(twice(x))
    model = nv.Model(x, [L.Dense(2, name=ODD_NAME)(hidden), L.Dense(1, activation="sigmoid")(hidden)])
    model.compile("sgd", ["mse", "binary_crossentropy"], loss_weights=[1.0, 0.5])
    return model.explain(numbers(3, 5), [numbers(3, 2), np.array([[0], [1], [1]])])


def nested() -> Explanation:
    inner = nv.Sequential([nv.Input((5,)), L.Dense(4, activation="relu"), L.Dropout(0.5)], name="encoder")
    model = nv.Sequential([nv.Input((5,)), inner, L.Dense(2)])
    model.compile("adam", "mse")
    return model.explain(numbers(3, 5), numbers(3, 2))


def masked() -> Explanation:
    layers = [L.Masking(), L.LSTM(3, return_sequences=True), L.TimeDistributed(L.Dense(2)), L.Bidirectional(L.GRU(2))]
    model = nv.Sequential([nv.Input((5, 2)), *layers, L.Dense(1)])
    model.compile("rmsprop", "mse")
    x = numbers(3, 5, 2)
    x[:, 3:] = 0
    return model.explain(x, numbers(3, 1))


def attention() -> Explanation:
    x = nv.Input((4, 6))
    y = L.LayerNormalization()(L.Add()([x, L.MultiHeadAttention(2, 3)(x, x)]))
    model = nv.Model(x, L.Dense(2, activation="softmax")(L.GlobalAveragePooling1D()(y)))
    model.compile("adam", "categorical_crossentropy")
    return model.explain(numbers(2, 4, 6), np.eye(2))


def no_numbers() -> Explanation:
    model = nv.Sequential([nv.Input((5,)), L.Dense(4, activation="relu"), L.Dense(2)])
    model.compile("sgd", "huber")
    model.set_weights([np.full((5, 4), np.nan), np.zeros(4), np.ones((4, 2)), np.zeros(2)])
    return model.explain(numbers(3, 5), numbers(3, 2), sample_weight=np.array([1.0, 2.0, 0.5]))


def forward_only() -> Explanation:
    model = nv.Sequential([nv.Input((4, 6, 6, 2)), L.Conv3D(2, 3, padding="same"), L.Flatten(), L.Dense(300)])
    return model.explain(numbers(2, 4, 6, 6, 2))


@pytest.mark.parametrize("network", [two_outputs, nested, masked, attention, no_numbers, forward_only])
def test_every_number_of_every_layer_opens(
    open_page: Callable[..., Opened], tmp_path: Path, network: Callable[[], Explanation]
) -> None:
    explanation = network()
    explanation.to_html(tmp_path / "step.html")
    opened = open_page(tmp_path / "step.html", "#walk=train&lang=ko", 768, "dark")
    boxes = opened.page.locator("a.box").evaluate_all("(all) => all.map((one) => one.getAttribute('href'))")
    assert len(boxes) >= 4
    for address in boxes:
        opened.go(address)
        for tab in range(max(1, opened.page.locator(".tab").count())):
            _open_first_number(opened, tab)
            opened.page.keyboard.press("b")
            assert opened.page.locator(".block").count() > 0
            opened.page.keyboard.press("f")


def _open_first_number(opened: Opened, tab: int) -> None:
    tabs = opened.page.locator(".tab")
    if tabs.count():
        tabs.nth(tab).click()
        opened.page.wait_for_selector(f".tab:nth-child({tab + 1})[aria-pressed=true]")
    opened.page.locator(".tensor [role=gridcell]").first.focus()
    opened.page.keyboard.press("Enter")
    opened.page.wait_for_selector("#arithmetic-title")
    assert opened.page.locator(".check.wrong").count() == 0, opened.hash


def test_names_are_shown_as_they_are(open_page: Callable[..., Opened], tmp_path: Path) -> None:
    two_outputs().to_html(tmp_path / "step.html")
    opened = open_page(tmp_path / "step.html")
    opened.page.locator(".box", has_text="a&b").click()
    assert opened.text("#layer-title").startswith(ODD_NAME)

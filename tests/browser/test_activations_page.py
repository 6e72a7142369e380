"""The page of the six activation functions."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import pytest

from nervure import activations
from tests.browser.accessibility import in_every_look
from tests.browser.opened import Opened

pytestmark = pytest.mark.browser
Opener = Callable[..., Opened]

NAMES = ("sigmoid", "tanh", "relu", "leaky_relu", "elu")


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_the_page_is_sound(open_page: Opener, activations_file: Path, width: int) -> None:
    opened = open_page(activations_file, "", width)
    for look in in_every_look(opened, "#x=-1.3"):
        assert opened.page.locator(".card").count() == 6, look


@pytest.mark.parametrize("x", [-4.5, -1.3, -0.01, 0.5, 3.0])
def test_values_and_slopes_are_the_engines(open_page: Opener, activations_file: Path, x: float) -> None:
    opened = open_page(activations_file, f"#x={x}&s=0.2&alpha=1")
    for name in NAMES:
        function = getattr(activations, name)
        around = [float(function([[x + step]])[0, 0]) for step in (-1e-2, 0.0, 1e-2)]
        card = opened.page.locator(f".card[aria-labelledby=title-{name}]")
        value, slope = (
            float(card.locator(f".lines.{kind} .close").get_attribute("data-value")) for kind in ("curve", "slope")
        )
        assert value == pytest.approx(around[1], abs=1e-6), name
        if abs(x) > 0.02:
            assert slope == pytest.approx((around[2] - around[0]) / 2e-2, abs=1e-3), name


def test_x_and_the_parameters_move_by_keyboard_and_stand_in_the_address(
    open_page: Opener, activations_file: Path
) -> None:
    opened = open_page(activations_file, "#x=1&lang=en")
    opened.page.keyboard.press(".")
    assert "x=1.1" in opened.hash
    slider = opened.page.get_by_label("Parameter α")
    slider.focus()
    for _ in range(10):
        opened.page.keyboard.press("ArrowLeft")
    assert "alpha=0.9" in opened.hash
    opened.page.keyboard.press(",")
    assert "x=1&" in opened.hash


def test_maxout_takes_the_larger_line(open_page: Opener, activations_file: Path) -> None:
    opened = open_page(activations_file, "#x=-2&w1=1&b1=0&w2=-0.5&b2=0.5")
    card = opened.page.locator(".card[aria-labelledby=title-maxout]")
    assert float(card.locator(".curve .close").get_attribute("data-value")) == 1.5
    assert float(card.locator(".slope .close").get_attribute("data-value")) == -0.5


def test_nonsense_in_the_address_stays_inside_the_ranges(open_page: Opener, activations_file: Path) -> None:
    opened = open_page(activations_file, "#x=999&alpha=minus&s=-3")
    values = opened.page.locator(".close").evaluate_all("(all) => all.map((one) => Number(one.dataset.value))")
    assert all(math.isfinite(value) for value in values)

"""No page, at any width and in either language, has text that lies over other text or is cut without saying so."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

import nervure as nv
from nervure.explain.explanation import Explanation
from nervure.report.page import report_page
from nervure.tasks.lecture import write_page
from tests.browser.networks import CASES, L, numbers
from tests.browser.opened import Opened
from tests.browser.overlaps import crossed
from tests.report.sample import sample_report

pytestmark = pytest.mark.browser
Opener = Callable[..., Opened]

WIDTHS = (360, 390, 768, 1280)
LANGUAGES = ("en", "ko")
ODD = 10.0 ** np.random.default_rng(3).integers(-12, 12, 400)  # from tiny to huge: exponents, and signs on top


def two_two_two() -> Explanation:
    model = nv.Sequential([nv.Input((2,)), L.Dense(2, "sigmoid"), L.Dense(2, "sigmoid")])
    model.compile("sgd", "mse")
    return model.explain(numbers(1, 2) * 1e-7, [[1.0, -3e9]])


def odd_numbers() -> Explanation:
    model = nv.Sequential([nv.Input((6,)), L.Dense(5, "tanh"), L.Dense(1)])
    model.compile(nv.optimizers.SGD(0.1, momentum=0.9), "mse")
    model.set_weights([numbers(*w.shape) * ODD[: w.size].reshape(w.shape) for w in model.get_weights()])
    return model.explain(-np.abs(numbers(3, 6)) * ODD[:18].reshape(3, 6), numbers(3, 1) * -1e7)


def residual() -> Explanation:
    x = nv.Input((8, 8, 3))
    first = L.Activation("relu")(L.BatchNormalization()(L.Conv2D(4, 3, padding="same")(x)))
    both = L.Add()([first, L.Conv2D(4, 3, padding="same")(first)])
    model = nv.Model(x, L.Dense(3, "softmax")(L.GlobalAveragePooling2D()(both)))
    model.compile("adam", "sparse_categorical_crossentropy")
    return model.explain(numbers(2, 8, 8, 3) * 1e-9, [0, 2])


def attention() -> Explanation:
    x = nv.Input((4, 6))
    y = L.LayerNormalization()(L.Add()([x, L.MultiHeadAttention(2, 3)(x, x)]))
    model = nv.Model(x, L.Dense(2, "softmax")(L.GlobalAveragePooling1D()(y)))
    model.compile("adam", "categorical_crossentropy")
    return model.explain(numbers(2, 4, 6) * -3e8, np.eye(2))


def _case(name: str) -> Callable[[], Explanation]:
    def made() -> Explanation:
        model, x, y = CASES[name]()
        return model.explain(x, y)

    return made


def chosen() -> Explanation:
    """Without a label: its target is chosen on the page."""
    model = nv.Sequential([nv.Input((12, 12, 3)), L.Conv2D(3, 5), L.Flatten(), L.Dense(40, "softmax")])
    model.compile("adam", "sparse_categorical_crossentropy")
    return model.explain(numbers(1, 12, 12, 3))


NETWORKS = {
    "2-2-2": two_two_two, "odd numbers": odd_numbers, "residual": residual, "attention": attention,
    "recurrent": _case("recurrent"), "normalized": _case("batch normalization"),
    "volumes": _case("convolution of volumes"), "chosen": chosen,
}  # fmt: skip


def _places(opened: Opened, language: str) -> Iterator[str]:
    """The whole network, every layer, and a number of the first and the last thing of each, both ways."""
    yield f"#lang={language}"
    opened.go(f"#walk=train&target=0&lang={language}")
    yield str(opened.page.evaluate("() => location.hash"))
    layers = opened.page.locator("a.box").evaluate_all("(all) => all.map((one) => one.getAttribute('href'))")
    for address in layers:
        yield f"{address}&lang={language}"
        for tab in {0, max(0, opened.page.locator(".tab").count() - 1)}:
            if opened.page.locator(".tab").count():
                opened.page.locator(".tab").nth(tab).click()
                opened.page.wait_for_selector(f".tab:nth-child({tab + 1})[aria-pressed=true]")
            if opened.page.locator(".tensor [role=gridcell]").count():
                opened.page.locator(".tensor [role=gridcell]").first.focus()
                opened.page.keyboard.press("Enter")
                opened.page.wait_for_selector("#arithmetic-title")
                place = str(opened.page.evaluate("() => location.hash"))
                yield place
                yield place.replace("pass=forward", "pass=backward")
            opened.go(f"{address}&lang={language}")


def _crossed_somewhere(opened: Opened, language: str) -> dict[str, list[str]]:
    found = {}
    for place in _places(opened, language):
        opened.go(place)
        found[place] = crossed(opened.page)
    assert len(found) > 6
    return {place: what for place, what in found.items() if what}


@pytest.mark.parametrize(("name", "width"), [*itertools.product(NETWORKS, WIDTHS[1:])])
def test_explanations_can_be_read(open_page: Opener, tmp_path: Path, name: str, width: int) -> None:
    nv.set_seed(3)
    NETWORKS[name]().to_html(tmp_path / "step.html")
    language = LANGUAGES[(WIDTHS.index(width) + [*NETWORKS].index(name)) % 2]  # each takes turns
    assert _crossed_somewhere(open_page(tmp_path / "step.html", "", width), language) == {}


@pytest.mark.parametrize(("width", "language"), [*itertools.product(WIDTHS, LANGUAGES)])
def test_the_page_of_the_lectures_network_can_be_read(
    open_page: Opener, explanation_file: Path, width: int, language: str
) -> None:
    opened = open_page(explanation_file, f"#lang={language}", width)
    for place in (
        "", "layer=conv2d_1", "layer=conv2d_1&unit=z[0,12,14,3]", "layer=conv2d&unit=kernel[1,1,0,3]&pass=backward",
        "layer=batch_normalization&unit=output[0,12,14,3]&pass=backward", "layer=dense&unit=kernel[3,5]&pass=backward",
        "layer=dense_1&unit=z[0,2]&pass=backward", "layer=loss&unit=dense_1/loss[0]&walk=train",
    ):  # fmt: skip
        opened.go(f"#{place}&lang={language}")
        assert crossed(opened.page) == [], place


@pytest.fixture(scope="module")
def other_pages(
    activations_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> list[tuple[Path, tuple[str, ...], tuple[str, ...]]]:
    """Files, the languages that they speak, and addresses in them."""
    folder = tmp_path_factory.mktemp("pages")
    write_page(str(folder / "lecture.html"))
    (folder / "report.html").write_text(report_page(sample_report()), encoding="utf-8")
    lessons = ("show=W5", "n=3&show=d:h1&pass=backward", "W5=-3.99&x1=-1.87&y2=0.01&show=d:W1")
    pages: list[tuple[Path, tuple[str, ...], tuple[str, ...]]] = [
        (folder / "lecture.html", LANGUAGES, lessons),
        (activations_file, LANGUAGES, ("x=-1.3", "x=4.99&s=0.37&alpha=1.73")),
        (folder / "report.html", LANGUAGES, ("",)),
    ]
    for language in LANGUAGES:
        nv.set_language(language)
        why, value = folder / f"why.{language}.html", folder / f"value.{language}.html"
        two_two_two().why("dense/kernel", (0, 1)).to_html(why)
        odd_numbers().value_of("dense/z", (0, 1)).to_html(value, all_terms=True)
        pages += [(why, (language,), ("",)), (value, (language,), ("",))]
    return pages


@pytest.mark.parametrize("width", WIDTHS)
def test_the_other_pages_can_be_read(
    open_page: Opener, other_pages: list[tuple[Path, tuple[str, ...], tuple[str, ...]]], width: int
) -> None:
    for file, languages, addresses in other_pages:
        opened = open_page(file, "", width)
        for language, address in itertools.product(languages, addresses):
            opened.page.set_viewport_size({"width": width, "height": 900})
            opened.go(f"#{address}&lang={language}")
            opened.page.wait_for_timeout(200)  # charts are drawn for the width that they find
            assert crossed(opened.page) == [], (file.name, address, language)

"""The page of an explanation as a reader meets it: in every language, theme and width, by mouse and by keyboard."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from nervure.explain.explanation import Explanation
from nervure.layers import Dense, Dropout, Flatten, Input, Rescaling
from nervure.models import Sequential
from nervure.records.place import Kind
from tests.browser.accessibility import serious_findings
from tests.browser.opened import Opened

pytestmark = pytest.mark.browser
Opener = Callable[..., Opened]

PLACES = (
    "#",
    "#layer=conv2d_1",
    "#layer=conv2d_1&unit=z[0,12,14,3]&pass=forward",
    "#layer=conv2d_1&unit=kernel[1,1,5,3]&pass=backward",
    "#layer=batch_normalization&unit=output[0,12,14,3]&pass=backward",
    "#layer=max_pooling2d&unit=output[0,6,7,3]&pass=forward",
    "#layer=dropout&unit=output[0,6,7,3]&pass=forward",
    "#layer=dense_1&unit=z[0,2]&pass=backward",
    "#layer=loss&unit=dense_1/loss[0]&pass=forward&walk=train",
)


def with_language(address: str, language: str) -> str:
    return f"{address}{'&' if len(address) > 1 else ''}lang={language}"


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_every_depth_is_sound(open_page: Opener, explanation_file: Path, width: int) -> None:
    opened = open_page(explanation_file, "", width)
    for language, theme in itertools.product(("en", "ko"), ("light", "dark")):
        opened.page.emulate_media(color_scheme=theme)
        for number, address in enumerate(PLACES):
            opened.go(with_language(address, language))
            where = f"{address} in {language}, {theme}"
            assert opened.page.get_attribute("html", "lang") == language
            overflow = opened.page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
            assert overflow <= 0, f"{where} is {overflow} px wider than the screen"
            cut = (
                "(names) => names.filter((one) => one.scrollHeight > one.clientHeight + 1).map((one) => one.innerText)"
            )
            assert opened.page.locator(".box .name").evaluate_all(cut) == [], where
            # Axe looks long: at everything in one look of the page, at each depth in the others.
            if number % 3 == 0 or (language, theme, width) == ("en", "light", 1280):
                assert serious_findings(opened.page) == [], where


def test_the_file_is_small_and_opens_fast(open_page: Opener, explanation_file: Path) -> None:
    assert explanation_file.stat().st_size <= 5_000_000
    opened = open_page(explanation_file)
    timing = opened.page.evaluate(
        "() => { const [painted] = performance.getEntriesByName('first-contentful-paint');"
        " return painted ? painted.startTime : performance.now(); }"
    )
    assert timing < 1000


def test_a_click_is_answered_at_once(open_page: Opener, explanation_file: Path) -> None:
    opened = open_page(explanation_file, "#layer=conv2d_1&unit=z")
    opened.page.wait_for_timeout(500)
    fastest = min(_answer_ms(opened, row) for row in range(8, 16))
    assert fastest < 100


def _answer_ms(opened: Opened, row: int) -> float:
    """From the click on a cell until its arithmetic stands there."""
    return float(
        opened.page.evaluate(
            """async (row) => {
                const map = document.querySelector('.map canvas');
                const box = map.getBoundingClientRect();
                const clientX = box.left + box.width / 2, clientY = box.top + (box.height * (row + 0.5)) / 28;
                const began = performance.now();
                map.dispatchEvent(new MouseEvent('click', { bubbles: true, clientX, clientY }));
                await new Promise((done) => addEventListener('hashchange', () => done(), { once: true }));
                const title = document.querySelector('#arithmetic-title').textContent;
                if (!title.includes(`, ${row}, `)) throw new Error(`no answer: ${title}`);
                return performance.now() - began;
            }""",
            row,
        )
    )


class Asked(NamedTuple):
    """A number that is read off the page."""

    kind: Kind
    name: str
    index: tuple[int, ...]
    engine: float
    largest: float  # of its array

    @property
    def where(self) -> str:
        return f"{self.kind} of {self.name}[{','.join(map(str, self.index))}]"

    @property
    def address(self) -> str:
        layer, _, part = self.name.rpartition("/")
        unit = f"{part}[{','.join(map(str, self.index))}]"
        direction = "forward" if self.kind == "value" else "backward"
        return f"#layer={layer or part}&unit={unit}&walk=train&pass={direction}"


# Behind an update stands what ties it to the gradient, so the first block of a kind is read.
# Nothing is painted meanwhile: that would take half of the time.
READ = """async (asked) => {
  document.body.style.display = 'none';
  const read = [];
  for (const [address, kind] of asked) {
    const arrived = new Promise((done) => {
      addEventListener('hashchange', done, { once: true });
      setTimeout(done, 500); // where the address is the same
    });
    location.hash = address;
    await arrived;
    const block = document.querySelector(`.block[data-kind=${kind}]`);
    const shown = block.querySelector('.result .close')?.dataset.value ?? null;
    const wrong = block.querySelectorAll('.check.wrong').length;
    read.push([shown, wrong, block.querySelector('.formulas') !== null, block.textContent]);
  }
  return read;
}"""


def test_five_hundred_numbers_read_off_the_page_are_the_engines(
    open_page: Opener, explanation_file: Path, explanation: Explanation
) -> None:
    random_places = np.random.default_rng(5)
    kinds: tuple[Kind, ...] = ("value", "gradient", "updated")
    read = ("input", "output", "parameter")  # what the optimizer keeps and the loss have pages of their own
    arrays = [(kind, of) for kind, of in explanation.recording.arrays if kind in kinds and of.kind in read]
    asked = []
    for number in range(500):
        kind, reference = arrays[number % len(arrays)]
        array = explanation.recording.array(kind, reference)
        assert array is not None
        index = tuple(int(random_places.integers(size)) for size in array.shape)
        asked.append(Asked(kind, reference.name, index, float(array[index]), float(abs(array).max())))
    page = open_page(explanation_file).page
    answers = page.evaluate(READ, [[each.address, each.kind] for each in asked])
    assert len(answers) == 500
    for each, (shown, num_wrong, has_formulas, text) in zip(asked, answers, strict=True):
        if each.kind == "updated" and not has_formulas:
            assert "would not fit into the file" in text
            continue
        assert shown is not None, each.where
        assert num_wrong == 0, f"{each.where}: the page finds a difference itself"
        # The page adds in float64 and the engine in float32: what cancelled leaves the rounding of the larger terms.
        rounding = 1e-6 * each.largest
        assert float(shown) == pytest.approx(each.engine, rel=1e-5, abs=max(rounding, 1e-9)), each.where


def test_a_photograph_has_its_colors_and_classes_their_names(open_page: Opener, tmp_path: Path) -> None:
    layers = [Input((4, 5, 3)), Rescaling(1 / 255), Flatten()]
    for outputs, loss, target in (
        (3, "categorical_crossentropy", [[0, 1, 0]]),
        (3, "sparse_categorical_crossentropy", [1]),
        (1, "binary_crossentropy", [[1]]),
    ):
        model = Sequential([*layers, Dense(outputs, "softmax" if outputs > 1 else "sigmoid")])
        model.compile("adam", loss)
        photograph = np.random.default_rng(0).integers(0, 200, (1, 4, 5, 3), dtype="uint8")
        model.explain(photograph, np.array(target)).to_html(tmp_path / "page.html", ["<i>cat", "개", "bird"])
        opened = open_page(tmp_path / "page.html", "#walk=train")
        first_pixel = "(canvas) => [...canvas.getContext('2d').getImageData(0, 0, 1, 1).data]"
        for place in ("main figure canvas", ".box >> nth=0 >> canvas", ".box >> nth=1 >> canvas"):
            assert opened.page.locator(place).evaluate(first_pixel) == [*photograph[0, 0, 0].tolist(), 255], place
        names = opened.page.locator(".outputs tbody th").all_inner_texts()
        assert names == (["<i>cat", "개", "bird"] if outputs > 1 else ["개"])
        assert opened.page.locator(".losses dd").last.inner_text() == "개"


def test_the_whole_way_with_the_keyboard_only(open_page: Opener, explanation_file: Path) -> None:
    opened = open_page(explanation_file, "#lang=en")
    press = opened.page.keyboard.press
    _tab_to(opened, "a.box")
    for _ in range(3):
        press("ArrowRight")
    press("Enter")
    assert "layer=batch_normalization" in opened.hash
    _tab_to(opened, "[role=option]")
    press("ArrowRight")
    _tab_to(opened, "[role=gridcell]")
    for key in ("ArrowDown", "ArrowDown", "ArrowRight", "Enter"):
        press(key)
    assert "unit=output[0,2,1,1]" in opened.hash
    assert opened.text("#arithmetic-title") == "batch_normalization/output[0, 2, 1, 1]"
    press("b")
    assert "pass=backward" in opened.hash
    assert opened.text(".block h3") == "Backward"
    press(".")
    assert "unit=output[0,2,1,2]" in opened.hash
    press("l")
    assert opened.text(".block h3") == "역전파"
    press("Backspace")
    assert "unit" not in opened.hash
    press("Escape")
    assert "layer" not in opened.hash
    press("?")
    assert opened.page.locator("dialog[open] kbd").count() >= 12
    press("Escape")
    press("/")
    opened.page.keyboard.type("conv2d/kernel[1,1,0,5]")
    press("Enter")
    assert "layer=conv2d&unit=kernel[1,1,0,5]" in opened.hash


def _tab_to(opened: Opened, selector: str) -> None:
    for _ in range(60):
        opened.page.keyboard.press("Tab")
        if opened.page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"Tab never came to {selector}")


def test_the_address_keeps_the_place(open_page: Opener, explanation_file: Path) -> None:
    address = "#layer=conv2d_2&unit=z[0,3,5,7]&pass=backward&lang=ko"
    first, second = open_page(explanation_file, address), open_page(explanation_file, address)
    assert first.text("main") == second.text("main")
    first.page.click("text=English")
    assert "lang=en" in first.hash
    assert "unit=z[0,3,5,7]" in first.hash
    first.page.go_back()
    first.page.goto("about:blank")


@pytest.mark.parametrize("nonsense", ["#layer=none", "#layer=conv2d&unit=z[99,0,0,0]", "#unit=]&&=%E0", "#sample=-4"])
def test_an_address_that_says_nothing_shows_the_next_larger_thing(
    open_page: Opener, explanation_file: Path, nonsense: str
) -> None:
    opened = open_page(explanation_file, nonsense)
    assert opened.page.locator(".box").count() > 10


def test_a_value_can_be_guessed_first(open_page: Opener, explanation_file: Path) -> None:
    opened = open_page(explanation_file, "#layer=dense_1&unit=z[0,2]&walk=train&lang=en")
    value = float(opened.page.get_attribute(".result .close", "data-value"))
    opened.page.keyboard.press("g")
    assert opened.page.locator(".result .close").count() == 0
    opened.page.fill(".guess input", f"{value:.2f}")
    opened.page.click("text=Check")
    assert opened.text(".answer").startswith("Right.")
    opened.page.fill(".guess input", f"{value + 5}")
    opened.page.click("text=Check")
    assert opened.text(".answer").startswith("Too high")
    opened.page.click(".guess >> text=Show")
    assert float(opened.page.get_attribute(".result .close", "data-value")) == value


@pytest.mark.parametrize(
    "place",
    [
        "dense_1&unit=z[0,2]",
        "conv2d_1&unit=z[0,12,14,3]",
        "dropout&unit=output[0,6,7,3]",
        "dense_1&unit=bias[2]&pass=backward",
    ],
)
def test_nothing_on_the_page_tells_what_shall_be_guessed(open_page: Opener, explanation_file: Path, place: str) -> None:
    opened = open_page(explanation_file, f"#layer={place}&lang=en")
    answer = opened.text(".result .close")
    opened.page.keyboard.press("g")
    assert answer not in opened.text("main").split()
    assert opened.page.locator(".result").count() == 1
    opened.page.click(".guess >> text=Show")
    assert opened.text(".result .close") == answer
    assert opened.page.locator(".layer").is_visible() == ("backward" not in place)


@pytest.mark.parametrize("width", [360, 390])
def test_a_map_is_whole_on_a_phone(open_page: Opener, explanation_file: Path, width: int) -> None:
    opened = open_page(explanation_file, "#layer=conv2d&unit=z", width)
    box = opened.page.locator(".sheet .map canvas").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert box["width"] > 0.8 * width


def test_a_strip_that_goes_on_says_so(open_page: Opener, explanation_file: Path) -> None:
    opened = open_page(explanation_file, "#", 768)
    strip = opened.page.locator(".network .scroller")
    assert "more-right" in strip.get_attribute("class")
    strip.evaluate("(strip) => { strip.scrollLeft = strip.scrollWidth; }")
    opened.page.wait_for_selector(".network .scroller.more-left:not(.more-right)")


def test_a_weight_shows_the_whole_way_from_the_loss_as_why_does(
    open_page: Opener, explanation_file: Path, explanation: Explanation
) -> None:
    opened = open_page(explanation_file, "#layer=conv2d&unit=kernel[1,1,0,3]&pass=backward&lang=en")
    chain = explanation.why("conv2d/kernel", (1, 1, 0, 3)).chain
    shown = opened.page.locator(".chain .number").evaluate_all("(all) => all.map((one) => one.title)")
    hops = [hop.derivation for hop in reversed(chain.hops)]  # the page goes past normalized values in one step
    expected = [hop.value for hop in hops if not hop.place.name.endswith("/normalized")]
    assert [float(value.replace("\u2212", "-")) for value in shown] == pytest.approx(expected, rel=1e-5)


def test_without_a_label_nothing_goes_back_until_a_class_is_chosen(
    open_page: Opener, explanation: Explanation, tmp_path: Path
) -> None:
    model = Sequential([Input((6,)), Dense(5, "tanh"), Dropout(0.5), Dense(3, "softmax")])
    model.compile("adam", "sparse_categorical_crossentropy")
    x = np.random.default_rng(0).normal(size=(1, 6))
    model.explain(x).to_html(tmp_path / "page.html", ["cat", "dog", "owl"])
    opened = open_page(tmp_path / "page.html", "#lang=en")
    assert "Target" not in opened.text("body")
    opened.page.keyboard.press("b")
    assert "No target was given" in opened.text(".walks")
    assert opened.page.locator(".losses").count() == 0
    opened.page.click(".choice >> text=owl")
    assert "You chose a target: owl" in opened.text(".walks")
    assert opened.page.locator(".losses dd").last.inner_text() == "owl"
    step = model.explain(x, [2])
    opened.go("#layer=dense&unit=kernel[1,2]&pass=backward&walk=train&target=2&lang=en")
    shown = float(opened.page.locator(".result .close").first.get_attribute("data-value"))
    assert shown == pytest.approx(step.gradient_of("dense/kernel", (1, 2)).value, rel=1e-5)
    opened.page.keyboard.press("p")
    assert "pass=backward" not in opened.hash
    assert opened.page.locator(".block.gradient").count() == 0


def test_prediction_and_training_step_are_both_said(open_page: Opener, explanation_file: Path) -> None:
    opened = open_page(explanation_file, "#lang=en")
    before = opened.page.locator(".outputs tbody tr").first.locator("td.digits").all_inner_texts()
    opened.page.click("text=Training step")
    after = opened.page.locator(".outputs tbody tr").first.locator("td.digits").all_inner_texts()
    assert before == after[::-1]
    assert before[0] != before[1]


def test_operations_are_named_in_the_language_in_use(open_page: Opener, explanation_file: Path) -> None:
    opened = open_page(explanation_file, "#walk=train&lang=ko")
    kinds = opened.page.locator(".box .kind").all_inner_texts()
    assert {"입력", "합성곱 + relu", "배치 정규화", "최대 풀링", "드롭아웃", "소프트맥스와 교차 엔트로피"} <= {*kinds}
    opened.page.keyboard.press("l")
    assert "batch normalization" in opened.page.locator(".box .kind").all_inner_texts()


def test_long_sums_show_their_first_and_largest_terms_and_all_on_request(
    open_page: Opener, explanation_file: Path
) -> None:
    opened = open_page(explanation_file, "#layer=conv2d_1&unit=z[0,12,14,3]&lang=en")
    rows = opened.page.locator(".terms tbody tr")
    assert rows.count() == 13
    assert "the other 276 sum to" in rows.last.inner_text()
    opened.page.click("text=Show all terms (288)")
    assert rows.count() == 288
    total = sum(
        float(value)
        for value in opened.page.locator(".terms tbody .close").evaluate_all(
            "(all) => all.map((one) => one.dataset.value)"
        )
    )
    bias = float(opened.page.get_attribute(".result .close", "data-value")) - total
    assert abs(bias) < 0.1


def test_paper_shows_no_controls(open_page: Opener, explanation_file: Path) -> None:
    opened = open_page(explanation_file, "#layer=dense_1&unit=z[0,2]&lang=en")
    opened.page.emulate_media(media="print")
    assert not opened.page.locator(".tools").is_visible()
    assert opened.page.locator(".arithmetic").is_visible()
    ground = opened.page.evaluate("() => getComputedStyle(document.body).backgroundColor")
    assert ground == "rgb(255, 255, 255)"


@pytest.mark.parametrize("count", [200, pytest.param(2000, marks=pytest.mark.slow)])
def test_random_keys_and_clicks_break_nothing(open_page: Opener, explanation_file: Path, count: int) -> None:
    opened = open_page(explanation_file)
    keys = [
        "Tab",
        "Enter",
        "Backspace",
        "Escape",
        "f",
        "b",
        "g",
        "l",
        "/",
        "?",
        ",",
        ".",
        "ArrowUp",
        "ArrowDown",
        "ArrowLeft",
        "ArrowRight",
        "Home",
        "End",
        "PageDown",
        "x",
        "7",
        " ",
    ]
    opened.pound(keys, count)
    assert opened.page.locator("main").count() == 1

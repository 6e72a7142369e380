from __future__ import annotations

import html
from pathlib import Path

import numpy as np
import pytest

from nervure import set_language
from nervure.errors import ArgumentError, StateError, UnknownNameError
from tests.explain.networks import X, classifier, explained, two_two_two


def test_the_value_is_the_loss() -> None:
    assert explained().value == pytest.approx(0.0239719007, abs=1e-10)


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "Explanation of the next training step (4 steps of the plan, float64): loss 0.0239719"),
        ("ko", "다음 훈련 스텝의 설명(계산 단계 4개, float64): 손실 0.0239719"),
    ],
)
def test_its_text_has_a_title_and_four_parts(language: str, title: str) -> None:
    set_language(language)
    explanation = explained()
    text = str(explanation)
    assert text.startswith(title)
    assert all(str(part) in text for part in explanation.parts)
    assert explanation.to_latex().count(r"\begin{align*}") == explanation.to_mathml().count("<math") == 34


def test_a_notebook_shows_a_title_and_the_page_in_a_frame_that_may_do_nothing_else(tmp_path: Path) -> None:
    explanation = explained()
    shown = explanation._repr_html_()
    assert shown.startswith("<p>Explanation of the next training step")
    assert shown.count("<iframe ") == 1
    assert 'sandbox="allow-scripts"' in shown
    explanation.to_html(tmp_path / "page.html")
    page = html.unescape(shown.partition('srcdoc="')[2].partition('"')[0])
    assert page == (tmp_path / "page.html").read_text()


def test_what_runs_fused_is_as_close_as_its_precision() -> None:
    network, x, y = classifier()
    drift = network.explain(x, y).drift
    assert drift.precision == "float32"
    assert 0 < drift.value < 1e-5
    assert network.explain(x).drift.value < 1e-5


def test_a_forward_pass_can_be_asked_for_values_only() -> None:
    explanation = two_two_two().explain(X)
    assert "forward pass" in str(explanation)
    assert explanation.value_of("output/output", (0, 0)).value == pytest.approx(0.6094460, abs=1e-7)
    for ask in (lambda: explanation.value, lambda: explanation.why("hidden/kernel", (0, 0)), lambda: explanation.loss):
        with pytest.raises(StateError, match="explain\\(x, y\\)"):
            ask()


def test_an_unknown_name_gets_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="hidden/kernel"):
        explained().why("hidden/kernal", (0, 0))


@pytest.mark.parametrize("index", [(), (0,), (0, 2), (0, 0, 0), 5, (0, 0.5), "01", None, (slice(None), 0)])
def test_an_index_that_is_none_is_refused_with_the_shape(index: tuple[int, ...]) -> None:
    with pytest.raises(ArgumentError, match=r"\(1, 2\)"):
        explained().value_of("hidden/z", index)


def test_numbers_of_numpy_are_indices_too() -> None:
    network, x, y = classifier()
    explanation = network.explain(x, y)
    name = next(name for name in explanation.names if name.endswith("/bias"))
    assert explanation.value_of(name, np.int64(1)).derivation.place.index == (1,)
    assert explanation.value_of(name, np.array([1])).derivation.place.index == (1,)


@pytest.mark.parametrize("method", ["value_of", "gradient_of", "update_of", "why"])
def test_a_refusal_names_the_method_that_was_asked(method: str) -> None:
    with pytest.raises(ArgumentError, match=rf"explanation\.{method}"):
        getattr(explained(), method)("hidden/kernel", (9, 9))


def test_a_name_that_is_no_text_is_unknown() -> None:
    with pytest.raises(UnknownNameError, match="'3'"):
        explained().value_of(3, ())  # type: ignore[arg-type]


def test_negative_indices_count_from_the_end() -> None:
    explanation = explained()
    assert explanation.value_of("hidden/z", (-1, -1)).derivation.place.index == (0, 1)


def test_numpy_numbers_are_indices_too() -> None:
    assert explained().value_of("hidden/z", tuple(np.array([0, 1]))).value == pytest.approx(0.11)


def test_a_number_without_a_gradient_of_its_own_says_why() -> None:
    network, x, y = classifier()
    with pytest.raises(ArgumentError, match="/z"):
        network.explain(x, y).why("output/output", (0, 0))


def test_names_list_what_can_be_asked_for() -> None:
    assert explained().names == [
        "input", "hidden/z", "hidden/output", "output/z", "output/output", "output/target", "output/loss",
        "hidden/kernel", "output/kernel", "loss",
    ]  # fmt: skip
    assert explained().shape_of("hidden/kernel") == (2, 2)

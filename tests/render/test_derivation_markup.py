from __future__ import annotations

from xml.etree import ElementTree

from nervure.language import set_language
from nervure.records.derivation import Derivation
from nervure.records.expression import Symbol
from nervure.records.place import Place
from nervure.render.derivation_markup import derivation_html, derivation_latex, derivation_mathml, page
from tests.explain.networks import explained


def _derivation() -> Derivation:
    return explained().gradient_of("output/z", (0, 0)).derivation


def test_latex_has_a_row_for_symbols_numbers_and_result() -> None:
    latex = derivation_latex(_derivation())
    assert latex.startswith(r"\begin{align*} \frac{\partial E}{\partial z_{0,0}} &= ")
    assert latex.count("&=") == 3
    assert r"&= 0.0498527 \end{align*}" in latex


def test_mathml_is_one_well_formed_element_with_the_same_rows() -> None:
    root = ElementTree.fromstring(derivation_mathml(_derivation()))
    rows = [element for element in root.iter() if element.tag.endswith("}mtr")]
    assert len(rows) == 3
    assert "".join(rows[-1].itertext()) == "=0.0498527"


def test_a_stored_number_has_one_row() -> None:
    derivation = explained().value_of("hidden/kernel", (0, 0)).derivation
    assert derivation_mathml(derivation).count("<mtr>") == 1
    assert derivation_latex(derivation).count("&=") == 1


def test_names_cannot_break_out_of_a_page() -> None:
    subject = Symbol("x", (), 1.0, Place("value", "<script>alert(1)</script>/z"))
    html = page("<script>", [derivation_html(Derivation(subject, subject + 1, "step", "dense"))])
    assert "<script>" not in html
    assert "Content-Security-Policy" in html


def test_a_page_says_its_language() -> None:
    set_language("ko")
    assert '<html lang="ko">' in page("제목", [])

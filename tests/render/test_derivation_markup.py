from __future__ import annotations

from xml.etree import ElementTree

from nervure.language import set_language
from nervure.records.derivation import Derivation
from nervure.records.expression import Symbol
from nervure.render.derivation_markup import (
    chain_latex,
    chain_mathml,
    chain_sections,
    derivation_html,
    derivation_latex,
    derivation_mathml,
    page,
)
from tests.explain.networks import explained
from tests.records.places import place


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
    assert all(table.get("displaystyle") == "true" for table in root.iter() if table.tag.endswith("}mtable"))


def test_a_stored_number_has_one_row() -> None:
    derivation = explained().value_of("hidden/kernel", (0, 0)).derivation
    assert derivation_mathml(derivation).count("<mtr>") == 1
    assert derivation_latex(derivation).count("&=") == 1


def test_html_says_what_the_text_says_below_its_formula() -> None:
    third, subject = Symbol("x", (0,), 1 / 3), Symbol("z", (0,), 1.0, place("value", "dense/z", (0,)))
    html = derivation_html(Derivation(subject, third + third + third, "step", "dense"))
    assert "where z is dense/z" in html
    assert "the digits shown give 0.999999" in html
    assert "a stored number" in derivation_html(explained().value_of("hidden/kernel", (0, 0)).derivation)


def test_a_chain_has_its_factors_in_every_markup() -> None:
    chain = explained().why("output/kernel", (0, 0)).chain
    assert r"0.209446 \times 0.238022 \times 0.519989" in chain_latex(chain)
    assert "0.209446</mn><mo>×</mo><mn>0.238022" in chain_mathml(chain)
    assert ["The chain of factors" in section for section in chain_sections(chain)] == [
        False,
        False,
        True,
        False,
        False,
    ]
    assert len(chain_sections(explained().why("hidden/kernel", (0, 0)).chain)) == 6
    assert len(chain_sections(explained().why("output/output", (0, 0)).chain)) == 1


def test_names_cannot_break_out_of_a_page() -> None:
    subject = Symbol("x", (), 1.0, place("value", "<script>alert(1)</script>/z"))
    html = page("<script>", [derivation_html(Derivation(subject, subject + 1, "step", "dense"))])
    assert "<script>" not in html
    assert "Content-Security-Policy" in html


def test_a_page_says_its_language() -> None:
    set_language("ko")
    assert '<html lang="ko">' in page("제목", [])

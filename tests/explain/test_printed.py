from __future__ import annotations

from dataclasses import replace

import pytest

from nervure.errors import ExplanationError
from nervure.explain.explanation import Explanation
from nervure.explain.printed import Arrays, PrintedTexts, settings_of
from nervure.language import in_language
from nervure.layers import Dense
from nervure.records.derivation import Derivation
from nervure.records.expression import Product, Symbol
from nervure.render.derivation import derivation_text
from tests.explain.networks import classifier, explained
from tests.explain.proving import data, network_of
from tests.records.places import place


def texts(explanation: Explanation) -> PrintedTexts:
    """What reads the texts of an explanation."""
    return PrintedTexts(explanation.derivations, explanation.names, explanation.precision)


def test_arrays_are_found_by_printed_names_and_nothing_else_is() -> None:
    explanation = explained()
    arrays = Arrays(explanation.derivations, explanation.names)
    assert arrays.value("value", "hidden/kernel", (0, 1)) == 0.4
    for kind, name, index in [
        ("value", "hidden/kernel", (0, 2)), ("value", "hidden/kernel", (0,)), ("value", "hidden", ()),
        ("gradient", "loss", ()),
    ]:  # fmt: skip
        assert arrays.value(kind, name, index) is None  # type: ignore[arg-type]


@pytest.mark.parametrize("language", ["en", "ko"])
def test_what_every_number_of_the_lecture_prints_is_so(language: str) -> None:
    explanation = explained()
    with in_language(language):
        verified = explanation.verify(everything=True)
    assert verified.operands > 2 * verified.numbers
    assert verified.lines >= 2 * verified.numbers


def test_a_number_that_leads_to_another_place_is_found() -> None:
    explanation = explained()
    found = explanation.value_of("hidden/z", (0, 1)).derivation
    first = found.expression.parts[0].parts[0]
    assert isinstance(first, Symbol)
    assert first.place is not None
    for wrong in (
        replace(first, place=replace(first.place, index=(0, 1))),
        replace(first, index=(0, 1)),
        replace(first, is_gradient=True),
    ):
        lying = replace(found, expression=Product((wrong,)))
        with pytest.raises(ExplanationError, match="leads to another number"):
            texts(explanation).read(lying)


def test_a_letter_stands_for_one_number() -> None:
    subject = Symbol("w", (), 6.0, place("updated", "w"), is_new=True)
    doubled = Derivation(subject, Symbol("μ", (), 2.0) * Symbol("μ", (), 3.0), "update", "SGD")
    assert settings_of(doubled) == {"μ": 2.0, "μ′": 3.0}  # as it is printed, the second with a prime
    assert settings_of(Derivation(subject, Symbol("μ", (), 2.0) * 3, "update", "SGD")) == {"μ": 2.0}


def test_sums_that_are_cut_short_are_read_in_full_too() -> None:
    explanation = network_of(Dense(1, name="wide"), (40,)).explain(data((40,), 1), data((1,), 1))
    derivation = explanation.value_of("wide/output", (0, 0)).derivation
    short, whole = (derivation_text(derivation, all_terms=in_full) for in_full in (False, True))
    assert "…" in short
    assert "…" not in whole
    read_once = [texts(explanation).read_text(derivation, printed) for printed in (short, whole)]
    assert texts(explanation).read(derivation).operands == sum(read.operands for read in read_once)


def test_what_is_shown_in_full_is_read_once() -> None:
    network, x, y = classifier()
    explanation = network.explain(x, y)
    derivation = explanation.gradient_of("hidden/kernel", (0, 0)).derivation
    assert derivation_text(derivation) == derivation_text(derivation, all_terms=True)
    short = texts(explanation).read_text(derivation, derivation_text(derivation))
    assert texts(explanation).read(derivation).operands == short.operands


def test_what_prints_wrongly_is_found() -> None:
    explanation = explained()

    def lying(derivation: Derivation, all_terms: bool) -> str:
        return derivation_text(derivation, all_terms=all_terms).replace("·", " + ", 1)

    found = PrintedTexts(explanation.derivations, explanation.names, "float64", lying)
    with pytest.raises(ExplanationError, match="does not say what the engine has"):
        found.read(explanation.value_of("hidden/z", (0, 0)).derivation)

from __future__ import annotations

from collections.abc import Iterator

import pytest

from nervure.errors import ExplanationError
from nervure.explain.explanation import Explanation
from nervure.explain.printed import PrintedTexts
from nervure.explain.printed_chains import PrintedChains, settings_of_chain
from nervure.language import in_language
from nervure.records.derivation import Chain
from tests.explain.planting import one_way, planted, several_ways


def chains_of(explanation: Explanation) -> PrintedChains:
    texts = PrintedTexts(explanation.derivations, explanation.names, explanation.precision)
    return PrintedChains(explanation.derivations, texts)


def every_chain(explanation: Explanation) -> Iterator[Chain]:
    for name in explanation.names:
        if explanation.derivations.shape(explanation.derivations.place("gradient", name)) is not None:
            yield explanation.why(name, (0,) * len(explanation.shape_of(name))).chain


@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_chain_is_read_in_both_languages(language: str) -> None:
    for network in (one_way, several_ways):
        with planted(None, network) as explanation, in_language(language):
            read = [chains_of(explanation).read(chain) for chain in every_chain(explanation)]
            assert len(read) > 5
            assert all(one.lines for one in read)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("new one/kernel[0,0] =", "new one/kernel[1,0] ="), ("new one/kernel/momentum[0", "one/kernel/momentum[0"),
        ("m is one/kernel/momentum", "m is one/kernel"), ("φ is the momentum", "φ is the learning rate"),
        ("dE/d one/kernel[0,0] =", "dE/d one/kernel[1,0] ="), ("The chain of factors:", "The product of factors:"),
        ("The way back from the loss (", "The way to the loss ("), ("one/kernel/used_gradient[0,0] =", "one/z[0,0] ="),
    ],
)  # fmt: skip
def test_a_text_that_was_altered_is_refused(before: str, after: str) -> None:
    with planted(None, one_way) as explanation:
        why = explanation.why("one/kernel", (0, 0))
        assert before in str(why)
        chains_of(explanation).read_text(why.chain, str(why))
        with pytest.raises(ExplanationError):
            chains_of(explanation).read_text(why.chain, str(why).replace(before, after, 1))


def test_settings_of_a_chain_are_those_of_all_of_it() -> None:
    with planted(None, one_way) as explanation:
        settings = settings_of_chain(explanation.why("one/kernel", (0, 0)).chain)
        assert (settings["η"], settings["φ"], settings["c_max"]) == (1e-9, 0.5, 1e-3)

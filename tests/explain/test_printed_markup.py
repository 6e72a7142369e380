from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from nervure.explain.explanation import Explanation
from nervure.explain.printed import PrintedTexts
from nervure.explain.printed_chains import PrintedChains
from nervure.explain.printed_markup import PrintedMarkup
from nervure.explain.proof import KINDS, drawn_once
from nervure.language import in_language
from tests.explain.planting import one_way, penalized, planted, several_ways


def markup_of(explanation: Explanation) -> PrintedMarkup:
    texts = PrintedTexts(explanation.derivations, explanation.names, explanation.precision)
    return PrintedMarkup(texts, PrintedChains(explanation.derivations, texts).ways)


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("network", [one_way, several_ways, penalized])
def test_a_number_of_every_array_is_read_twice(network: Callable[[], Any], language: str) -> None:
    with planted(None, network) as explanation, in_language(language):
        places, markup = drawn_once(explanation.derivations, KINDS, 100, 0), markup_of(explanation)
        assert sum(markup.read(explanation.derivations.derivation(place)) for place in places) == 2 * len(places)


def test_a_chain_is_read_with_its_factors() -> None:
    with planted(None, one_way) as explanation:
        chain = explanation.why("one/kernel", (0, 0)).chain
        assert markup_of(explanation).read_chain(chain) == 2 * (1 + len(chain.ties) + len(chain.hops) + 1)

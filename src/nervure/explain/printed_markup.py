"""LaTeX and MathML of derivations and chains, read back as text is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from nervure.explain.printed import PrintedTexts, settings_of
from nervure.explain.printed_chains import settings_of_chain, subject_at
from nervure.explain.reading.layout import Block
from nervure.explain.reading.markup import latex_blocks, section_block
from nervure.explain.reading.way import WayReader
from nervure.records.derivation import Chain, Derivation
from nervure.records.letters import chain_told_apart
from nervure.render import derivation_markup as markup

Settings = Mapping[str, float]


class PrintedMarkup:
    """Reads formats other than text.

    Args:
        texts: reads the texts of the same explanation.
        ways: returns the reader of the factors of a chain.
    """

    def __init__(self, texts: PrintedTexts, ways: Callable[[Chain], WayReader]) -> None:
        self._texts, self._ways = texts, ways

    def read(self, derivation: Derivation) -> int:
        """Reads both formats of a derivation, and returns the number of formulas.

        Raises:
            ExplanationError: a formula disagrees with the engine.
        """
        settings = settings_of(derivation)
        document = latex_blocks(markup.derivation_latex(derivation), _letters(settings))
        sections = self._sections([markup.derivation_html(derivation)], settings)
        return sum(self._checked([*blocks], [derivation], settings) for blocks in (document, sections))

    def read_chain(self, chain: Chain) -> int:
        """The same for a chain."""
        chain = chain_told_apart(chain)
        settings, (asked, *others) = settings_of_chain(chain), (hop.derivation for hop in chain.hops)
        update = [] if chain.update is None else [chain.update]
        factors = [None] if chain.is_single and others else []
        derivations = [*update, *chain.ties, asked, *factors, *others]
        document = [*latex_blocks(markup.chain_latex(chain), _letters(settings))]
        sections = [*self._sections(markup.chain_sections(chain), settings)]
        read = sum(self._checked(blocks, derivations, settings) for blocks in (document, sections))
        if factors:
            stations = [subject_at(hop.derivation.place) for hop in reversed(chain.hops)]
            for blocks in (document, sections):
                self._ways(chain).factors(blocks[derivations.index(None)], stations)
        return read

    def _sections(self, sections: Iterable[str], settings: Settings) -> Iterator[Block]:
        names = self._texts.arrays.names
        return (section_block(section, _letters(settings), names) for section in sections)

    def _checked(self, blocks: Sequence[Block], derivations: Sequence[Derivation | None], settings: Settings) -> int:
        """Reads formulas, each with its expected subject; None for a chain of factors."""
        if len(blocks) != len(derivations):
            of = next(derivation for derivation in derivations if derivation is not None)
            self._texts.reader.refuse(subject_at(of.place), len(derivations), len(blocks))
        for block, derivation in zip(blocks, derivations, strict=True):
            if derivation is not None:
                self._texts.checked(derivation, block, settings)
        return len(blocks)


def _letters(settings: Settings) -> set[str]:
    return {letter.partition("[")[0] for letter in settings}

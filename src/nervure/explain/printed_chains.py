"""The chains that ``why`` prints, read back: the update and its link to the gradient, the factors, the path."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

from nervure.explain.derivations import Derivations
from nervure.explain.printed import PrintedTexts, settings_in
from nervure.explain.reading.layout import Block, block, groups
from nervure.explain.reading.reader import Read, Subject
from nervure.explain.reading.way import WayReader, rows_of, subject_of
from nervure.explain.references import GRADIENT_NORM, STEPPED_NORM
from nervure.language import text
from nervure.records.derivation import Chain, Derivation
from nervure.records.letters import chain_told_apart
from nervure.records.place import Place
from nervure.render import derivation as printing

Settings = Mapping[str, float]


class PrintedChains:
    """Reads chains.

    Args:
        derivations: of an explanation.
        texts: reads the texts of its derivations.
    """

    def __init__(self, derivations: Derivations, texts: PrintedTexts) -> None:
        self._derivations, self._texts = derivations, texts
        self._known: dict[Subject, tuple[Block, Settings]] = {}

    def read(self, chain: Chain) -> Read:
        """Reads the text of a chain; raises as :meth:`read_text` does."""
        lettered = chain_told_apart(chain)
        return self.read_text(lettered, printing.chain_text(lettered))

    def read_text(self, chain: Chain, printed: str) -> Read:
        """Reads one text of a chain.

        Raises:
            ExplanationError: it disagrees with the engine.
        """
        asked, settings = subject_at(chain.gradient.place), settings_of_chain(chain)
        derived, factors, way = _sections([*groups(printed.splitlines())])
        if not derived:
            self._texts.reader.refuse(asked, asked, printed[:200])
        *update, gradient = derived
        read = [*self._update(update, asked, settings)]
        read.append(self._texts.reader.reading(gradient, asked, settings).checked())
        ways = self.ways(chain)
        stations = ways.rows(rows_of(way)) if way else ways.alone()
        lines = len(way) + (ways.factors(block(factors), stations) if factors else 0)
        return Read(sum(one.operands for one in read), sum(one.lines for one in read) + lines)

    def ways(self, chain: Chain) -> WayReader:
        """The reader of the path of a chain, and of its factors."""
        of_hops = {subject_at(hop.derivation.place): hop.derivation for hop in chain.hops}
        asked = subject_at(chain.gradient.place)
        return WayReader(self._texts.reader, lambda subject: self._printed(subject, of_hops), asked)

    def _update(self, blocks: Sequence[Block], asked: Subject, settings: Settings) -> list[Read]:
        """The new weight, then what leads to it: each is part of one above, and nothing of the weight is missing."""
        subject, used, read = asked._replace(kind="updated"), dict[Subject, None](), list[Read]()
        known, needed = {subject}, dict[Subject, None]()
        for number, one in enumerate(blocks):
            if number:
                subject = self._tie(one, used, asked)
                known.add(subject)
            reading = self._texts.reader.reading(one.with_legend_of(blocks[-1]), subject, settings)
            read.append(reading.checked())
            used |= reading.subjects
            if not number or self._is_of(subject, asked):
                needed |= dict.fromkeys(each for each in reading.subjects if self._is_between(each, asked))
        for each in needed:
            if each not in known:
                self._texts.reader.refuse(asked, each, ", ".join(map(str, known)))
        return read

    def _is_of(self, subject: Subject, asked: Subject) -> bool:
        """Whether something belongs to the optimizer's state or computation for the requested weight."""
        found, of = (self._texts.arrays.place(each).reference for each in (subject, asked))
        return found.kind in ("slot", "update") and found.number == of.number

    def _is_between(self, subject: Subject, asked: Subject) -> bool:
        """Whether something comes between the gradient of that weight and its new value."""
        place = self._texts.arrays.place(subject)
        is_of_all = place.reference.part in (GRADIENT_NORM, STEPPED_NORM)
        return self._derivations.is_of_update(place) and (subject.cell == asked.cell or is_of_all)

    def _tie(self, tie: Block, used: Mapping[Subject, None], asked: Subject) -> Subject:
        found = subject_of(_heading(tie), self._texts.reader.engine.names)
        if found is None or found not in used:
            self._texts.reader.refuse(asked, ", ".join(map(str, used)), tie.heading)
        return found

    def _printed(self, subject: Subject, of_hops: Mapping[Subject, Derivation]) -> tuple[Block, Settings]:
        """The derivation of a station, split into its parts: paths meet, and each station is written once."""
        if subject not in self._known:
            place: Place = self._texts.arrays.place(subject)
            self._known[subject] = self._texts.printed(of_hops.get(subject) or self._derivations.derivation(place))
        return self._known[subject]


def subject_at(place: Place) -> Subject:
    """The subject of a text at that place."""
    return Subject(place.kind, place.name, place.index)


def settings_of_chain(chain: Chain) -> dict[str, float]:
    """The meaning of the letters of a chain that have no place; each has one meaning throughout."""
    lettered = chain_told_apart(chain)
    update = [] if lettered.update is None else [lettered.update]
    derivations = [*update, *lettered.ties, *(hop.derivation for hop in lettered.hops)]
    return settings_in(derivations)


def _sections(parts: Sequence[Sequence[str]]) -> tuple[list[Block], Sequence[str], Sequence[str]]:
    """The derivations, the lines of the factors, and the rows of the path; empty if there are none."""
    factors, way = text("explain.factors"), text("explain.way")
    derived = itertools.takewhile(lambda lines: lines[0] not in (factors, way), parts)
    found = {lines[0]: lines for lines in parts}
    return [block(lines) for lines in derived], found.get(factors, ()), found.get(way, ())[1:]


def _heading(one: Block) -> str:
    return (one.heading or "").rpartition(" = ")[0]

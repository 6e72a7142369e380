"""Compares what explanations print with a reference: numbers to their last digit, operands, labels, notes, ways."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator
from typing import NamedTuple

from tests.explain.autograd_reference import Reference
from tests.explain.interval import Interval, is_near
from tests.explain.printed_formula import (
    Node,
    UnreadableError,
    is_finite,
    leaves,
    pairs,
    plain,
    symbol,
    tree_of,
    value_of,
)
from tests.explain.printed_places import Sentence, meetings, sentence_of
from tests.explain.printed_text import Block, Chain, Way, blocks, chain_of, way_of

Place = tuple[str, str, tuple[int, ...]]
# Which text is printed in full for a number: of explanation.value_of(...).text(all_terms=True) and its sisters.
Full = Callable[[Place], str]


class Finding(NamedTuple):
    """Something that is printed and is not so."""

    what: str
    place: str
    detail: str


def six(value: float) -> float:
    """As six significant digits give it."""
    return float(f"{value:.6g}") if math.isfinite(value) else value


def is_printed(digits: str, of: Interval) -> bool:
    """Whether digits are those of a number in the interval, rounded."""
    return six(of.low) <= float(digits) <= six(of.high) or (digits == "nan" and not is_finite(of))


def around(digits: str) -> Interval:
    """All that is rounded to these digits."""
    value = float(digits)
    if not math.isfinite(value) or not value:
        return Interval(value)
    half = 0.5 * 10.0 ** (math.floor(math.log10(abs(value))) - 5)
    return Interval(value - half, value + half)


class Judge:
    """Reads printed texts.

    Args:
        reference: what is true.
        settings: numbers behind sentences of legends, by a layer's name or by "" for what all share.
        full: prints a derivation with all terms.
    """

    def __init__(self, reference: Reference, settings: dict[str, dict[str, float]], full: Full) -> None:
        self.reference, self.settings, self._full = reference, settings, full
        self.findings, self.counts = list[Finding](), Counter[str]()
        self._place = ""

    def read(self, text: str) -> None:
        """Everything that a text says."""
        for block in blocks(text):
            self._guarded(str(block.place), lambda block=block: self._block(block))
        way = way_of(text)
        if way:
            self._guarded(f"way to {way[-1].name}", lambda: self._way(way))
        chain = chain_of(text)
        if chain is not None:
            self._guarded("chain of factors", lambda: self._chain(chain, way))
        if "WARNING" in text:
            self._found("warning", text[text.index("WARNING") :][:120])

    def _guarded(self, place: str, check: Callable[[], None]) -> None:
        self._place = place
        try:
            check()
        except (UnreadableError, KeyError, ValueError) as problem:
            self._found("unreadable", f"{type(problem).__name__}: {problem}")

    def _found(self, what: str, detail: str) -> None:
        self.findings.append(Finding(what, self._place, detail))

    def _check(self, what: str, digits: str, true: Interval) -> None:
        self.counts["numbers"] += 1
        if not is_printed(digits, true):
            self._found(what, f"{digits} for {true.low!r}..{true.high!r}")

    def true(self, place: Place) -> Interval:
        """A number of the reference."""
        value, near = self.reference.value(*place)
        return Interval(value - near, value + near)

    def _block(self, block: Block) -> None:
        self.counts["blocks"] += 1
        true = self.true(block.place)
        self._check("heading", block.value, true)
        for line in block.others:
            self._found("line", line)
        if not block.rows:
            return
        letters = _Letters(block, self)
        if letters.place(symbol(block.subject, block.legend)) != block.place:
            self._found("subject", f"{block.subject} is not {block.place}")
        if block.rows[-1] != block.value:
            self._found("result", f"{block.rows[-1]} under {block.value}")
        rows = _Rows(block, letters, self._full)
        self._formula(rows, true)
        self._digits(rows)
        self._sums(block, rows, true)
        self._sentences(block, rows)
        if block.move is not None:
            self._move(block, letters)

    def _formula(self, rows: _Rows, true: Interval) -> None:
        """The formula in symbols comes to the number of the heading."""
        exact = value_of(rows.full, rows.letters.value)
        if exact.meets(true):
            return
        # A number that stands in a formula has six digits too.
        rounded = value_of(rows.full, rows.letters.rounded)
        if not rows.has_rounded_number or not rounded.meets(true):
            self._found("formula", f"{rows.block.rows[0][:200]} gives {exact.low!r}, true is {true.low!r}")

    def _digits(self, rows: _Rows) -> None:
        """Below each operand stand its digits, below each place of others their sum."""
        omitted = rows.omitted()
        for one, is_negative, other in pairs(rows.symbols, rows.numbers):
            if one.sort == "more":
                count, sum_of_others = next(omitted)
                if not one.count == other.count == count:
                    self._found("count", f"{one.count} and {other.count} for {count}")
                if other.text:
                    self._check("others", other.text, -sum_of_others if is_negative else sum_of_others)
                continue
            true = rows.letters.value(one)
            digits = f"-{other.text}" if is_negative and float(other.text) else other.text
            if one.sort == "letter":
                self.counts["operands"] += 1
                self._check(f"operand {one.text}{[*one.index]}", digits, true)
            elif digits != one.text:
                self._found("number", f"{digits} below {one.text}")

    def _sums(self, block: Block, rows: _Rows, true: Interval) -> None:
        """The digits shown give the result, or what a note says; and rounding explains the difference."""
        point = value_of(rows.numbers, _exactly)
        self.counts["notes"] += block.note is not None
        if not is_printed(block.note or block.value, point):
            self._found("note", f"{block.note or block.value}, but the digits shown give {six(point.middle)!r}")
        if block.note == block.value:
            self._found("note", "says what the heading says")
        if not value_of(rows.numbers, _roughly).meets(true):
            self._found("rounding", f"{block.rows[1][:200]} cannot be {block.value}")

    def _sentences(self, block: Block, rows: _Rows) -> None:
        for line in block.sentences:
            self.counts["sentences"] += 1
            sentence = sentence_of(line)
            expected = rows.expected(sentence, lambda name: self.reference.table["value", name].shape)
            found = rows.met(sentence)
            is_part = sentence.how == "is the largest" and block.kind == "gradient"
            if expected and (not found <= expected if is_part else found != expected):
                self._found("sentence", f"{line}: {sorted(map(sorted, found ^ expected))[:3]}")

    def _move(self, block: Block, letters: _Letters) -> None:
        assert block.move is not None
        self.counts["moves"] += 1
        kind, name, index = block.place
        before, after = ("value", name, index), (kind, name, index)
        named = [letters.place(symbol(block.move[part], block.legend)) for part in ("old", "before", "new")]
        if named != [before, before, after]:
            self._found("move", block.move[0])
        value, near = (a - b for a, b in zip(self.reference.value(*after), self.reference.value(*before), strict=True))
        reach = abs(near) + 2 * self.reference.value(*before)[1]
        self._check("move", block.move["value"], Interval(value - reach, value + reach))

    def _way(self, way: list[Way]) -> None:
        above: Place | None = None
        for row in way:
            place = ("gradient", row.name, row.index)
            self.counts["ways"] += 1
            self._check("way", row.value, self.true(place))
            (block, *_) = blocks(self._full(place))
            if block.rows and (above is not None or row.ways > 1):
                self._hop(row, _Rows(block, _Letters(block, self), self._full), above)
            above = place

    def _hop(self, row: Way, rows: _Rows, above: Place | None) -> None:
        terms = rows.terms()
        if len(terms) != row.ways:
            self._found("way", f"{row.ways} terms of {row.name}{[*row.index]} for {len(terms)}")
        handed = [(term, {rows.letters.place(leaf) for leaf in leaves(term)}) for term in terms]
        # Terms of a weight's gradient that hand on nothing are those of a penalty; of a value's, of the loss.
        is_value = row.name not in self.reference.step.weights
        sizes = [
            abs(value_of(term, rows.letters.value).middle) for term, places in handed if is_value or _is_of_loss(places)
        ]
        followed = [term for term, places in handed if above is None or above in places]
        if not followed:
            self._found("way", f"{row.name}{[*row.index]} is not made of {above}")
        if row.share is None:
            return
        values = [value_of(term, rows.letters.value) for term in followed]
        if not any(is_printed(row.share, value) and is_near(abs(value.middle), max(sizes)) for value in values):
            self._found("way", f"{row.share} is not the largest term of {row.name}{[*row.index]}")
        if row.larger is not None:
            others = [
                value_of(term, rows.letters.value) for term, places in handed if not (is_value or _is_of_loss(places))
            ]
            if not any(is_printed(row.larger, value) for value in others):
                self._found("way", f"{row.larger} is no term of {row.name}{[*row.index]}")

    def _chain(self, chain: Chain, way: list[Way]) -> None:
        self._check("chain", chain.result, self.true(("gradient", way[-1].name, way[-1].index)))
        last: tuple[str, tuple[int, ...]] = ("loss", ())
        for above, index, below, under, digits in chain.factors:
            self.counts["factors"] += 1
            upper, lower = (chain.legend[above], index), (chain.legend[below], under)
            if upper != last:
                self._found("chain", f"{upper} behind {last}")
            value = self.reference.derivative(upper, lower)
            near = 1e-12 * abs(value) + 4e-16
            self._check(f"factor {above} by {below}", digits, Interval(value - near, value + near))
            last = lower
        if last != (way[-1].name, way[-1].index):
            self._found("chain", f"ends at {last}")


def _is_of_loss(places: set[Place]) -> bool:
    return any(kind == "gradient" for kind, *_ in places)


def _exactly(node: Node) -> Interval:
    return Interval(float(node.text))


def _roughly(node: Node) -> Interval:
    return around(node.text)


class _Letters:
    """What the letters of a block stand for."""

    def __init__(self, block: Block, judge: Judge) -> None:
        self._block, self._judge = block, judge

    @staticmethod
    def place(node: Node) -> Place:
        """The place of an operand; a setting has none."""
        kinds = {"": "value", "new": "updated", "gradient": "gradient"}
        return kinds[node.mark], node.text, node.index

    @staticmethod
    def is_setting(node: Node) -> bool:
        """Whether the legend says a sentence of it."""
        return " " in node.text and not node.index

    def value(self, node: Node) -> Interval:
        """What a number or a letter is."""
        if node.sort == "number":
            return Interval(float(node.text))
        return Interval(self._setting(node)) if self.is_setting(node) else self._judge.true(self.place(node))

    def rounded(self, node: Node) -> Interval:
        """The same where numbers are known to six digits only."""
        return around(node.text) if node.sort == "number" else self.value(node)

    def _setting(self, node: Node) -> float:
        meaning, settings = node.text, self._judge.settings
        if meaning in settings[""]:
            return settings[""][meaning]
        owners = [self._block.name, *self._block.legend.values()]
        if meaning == "a small number that keeps the square root above 0":
            owners = [name for name in owners if name.endswith(("/variance", "/mean_square"))]
        if meaning.startswith("the factor of"):
            # Of the weight that the text is about, else of what the layer gives.
            own = self._block.name.removesuffix("/penalty")
            owners = [own] if own in settings else [name for name in owners if name.endswith("/activity_penalty")]
        found = {
            of[meaning] for key, of in settings.items() for name in owners
            if key and meaning in of and (name == key or name.startswith(f"{key}/"))
        }  # fmt: skip
        if len(found) != 1:
            raise KeyError(f"{node.text} is {meaning}: {found}")
        return found.pop()


class _Rows:
    """The formula of a block: as printed in symbols and in numbers, and in full."""

    def __init__(self, block: Block, letters: _Letters, full: Full) -> None:
        self.block, self.letters = block, letters
        first = whole = tree_of(block.rows[0], block.legend)
        if "…" in block.rows[0]:
            (other, *_) = blocks(full(block.place))
            whole = tree_of(other.rows[0], other.legend)
        self.full = plain(whole, letters.value)
        self.has_rounded_number = _has_number(self.full)
        self.symbols = plain(first, letters.value)
        row = block.rows[1] if len(block.rows) > 2 or _has_letter(first) else block.rows[0]
        self.numbers = plain(tree_of(row, {}), _exactly)

    def omitted(self) -> Iterator[tuple[int, Interval]]:
        """How many terms each place of others stands for, and what they add up to."""
        yield from _omitted(self.symbols, self.full, self.letters)

    def terms(self) -> list[Node]:
        """Those of the outermost sum."""
        is_sum = self.full.sort == "sum"
        return [Node("sum", (part,)) for part in self.full.parts] if is_sum else [self.full]

    def met(self, sentence: Sentence) -> set[frozenset[Place]]:
        """The operands of each term that a sentence speaks of."""
        names = {self.block.legend[cells.letter] for cells in (sentence.written, *sentence.read)}
        found = set[frozenset[Place]]()
        for term in _innermost(self.full):
            places = {self.letters.place(leaf) for leaf in leaves(term) if not self.letters.is_setting(leaf)}
            found.add(frozenset(place for place in places if place[1] in names))
        own = self.block.name
        return {frozenset(place for place in each if place[1] != own) for each in found} - {frozenset()}

    def expected(
        self, sentence: Sentence, shape_of: Callable[[str], tuple[int, ...]]
    ) -> set[frozenset[Place]]:  # fmt: skip
        """The same, as the sentence says."""
        _, name, index = self.block.place
        found = set[frozenset[Place]]()
        for met in meetings(sentence, (name, index), self.block.legend.__getitem__, shape_of):
            places = {
                ("gradient" if letter == sentence.written.letter else "value", self.block.legend[letter], at)
                for letter, at in met.items()
            }
            found.add(frozenset(place for place in places if place[1] != name))
        return found


def _has_letter(node: Node) -> bool:
    if node.sort == "cases":
        return True  # what is compared is a letter
    parts = [part[1] if node.sort in ("sum", "product") else part for part in node.parts]
    return node.sort == "letter" or any(map(_has_letter, parts))


def _has_number(node: Node) -> bool:
    if node.sort == "number":
        return True
    parts = [part[1] if node.sort in ("sum", "product") else part for part in node.parts]
    return any(map(_has_number, parts))


def _innermost(node: Node) -> list[Node]:
    """The terms of the sum with the most, or what a maximum is taken of."""
    found = list[Node]()
    if node.sort in ("sum", "max"):
        found = [part[1] for part in node.parts] if node.sort == "sum" else [*node.parts]
    parts = [part[1] if node.sort in ("sum", "product") else part for part in node.parts]
    deeper = [_innermost(part) for part in parts if part.sort in ("sum", "max", "product")]
    longest = max([found, *deeper], key=len)
    return longest or [node]


def _omitted(short: Node, full: Node, letters: _Letters) -> Iterator[tuple[int, Interval]]:
    if short.sort != full.sort or short.sort in ("letter", "number"):
        return
    is_signed = short.sort in ("sum", "product")
    shown = [part for part in short.parts if (part[1] if is_signed else part).sort != "more"]
    if len(shown) == len(short.parts):
        for one, other in zip(short.parts, full.parts, strict=True):
            yield from _omitted(*((one[1], other[1]) if is_signed else (one, other)), letters)
        return
    rest = [*full.parts]
    for part in shown:
        if part not in rest:
            raise UnreadableError(f"a term that is none: {part}")
        rest.remove(part)
    total = value_of(Node("sum", tuple(rest)), letters.value) if short.sort == "sum" else Interval(math.nan)
    yield len(rest), total

"""Parses tokens into a tree: sums of products of powers, functions, cases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from nervure.errors import ExplanationError
from nervure.explain.reading.tokens import ELSE, IF, THEN, Token, Words
from nervure.explain.reading.tree import (
    Added,
    Applied,
    Cases,
    Compared,
    Literal,
    Multiplied,
    Negated,
    Node,
    Omitted,
    Operand,
    Raised,
)

_RELATIONS = frozenset("<>=≥≤≠")


def parsed(formula: str, letters: Iterable[str]) -> Node:
    """The tree of a formula.

    Args:
        formula: one printed line, or several joined.
        letters: the known letters.

    Raises:
        ExplanationError: it is not a formula, or has an unknown letter.
    """
    return _tree(formula, frozenset(letters))


# The same line is read for a number, for the paths through it, and for its LaTeX and MathML.
@lru_cache(maxsize=512)
def _tree(formula: str, letters: frozenset[str]) -> Node:
    return _Parser(formula, _words(letters)).whole()


@lru_cache(maxsize=64)
def _words(letters: frozenset[str]) -> Words:
    return Words(letters)


class _Parser:
    def __init__(self, formula: str, words: Words) -> None:
        self._formula, self._tokens, self._at = formula, words.of(formula), 0

    def whole(self) -> Node:
        found = self._sum()
        if self._next.sort != "end":
            raise self._refusal()
        return found

    @property
    def _next(self) -> Token:
        return self._tokens[self._at]

    def _is(self, *signs: str) -> bool:
        return self._next.sort in ("sign", "word") and self._next.text in signs

    def _take(self, *signs: str) -> Token:
        token = self._next
        if signs and not self._is(*signs):
            raise self._refusal()
        self._at += 1
        return token

    def _refusal(self) -> ExplanationError:
        return ExplanationError.of(
            "explain.unreadable", where="verify", got=self._formula[self._next.at :][:40].strip() or "—",
            formula=self._formula[:120],
        )  # fmt: skip

    def _sum(self) -> Node:
        terms = [*self._terms()]
        return terms[0] if len(terms) == 1 else Added(tuple(terms))

    def _terms(self) -> Iterator[Node]:
        is_first = True
        while is_first or self._is("+", "-"):
            is_negative = self._take().text == "-" if self._is("+", "-") else False
            term = self._product()
            yield Negated(term) if is_negative else term
            is_first = False

    def _product(self) -> Node:
        factors = [(False, self._power())]
        while self._is("·", "×", "/"):
            is_divisor = self._take().text == "/"
            factors.append((is_divisor, self._power()))
        return factors[0][1] if len(factors) == 1 else Multiplied(tuple(factors))

    def _power(self) -> Node:
        base = self._atom()
        while self._is("^", "²"):
            base = Raised(base, Literal("2") if self._take().text == "²" else self._atom())
        return base

    def _atom(self) -> Node:
        token = self._take()
        if token.sort == "number":
            return Literal(token.text)
        if token.sort in ("letter", "derivative"):
            return Operand(token.text, token.cell, token.sort == "derivative", token.is_new)
        if token.sort == "omitted":
            return Omitted(int(token.text), token.others)
        if token.sort == "function":
            return self._applied(token.text)
        if token.text == "(":
            inside = self._sum()
            self._take(")")
            return inside
        if token.text == "{":
            return self._cases()
        self._at -= 1
        raise self._refusal()

    def _applied(self, function: str) -> Node:
        arguments = [self._sum()]
        while self._is(","):
            self._take()
            arguments.append(self._sum())
        self._take(")")
        if function in ("max", "min"):
            return Compared(function, tuple(arguments))
        if len(arguments) != 1:
            raise self._refusal()
        return Applied(function, arguments[0])

    def _cases(self) -> Node:
        rows = []
        while not self._is(*ELSE):
            rows.append(self._row())
            self._take(",")
        self._take()
        otherwise = self._sum()
        self._take("}")
        return Cases(tuple(rows), otherwise)

    def _row(self) -> tuple[Node, Node, str, Node]:
        """``value if left > right``, or the condition first, followed by ``이면``."""
        first = self._sum()
        if self._is(IF):
            self._take()
            left = self._sum()
            return first, left, self._relation(), self._sum()
        relation, right = self._relation(), self._sum()
        self._take(THEN)
        return self._sum(), first, relation, right

    def _relation(self) -> str:
        return self._take(*_RELATIONS).text

"""Printed formulas, read by rules of the tests' own: words, a tree, and its value in intervals."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from tests.explain.interval import Interval, applied, extreme

FUNCTIONS = ("expm1", "exp", "log1p", "ln", "tanh", "abs", "sign", "sin", "cos", "erf", "max", "min", "√", "σ")
_NUMBER = r"(?:\d+(?:\.\d+)?(?:e-?\d+)?|inf|nan)"
_MORE = rf"… \((?P<count>[\d,]+) more(?:: (?P<others>-?{_NUMBER}))?\)"


class UnreadableError(Exception):
    """A text that no rule reads."""


class Node(NamedTuple):
    """Part of a formula.

    Attributes:
        sort: "number", "letter", "more", "sum", "product", "power", a function, "cases".
        parts: what it is made of; pairs of a sign and a node for sums, products and cases.
        text: the digits of a number, what the letter of an operand stands for, the sum of what is left out.
        index: of an operand.
        mark: "", "new" or "gradient" for an operand.
        count: how many terms are left out.
    """

    sort: str
    parts: tuple[Any, ...] = ()
    text: str = ""
    index: tuple[int, ...] = ()
    mark: str = ""
    count: int = 0


def cells(written: str | None) -> tuple[int, ...]:
    """(3, 0) for ``[3,0]``."""
    return tuple(int(place) for place in (written or "").strip("[]").split(",") if place)


def tree_of(formula: str, letters: Mapping[str, str]) -> Node:
    """The formula as a tree; only ``letters`` may occur in it, and what they stand for takes their place."""
    return _Parser(formula, letters).whole()


def symbol(written: str, letters: Mapping[str, str]) -> Node:
    """One operand, as it stands left of the equals sign."""
    found = plain(tree_of(written, letters), lambda node: Interval(0.0))
    if found.sort != "letter":
        raise UnreadableError(f"no operand: {written!r}")
    return found


class _Parser:
    def __init__(self, formula: str, letters: Mapping[str, str]) -> None:
        # The sigmoid is a function, whatever the legend says of it.
        named = sorted((letter for letter in letters if letter != "σ"), key=len, reverse=True)
        known = "|".join(map(re.escape, named)) or "(?!)"
        self._letters = letters
        one = rf"(?P<{{0}}letter>{known})(?![^\W²\d])(?P<{{0}}new>⁺)?(?P<{{0}}index>\[[\d,]+\])?"
        functions = "|".join(map(re.escape, FUNCTIONS))
        pattern = re.compile(
            rf"\s*(?:(?P<more>{_MORE})|(?P<gradient>dE/d{one.format('g')})|(?P<function>{functions})\(|"
            rf"(?P<word>if|else)\b|(?P<plain>{one.format('p')})|(?P<number>{_NUMBER})(?![^\W²]|\[)|"
            r"(?P<sign>[-+·×/^²(){},<>=≥≤≠]))"
        )
        self._formula, self._at, self._words = formula, 0, list[tuple[str, str, Any]]()
        at = 0
        while at < len(formula.rstrip()):
            match = pattern.match(formula, at)
            if match is None:
                raise UnreadableError(f"{formula[at : at + 30]!r} in {formula[:160]!r}")
            sort = next(
                one for one in ("more", "gradient", "function", "word", "plain", "number", "sign") if match[one]
            )
            self._words.append((sort, match[sort].strip(), match))
            at = match.end()
        self._words.append(("end", "", None))

    def whole(self) -> Node:
        found = self._sum()
        self._expect("")
        return found

    def _is(self, *words: str) -> bool:
        sort, word, _ = self._words[self._at]
        return sort in ("sign", "word", "end") and word in words

    def _take(self) -> tuple[str, str, Any]:
        self._at += 1
        return self._words[self._at - 1]

    def _expect(self, word: str) -> None:
        if not self._is(word):
            raise UnreadableError(f"{self._words[self._at][1]!r} instead of {word!r} in {self._formula[:160]!r}")
        self._at += 1

    def _sum(self) -> Node:
        terms = []
        while not terms or self._is("+", "-"):
            sign = self._take()[1] if self._is("+", "-") else "+"
            terms.append((sign, self._product()))
        return Node("sum", tuple(terms))

    def _product(self) -> Node:
        factors = [("·", self._power())]
        while self._is("·", "×", "/"):
            sign = "/" if self._take()[1] == "/" else "·"
            factors.append((sign, self._power()))
        return Node("product", tuple(factors))

    def _power(self) -> Node:
        found = self._atom()
        while self._is("^", "²"):
            exponent = Node("number", text="2") if self._take()[1] == "²" else self._atom()
            found = Node("power", (found, exponent))
        return found

    def _atom(self) -> Node:
        sort, word, match = self._take()
        if sort == "number":
            return Node("number", text=word)
        if sort in ("plain", "gradient"):
            start = sort[0]
            mark = "gradient" if sort == "gradient" else "new" if match[f"{start}new"] else ""
            return Node(
                "letter", text=self._letters[match[f"{start}letter"]], index=cells(match[f"{start}index"]), mark=mark
            )
        if sort == "more":
            return Node("more", text=match["others"] or "", count=int(match["count"].replace(",", "")))
        if sort == "function":
            arguments = [self._sum()]
            while self._is(","):
                self._take()
                arguments.append(self._sum())
            self._expect(")")
            return Node(word, tuple(arguments))
        if word == "(":
            inside = self._sum()
            self._expect(")")
            return inside
        if word == "{":
            return self._cases()
        raise UnreadableError(f"{word!r} in {self._formula[:160]!r}")

    def _cases(self) -> Node:
        rows: list[tuple[Any, Node]] = []
        while not self._is("else"):
            value = self._sum()
            self._expect("if")
            left, (_, relation, _), right = self._sum(), self._take(), self._sum()
            self._expect(",")
            rows.append(((left, relation, right), value))
        self._take()
        rows.append((None, self._sum()))
        self._expect("}")
        return Node("cases", tuple(rows))


Operand = Callable[[Node], Interval]


def value_of(node: Node, operand: Operand) -> Interval:
    """What a formula can come to: ``operand`` says what numbers, letters and terms left out stand for."""
    if node.sort in ("number", "letter", "more"):
        return operand(node)
    if node.sort == "sum":
        total = Interval(0.0)
        for sign, part in node.parts:
            total = total + (-value_of(part, operand) if sign == "-" else value_of(part, operand))
        return total
    if node.sort == "product":
        result = Interval(1.0)
        for sign, part in node.parts:
            one = value_of(part, operand)
            result = result / one if sign == "/" else result * one
        return result
    if node.sort == "power":
        return value_of(node.parts[0], operand) ** value_of(node.parts[1], operand)
    if node.sort == "cases":
        return value_of(chosen(node, operand), operand)
    arguments = [value_of(part, operand) for part in node.parts if part.sort != "more" or part.text]
    return extreme(node.sort, arguments) if node.sort in ("max", "min") else applied(node.sort, *arguments)


_HOLDS: dict[str, Callable[[float, float], bool]] = {
    ">": lambda a, b: a > b, "<": lambda a, b: a < b, "≥": lambda a, b: a >= b, "≤": lambda a, b: a <= b,
    "=": lambda a, b: a == b, "≠": lambda a, b: a != b,
}  # fmt: skip


def chosen(node: Node, operand: Operand) -> Node:
    """The case that applies, by the middles of both sides."""
    for condition, value in node.parts:
        if condition is None:
            return value
        left, relation, right = condition
        if _HOLDS[relation](value_of(left, operand).middle, value_of(right, operand).middle):
            return value
    raise UnreadableError("no case applies")


def plain(node: Node, operand: Operand) -> Node:
    """The same with one case chosen, sums in sums and products in products spread, and no sum of one term."""
    if node.sort == "cases":
        return plain(chosen(node, operand), operand)
    if node.sort in ("number", "letter", "more"):
        return node
    if node.sort not in ("sum", "product"):
        return node._replace(parts=tuple(plain(part, operand) for part in node.parts))
    first, parts = "+" if node.sort == "sum" else "·", list[tuple[str, Node]]()
    for sign, part in node.parts:
        one = plain(part, operand)
        parts += one.parts if sign == first and one.sort == node.sort else [(sign, one)]
    return parts[0][1] if len(parts) == 1 and parts[0][0] == first else node._replace(parts=tuple(parts))


def unsigned(node: Node) -> tuple[bool, Node]:
    """Whether a minus stands before it, and what stands behind that; minus signs of factors are gathered."""
    if node.sort == "sum" and len(node.parts) == 1:
        is_negative, inside = unsigned(node.parts[0][1])
        return is_negative != (node.parts[0][0] == "-"), inside
    return False, node


def pairs(symbols: Node, numbers: Node) -> list[tuple[Node, bool, Node]]:
    """What stands in the row of symbols, whether its sign changed, and what stands there in the row of numbers."""
    left, one = unsigned(symbols)
    right, other = unsigned(numbers)
    if one.sort in ("letter", "number", "more"):
        if other.sort not in ("number", "more"):
            raise UnreadableError(f"{one.text!r} stands against {other.sort}")
        return [(one, left != right, other)]
    if left != right or one.sort != other.sort or len(one.parts) != len(other.parts):
        raise UnreadableError(f"{one.sort} of {len(one.parts)} against {other.sort} of {len(other.parts)}")
    found = []
    for left_part, right_part in zip(one.parts, other.parts, strict=True):
        if one.sort == "product" and left_part[0] != right_part[0]:
            raise UnreadableError("a factor stands against a divisor")
        found += pairs(_alone(one.sort, left_part), _alone(one.sort, right_part))
    return found


def _alone(sort: str, part: Any) -> Node:
    """Part of a sum with its sign, of a product without, of anything else as it is."""
    found: Node = Node("sum", (part,)) if sort == "sum" else part[1] if sort == "product" else part
    return found


def leaves(node: Node) -> list[Node]:
    """The operands of a tree without cases."""
    if node.sort == "letter":
        return [node]
    parts = [part[1] if node.sort in ("sum", "product") else part for part in node.parts]
    return [leaf for part in parts for leaf in leaves(part)]


def is_finite(interval: Interval) -> bool:
    """Whether both ends are."""
    return math.isfinite(interval.low) and math.isfinite(interval.high)

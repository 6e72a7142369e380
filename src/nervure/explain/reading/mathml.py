"""Converts MathML formulas to their text form."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from xml.etree.ElementTree import Element

from nervure.errors import ExplanationError
from nervure.explain.reading.spelling import Marked, spelled
from nervure.language import text

_SPACE = "{http://www.w3.org/1998/Math/MathML}"
_SIGNS = {"·": "·", "(": "(", ")": ")", ",": ", ", "⋯": "…", "{": "", "\u2061": "", ":": ":"}
_NAMES = frozenset({"σ", "exp", "expm1", "ln", "log1p", "tanh", "sin", "cos", "erf", "sign", "max", "min"})


def plain_text(element: Element, letters: Mapping[str, str]) -> str:
    """A formula in its text form; arguments and errors as for :func:`nervure.explain.reading.latex.plain_text`."""
    return _Translation(letters).of(element)


def tag(element: Element) -> str:
    """The text of an element."""
    return element.tag.removeprefix(_SPACE)


class _Translation:
    def __init__(self, letters: Mapping[str, str]) -> None:
        self._letters = letters
        self._rules: Mapping[str, Callable[[Element], str]] = {
            "mrow": lambda row: self._row(list(row)), "mn": self._number, "mo": self._sign, "mi": self._script,
            "mtext": lambda words: words.text or "", "mfrac": self._fraction, "munder": self._omitted,
            "msqrt": lambda root: f"√({self._row(list(root))})", "mtable": self._cases,
            "msub": self._script, "msup": self._script, "msubsup": self._script, "mtd": lambda cell: self._row([*cell]),
        }  # fmt: skip

    def of(self, element: Element) -> str:
        rule = self._rules.get(tag(element))
        if rule is None:
            raise ExplanationError.of(
                "explain.unreadable", where="verify", got=tag(element), formula="".join(element.itertext())[:120]
            )
        return rule(element)

    def _row(self, parts: Sequence[Element]) -> str:
        if parts and (parts[0].text, parts[-1].text) == ("|", "|") and tag(parts[0]) == "mo":
            return f"abs({self._row(parts[1:-1])})"
        if _is_power_of_ten(parts):
            mantissa, _, (_, exponent) = (parts[0], parts[1], parts[2])
            return f"{self._number(mantissa)}e{self._number(exponent)}"
        found = ""
        for number, part in enumerate(parts):
            is_first = number == 0
            found += self._sign(part, is_first=is_first) if tag(part) == "mo" else self.of(part)
        return found

    @staticmethod
    def _number(element: Element) -> str:
        return (element.text or "").replace("−", "-").replace("∞", "inf")

    @staticmethod
    def _sign(element: Element, *, is_first: bool = False) -> str:
        sign = (element.text or "").replace("−", "-")
        if is_first and sign == "-":
            return "-"
        return _SIGNS.get(sign, f" {sign} ")

    def _script(self, element: Element) -> str:
        return str(self._marked(element))

    def _marked(self, element: Element) -> Marked:
        """A letter or the base of a power, with its scripts."""
        kind = tag(element)
        if kind == "mi":
            letter = element.text or ""
            return Marked(letter if letter in _NAMES else spelled(letter), self._letters, is_letter=True)
        if kind == "mrow" and len(element) == 1:
            return self._marked(element[0])
        if kind not in ("msub", "msup", "msubsup"):
            return Marked(self.of(element), self._letters, is_letter=False)
        marked = self._marked(element[0])
        scripts = [self.of(each) for each in element[1:]]
        if kind != "msup":
            marked.below(scripts[0])
        if kind != "msub":
            marked.above(scripts[-1].strip())
        return marked

    def _fraction(self, element: Element) -> str:
        above, below = element
        if len(above) and above[0].text == "∂":
            return f"d{self._row(above[1:])}/d{self._row(below[1:])}"
        return f"(({self.of(above)}) / ({self.of(below)}))"

    def _omitted(self, element: Element) -> str:
        under = element[1]
        label, *others = [under] if tag(under) == "mtext" else [each for each in under if tag(each) != "mo"]
        before, after = text("formula.more", count="§").split("§")
        count = (label.text or "").removeprefix(before).removesuffix(after)
        return f"… ({count} more: {self.of(others[0])})" if others else f"… ({count} more)"

    def _cases(self, element: Element) -> str:
        *rows, last = [[self.of(cell) for cell in row] for row in element]
        if len(last) != len(("value", "when")) or last[1] != text("formula.else"):
            raise ExplanationError.of(
                "explain.unreadable", where="verify", got=last[-1], formula="".join(element.itertext())[:120]
            )
        return "{" + ", ".join([*(f"{value} if {condition}" for value, condition in rows), f"else {last[0]}"]) + "}"


def _refusal(element: Element, got: str) -> ExplanationError:
    formula = "".join(element.itertext())[:120]
    return ExplanationError.of("explain.unreadable", where="verify", got=got, formula=formula)


def _is_power_of_ten(parts: Sequence[Element]) -> bool:
    """Whether it is a number such as ``1 × 10⁻⁵``."""
    if [tag(part) for part in parts] != ["mn", "mo", "msup"] or parts[1].text != "×":
        return False
    return tag(parts[2][0]) == "mn" and parts[2][0].text == "10"

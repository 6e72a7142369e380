"""What TeX refuses in a formula, found without TeX: scripts that stand twice, braces and brackets that do not close."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_TOKEN = re.compile(r"\\begin\{[a-z]+\*?\}|\\end\{[a-z]+\*?\}|\\[A-Za-z]+|\\.|\s+|.", re.DOTALL)
_ACCENTS = (r"\hat", r"\bar", r"\tilde")
_ARGUMENTS = {
    r"\frac": 2, r"\sqrt": 1, r"\mathrm": 1, r"\operatorname": 1, r"\text": 1, r"\texttt": 1, r"\underbrace": 1,
    **dict.fromkeys(_ACCENTS, 1),
}  # fmt: skip


@dataclass
class _Atom:
    """What scripts stand at."""

    is_accent: bool = False
    scripts: set[str] = field(default_factory=set)


class _Reader:
    def __init__(self, written: str) -> None:
        self.tokens = [token for token in _TOKEN.findall(written) if not token.isspace()]
        self.at, self.faults = 0, list[str]()

    def atoms(self, *ends: str) -> list[_Atom]:
        """A list of atoms up to one of ``ends``, which is passed; to the end of everything without."""
        found: list[_Atom] = []
        while self.at < len(self.tokens):
            token = self._next()
            if token in ends or (ends == (r"\end",) and token.startswith(r"\end{")):
                return found
            if token in ("^", "_", "'"):
                self._script(token, found)
            else:
                found.append(self._atom(token))
        if ends:
            self.faults.append(f"{ends[0]} is missing")
        return found

    def _atom(self, token: str) -> _Atom:
        if token == "{":
            inner = self.atoms("}")
            # A group of one accent is that accent: TeX takes the braces off.
            return inner[0] if len(inner) == 1 and inner[0].is_accent else _Atom()
        if token == r"\left":
            self._next()
            self.atoms(r"\right")
            self._next()
        elif token.startswith(r"\begin{"):
            self.atoms(r"\end")
        elif token in ("}", r"\right") or token.startswith(r"\end{"):
            self.faults.append(f"{token} closes nothing")
        for _ in range(_ARGUMENTS.get(token, 0)):
            self._atom(self._next())
        return _Atom(is_accent=token in _ACCENTS)

    def _script(self, sign: str, found: list[_Atom]) -> None:
        if not found or sign in ("&", r"\\"):
            found.append(_Atom())
        kind = "_" if sign == "_" else "^"
        if kind in found[-1].scripts:
            self.faults.append(f"a second {kind}")
        found[-1].scripts.add(kind)
        if sign != "'":
            self._atom(self._next())
            return
        while self.at < len(self.tokens) and self.tokens[self.at] in ("'", "^"):  # they gather what follows
            if self._next() == "^":
                self._atom(self._next())
                return

    def _next(self) -> str:
        if self.at == len(self.tokens):
            self.faults.append("something is missing at the end")
            return "x"
        self.at += 1
        return self.tokens[self.at - 1]


def structure_faults(written: str) -> list[str]:
    """What TeX would refuse in ``written``, formulas in environments or between dollars; nothing where all is well."""
    reader = _Reader(re.sub(r"\\text(?:tt)?\{(?:[^{}\\]|\\.|\{\})*\}", "x", written).replace("$", " "))
    reader.atoms()
    return reader.faults

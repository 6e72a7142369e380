"""Mistakes in the ways that ``why`` prints, planted one at a time: the proof finds every one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

import nervure.explain.chain as chains
import nervure.render.chain_factors as factors
import nervure.render.derivation as printing
import nervure.render.legend as legends
from nervure.errors import ExplanationError
from nervure.records.derivation import Chain, Hop
from nervure.render.formula.text import TextNotation
from nervure.render.numbers import number
from tests.explain.planting import Planted, one_way, penalized, planted, several_ways

Plant = Callable[[Planted], Any]
_lines, _legend, _grouped, _way = (
    factors.factor_lines, factors.factor_legend, factors._grouped, printing._way,
)  # fmt: skip
_derivative, _share, _together, _change = (
    TextNotation.derivative, printing._share, printing._together, printing.change_line,
)  # fmt: skip
_meaning, _strongest = legends.meaning_text, chains.strongest


def _factor(change: Callable[[float], float]) -> Plant:
    return lambda p: p.replace(factors, "_grouped", lambda value, notation: _grouped(change(value), notation))


def _drawn_factors(change: Callable[[Sequence[str]], Sequence[str]]) -> Plant:
    """Changes the four lines: what is asked for, symbols, numbers, product."""
    return lambda p: p.replace(printing, "factor_lines", lambda chain, notation: change(_lines(chain, notation)))


def _by_factor(line: str, change: Callable[[list[str]], list[str]]) -> str:
    return " × ".join(change(line.split(" × ")))


def _swapped(parts: list[str]) -> list[str]:
    return [*parts[:-2], parts[-1], parts[-2]]


def _rows(change: Callable[[list[str]], list[str]]) -> Plant:
    """Changes the rows of the way; what stands above them stays."""

    def way(chain: Chain) -> list[str]:
        lines, rows = _way(chain), len(chain.hops)
        return [*lines[:-rows], *change(lines[-rows:])]

    return lambda p: p.replace(printing, "_way", way)


def _hop(change: Callable[[Hop], str]) -> Plant:
    return lambda p: p.replace(printing, "_share", lambda hop: change(hop) if _share(hop) else "")


def _rotated_names(chain: Chain) -> Any:
    letters, names = zip(*_legend(chain), strict=True)
    return tuple(zip(letters, [*names[1:], names[0]], strict=True))


def _along_the_smallest(derivation: Any) -> Any:
    """The way along the term that weighs least."""
    return chains._first([] if derivation.is_leaf else sorted(chains._terms(derivation), key=chains._weight), True)


ONE_WAY: dict[str, Plant] = {
    "a factor a millionth off": _factor(lambda value: value * (1 + 2e-6)),
    "sign of a factor": _factor(lambda value: -value),
    "factors as their reciprocals": _factor(lambda value: 1 / value),
    "factors in numbers in another order": _drawn_factors(
        lambda lines: (*lines[:2], _by_factor(lines[2], _swapped), lines[3])
    ),
    "factors in symbols in another order": _drawn_factors(
        lambda lines: (lines[0], _by_factor(lines[1], _swapped), *lines[2:])
    ),
    "a factor left out": _drawn_factors(
        lambda lines: (lines[0], *(_by_factor(line, lambda parts: parts[:-1]) for line in lines[1:3]), lines[3])
    ),
    "a factor of 1 too many": _drawn_factors(lambda lines: (*lines[:2], f"{lines[2]} × 1", lines[3])),
    "product of the factors": _drawn_factors(lambda lines: (*lines[:3], number(float(lines[3]) * 1.01))),
    "factors upside down": lambda p: p.replace(
        TextNotation,
        "derivative",
        lambda self, a, b: _derivative(self, *((a, b) if a == "E" else (b, a))),
    ),
    "indices of the factors": lambda p: p.replace(
        factors,
        "_bare",
        lambda symbol, notation: notation.symbol(replace(symbol, index=symbol.index[::-1] + (1,), is_gradient=False)),
    ),
    "names of the factors": lambda p: p.replace(printing, "factor_legend", _rotated_names),
    "how far a weight moves": lambda p: p.replace(
        printing, "change_line", lambda d, notation: _altered(_change(d, notation), "e-", "1e-")
    ),
    "which weight moves": lambda p: p.replace(
        printing, "change_line", lambda d, notation: _altered(_change(d, notation), "[0", "[1")
    ),
    "before and after": lambda p: p.replace(
        printing, "change_line", lambda d, notation: _altered(_change(d, notation), " - ", " + ")
    ),
    "something between update and gradient left out": lambda p: p.replace(
        printing, "_together", lambda derivations, all_terms: _together(derivations[:-1], all_terms)
    ),
    "something that has no part in the update": lambda p: p.replace(
        printing,
        "_together",
        lambda derivations, all_terms: _together([derivations[0], *derivations[:0:-1]], all_terms),
    ),
    "what settings mean": lambda p: p.replace(
        legends, "meaning_text", lambda letter: _meaning({"η": "φ", "φ": "η"}.get(letter, letter))
    ),
}


def _altered(line: str | None, before: str, after: str) -> str | None:
    return None if line is None else line.replace(before, after, 1)


SEVERAL_WAYS: dict[str, Plant] = {
    "rows of the way swapped": _rows(lambda rows: [rows[1], rows[0], *rows[2:]] if len(rows) > 2 else rows),
    "a row left out": _rows(lambda rows: [rows[0], *rows[2:]] if len(rows) > 2 else rows),
    "the first row left out": _rows(lambda rows: rows[1:]),
    "a row twice": _rows(lambda rows: [rows[0], *rows]),
    "a number of the way": _rows(lambda rows: [row.replace(" = 0.", " = 1.", 1) for row in rows]),
    "the sign of a number of the way": _rows(lambda rows: [row.replace(" = -", " =  ", 1) for row in rows]),
    "a station beside the way": _rows(lambda rows: [row.replace("[0,", "[1,", 1) for row in rows]),
    "a value for a gradient": _rows(lambda rows: [row.replace("dE/d ", "", 1) for row in rows]),
    "share of the largest term": _hop(lambda hop: _share(replace(hop, term=hop.term * 1.01))),  # type: ignore[operator]
    "sign of the share": _hop(lambda hop: _share(replace(hop, term=-hop.term))),  # type: ignore[operator]
    "how many terms there are": _hop(lambda hop: _altered(_share(hop), f"of {hop.num_ways}", "of 1") or ""),
    "a share left out": _hop(lambda hop: ""),
    "a penalty where there is none": _hop(lambda hop: _share(replace(hop, larger=hop.term))),
    "the way along the smallest term": lambda p: p.replace(chains, "strongest", _along_the_smallest),
}
PENALIZED: dict[str, Plant] = {
    "the penalty's term passed over": lambda p: p.replace(chains, "_larger", lambda derivation, term: None),
    "the penalty's term": _hop(lambda hop: _share(replace(hop, larger=hop.larger * 2) if hop.larger else hop)),
}
KINDS: dict[str, tuple[Plant, Callable[[], Any]]] = {
    **{kind: (plant, one_way) for kind, plant in ONE_WAY.items()},
    **{kind: (plant, several_ways) for kind, plant in SEVERAL_WAYS.items()},
    **{kind: (plant, penalized) for kind, plant in PENALIZED.items()},
}


@pytest.mark.parametrize("network", [one_way, several_ways, penalized])
def test_nothing_is_found_where_nothing_is_planted(network: Callable[[], Any]) -> None:
    with planted(None, network) as explanation:
        assert explanation.verify().ways >= 6
        for name in explanation.names:
            if explanation.derivations.shape(explanation.derivations.place("gradient", name)) is not None:
                shown = str(explanation.why(name, (0,) * len(explanation.shape_of(name))))
                assert "WARNING" not in shown


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_mistake_is_found(kind: str) -> None:
    plant, network = KINDS[kind]
    with planted(plant, network) as explanation, pytest.raises(ExplanationError):
        explanation.verify(num=0)


def test_a_display_of_a_wrong_way_warns() -> None:
    with planted(SEVERAL_WAYS["a share left out"]) as explanation:
        why = explanation.why("one/kernel", (0, 0))
        assert "WARNING: do not trust this" in str(why)
        assert "alert" in why._repr_html_()

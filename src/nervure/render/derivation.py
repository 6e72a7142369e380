"""Derivations as text: symbols, then numbers, then the result."""

from __future__ import annotations

import functools
import math
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from nervure.language import text
from nervure.records.derivation import Chain, Derivation, Hop
from nervure.records.letters import chain_told_apart, told_apart
from nervure.render.chain_factors import factor_legend, factor_lines
from nervure.render.formula.drawing import Drawing
from nervure.render.formula.notation import Notation
from nervure.render.formula.text import TextNotation
from nervure.render.legend import legend_of, legend_text, meeting_line, settings_legend
from nervure.render.numbers import number
from nervure.render.reach import is_explained
from nervure.render.recombined import as_shown

_INDENT, _WIDEST, _DEEPEST = "  ", 100, 2
# How far the difference of printed digits may be off before the difference itself is printed.
_SHOWS = 0.1


def derivation_text(derivation: Derivation, *, all_terms: bool = False, has_legend: bool = True) -> str:
    """A heading, the formula in symbols, the same in numbers, the result, and the meaning of the letters.

    Args:
        derivation: the derivation to show.
        all_terms: whether long sums are written in full.
        has_legend: whether to explain the letters; a neighbor with the same letters may have explained them.
    """
    return _block(told_apart(derivation), all_terms, has_legend)


def _block(derivation: Derivation, all_terms: bool, has_legend: bool = True) -> str:
    """The text of a derivation whose letters have been made distinct."""
    heading = f"{derivation.place} = {number(derivation.value)}"
    if derivation.is_leaf:
        return f"{heading}\n{_INDENT}{_leaf_note(derivation)}"
    return "\n".join([heading, *_formula_lines(derivation, all_terms), *_notes(derivation, all_terms, has_legend)])


def chain_text(chain: Chain, *, all_terms: bool = False) -> str:
    """The update with its link to the gradient, the gradient, and the path back to the loss."""
    chain = chain_told_apart(chain)
    parts = [] if chain.update is None else [_together([chain.update, *chain.ties], all_terms)]
    parts.append(_block(chain.gradient, all_terms))
    if len(chain.hops) > 1:
        parts.append("\n".join(_way(chain)))
    return "\n\n".join(parts)


def _together(derivations: Sequence[Derivation], all_terms: bool) -> str:
    """Derivations below each other, and the meaning of the letters of all of them."""
    blocks = [_block(derivation, all_terms, has_legend=False) for derivation in derivations]
    derived = [derivation for derivation in derivations if not derivation.is_leaf]
    places = dict.fromkeys(entry for derivation in derived for entry in derivation.legend)
    settings = dict.fromkeys(letter for derivation in derived for letter in derivation.settings)
    legend = (*places, *settings_legend(settings))
    return "\n".join([*blocks, *(_folded(_INDENT, legend_text(legend)) if legend else [])])


def _formula_lines(derivation: Derivation, all_terms: bool) -> list[str]:
    subject = TextNotation().symbol(derivation.subject)
    symbols = Drawing(TextNotation(), all_terms=all_terms).draw(derivation.expression)
    numbers = Drawing(TextNotation(), in_numbers=True, all_terms=all_terms).draw(derivation.expression)
    heads = [f"{_INDENT}{subject} = ", *[f"{_INDENT}{' ' * width(subject)} = "] * 2]
    shown = dict.fromkeys((symbols, numbers, number(derivation.value)))
    return [line for head, formula in zip(heads, shown, strict=False) for line in _folded(head, formula)]


def _folded(head: str, formula: str) -> list[str]:
    """``head`` and ``formula`` in lines of at most 100 cells if possible, broken before operators and after commas."""
    lines, line = [], head
    for term in _pieces(formula, _WIDEST - width(head)):
        if width(line) + width(term) > _WIDEST and line.strip() and line != head:
            lines.append(line.rstrip())
            line = " " * width(head)
        line += f"{term} "
    return [*lines, line.rstrip()]


def _pieces(formula: str, room: int, level: int = 0) -> list[str]:
    """The terms of a sum with their signs; the contents of parentheses stay together if they fit."""
    terms, depth, start = [], 0, 0
    for position, sign in enumerate(formula):
        depth += (sign in "([{") - (sign in ")]}")
        is_sign = sign in "+-" and formula[position - 1 : position] == " " and formula[position + 1] == " "
        if depth <= level and (is_sign or formula[position - 2 : position] == ", "):
            terms.append(formula[start : position - 1])
            start = position
    terms.append(formula[start:])
    if level == _DEEPEST:
        return terms
    return [piece for term in terms for piece in ([term] if width(term) <= room else _pieces(term, room, level + 1))]


def _notes(derivation: Derivation, all_terms: bool, has_legend: bool) -> list[str]:
    shown = notes(derivation, all_terms=all_terms, has_legend=has_legend)
    return [line for note in shown for line in _folded(_INDENT, note)]


def notes(derivation: Derivation, *, all_terms: bool = False, has_legend: bool = True) -> list[str]:
    """The meaning of the letters, and whether the displayed digits recombine; or why a number has no derivation."""
    if derivation.is_leaf:
        return [_leaf_note(derivation)]
    letters = legend_of(derivation)
    said = [meeting_line(meeting) for meeting in derivation.meetings]
    change = change_line(derivation, TextNotation())
    recombined = number(as_shown(derivation.expression, all_terms=all_terms))
    said += [] if change is None else [change]
    said += [legend_text(letters)] if letters and has_legend else []
    if recombined == number(derivation.value):
        return said
    # If rounding is not the reason, a reassuring note would vouch for a wrong formula.
    is_rounding = is_explained(derivation, all_terms=all_terms)
    return [*said, text("explain.recombined" if is_rounding else "explain.contradicted", value=recombined)]


def change_line(derivation: Derivation, notation: Notation, quotes: str = "") -> str | None:
    """The change of a weight, if the digits of both numbers do not show it.

    Args:
        derivation: of the weight after the update.
        notation: writes the numbers.
        quotes: the quotes around formulas in a sentence.
    """
    before, after = derivation.before, derivation.value
    if before is None or not math.isfinite(after - before):
        return None
    change, shown = after - before, float(number(after)) - float(number(before))
    if abs(shown - change) <= _SHOWS * abs(change):
        return None
    subject, old = derivation.subject, replace(derivation.subject, is_new=False)
    written = {
        "change": notation.symbol(replace(old, letter=f"Δ{subject.letter}")), "after": notation.symbol(subject),
        "before": notation.symbol(old), "value": notation.number(change),
    }  # fmt: skip
    return text("explain.change", **{name: f"{quotes}{formula}{quotes}" for name, formula in written.items()})


def _leaf_note(derivation: Derivation) -> str:
    return {
        "stored": text("explain.stored"),
        "given": text("explain.given"),
        "drawn": text("explain.drawn"),
        "opaque": text("explain.opaque", maker=derivation.maker),
    }[derivation.origin]


def _way(chain: Chain) -> list[str]:
    lines = [text("explain.factors"), *_factors(chain)] if chain.is_single else []
    rows = [(str(hop.derivation.place), number(hop.derivation.value), _share(hop)) for hop in reversed(chain.hops)]
    names, values = (max(width(row[column]) for row in rows) for column in (0, 1))
    lines += [text("explain.way")]
    lines += [
        f"{_INDENT}{_padded(name, names)} = {_padded(value, values)}  {share}".rstrip() for name, value, share in rows
    ]
    return lines


def _share(hop: Hop) -> str:
    if hop.term is None or hop.num_ways == 1:
        return ""
    share, ways = number(hop.term.value), f"{hop.num_ways:,}"
    if hop.larger is None:
        return text("explain.hop", share=share, ways=ways)
    return text("explain.hop_beside_penalty", share=share, ways=ways, larger=number(hop.larger.value))


def _factors(chain: Chain) -> list[str]:
    """``dE/dw = dE/dy × dy/dz × dz/dw``, first in symbols, then in numbers, and the meaning of the letters."""
    subject, *shown = factor_lines(chain, TextNotation())
    heads = [f"{_INDENT}{subject} = ", *[f"{_INDENT}{' ' * width(subject)} = "] * 2]
    formulas = [line for head, formula in zip(heads, shown, strict=True) for line in _folded(head, formula)]
    return [*formulas, *_folded(_INDENT, legend_text(factor_legend(chain)))]


def width(line: str) -> int:
    """The number of terminal cells: two per Hangul syllable, none per combining mark."""
    return sum(map(_cells, line))


@functools.cache
def _cells(sign: str) -> int:
    return 0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1


def _padded(cell: str, cells: int) -> str:
    return cell + " " * (cells - width(cell))

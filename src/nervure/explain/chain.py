"""From a number back to the loss: at each fork, along the largest of the terms that lead there."""

from __future__ import annotations

import math
from collections.abc import Sequence

from nervure.explain.derivations import Derivations
from nervure.explain.references import GRADIENT_NORM, STEPPED_NORM
from nervure.records.derivation import Chain, Derivation, Hop
from nervure.records.expression import Expression, Negative, Number, Product, Quotient, Selection, Sum, Symbol, symbols
from nervure.records.place import Place

# A network has fewer steps than that. A recurrent one has many, and its path through time repeats itself.
MAX_HOPS = 64
_LENGTHS = (GRADIENT_NORM, STEPPED_NORM)


def chain_to(derivations: Derivations, place: Place) -> Chain:
    """The path from the loss to the gradient at ``place``, and the update if that is the gradient of a weight."""
    hops: list[Hop] = []
    derivation = derivations.derivation(place)
    while len(hops) < MAX_HOPS:
        term, symbol = strongest(derivation)
        if term is None or symbol is None or symbol.place is None:
            break
        hops.append(Hop(derivation, term, factor_beside(term, symbol), _larger(derivation, term)))
        derivation = derivations.derivation(symbol.place)
    hops.append(Hop(derivation))
    update = _update(derivations, place)
    return Chain(tuple(hops), update, () if update is None else ties_to(derivations, update))


def _update(derivations: Derivations, place: Place) -> Derivation | None:
    updated = Place("updated", place.reference, place.index)
    has_one = derivations.recording.array("updated", place.reference) is not None
    return derivations.derivation(updated) if has_one else None


def ties_to(derivations: Derivations, update: Derivation) -> tuple[Derivation, ...]:
    """What leads from the gradient to the new weight, once each: averages, the clipped gradient, the interim weight."""
    waiting, found = [update], dict[Place, Derivation]()
    while waiting:
        for symbol in symbols(waiting.pop(0).expression):
            place = symbol.place
            if place is None or place in found or place == update.place or not derivations.is_of_update(place):
                continue
            of_array = place.reference
            if place.index != update.place.index and of_array.part not in _LENGTHS:
                continue  # of another weight: a norm is computed from those too
            found[place] = derivations.derivation(place)
            if of_array.kind in ("slot", "update") and of_array.number == update.place.reference.number:
                waiting.append(found[place])
    return tuple(found.values())


def strongest(derivation: Derivation) -> tuple[Expression | None, Symbol | None]:
    """The largest term of a gradient, and the gradient it passes on; None if the path starts at the loss here."""
    terms = () if derivation.is_leaf else _terms(derivation)
    is_weight = derivation.place.reference.kind == "parameter"
    return _first(sorted(terms, key=lambda term: -_weight(term)), is_weight)


def _first(terms: Sequence[Expression], is_weight: bool) -> tuple[Expression | None, Symbol | None]:
    """The first term from the loss, and the gradient it passes on; None if it is the loss itself.

    A term that passes on nothing is a penalty's (for a weight) or the loss's (for a value).
    """
    for term in terms:
        handed = next((s for s in symbols(term) if s.is_gradient and not _is_share(s) and s.place is not None), None)
        if handed is not None:
            return term, handed
        if not is_weight:
            break
    return None, None


def _larger(derivation: Derivation, term: Expression) -> Expression | None:
    """The largest term if that is not ``term``: one of a penalty, where the path ends."""
    largest = max(_terms(derivation), key=_weight)
    return largest if _weight(largest) > _weight(term) else None


def _terms(derivation: Derivation) -> tuple[Expression, ...]:
    expression = derivation.expression
    return expression.terms if isinstance(expression, Sum) else (expression,)


def factor_beside(term: Expression, symbol: Symbol) -> Expression | None:
    """``term`` without ``symbol``, which is one of its factors; None if it is not."""
    if term is symbol or term == symbol:
        return Number(1.0)
    if isinstance(term, Negative):
        inner = factor_beside(term.argument, symbol)
        return None if inner is None else Negative(inner)
    if isinstance(term, Selection):
        return factor_beside(term.chosen, symbol)
    if isinstance(term, Quotient):
        above = factor_beside(term.above, symbol)
        return None if above is None else above / term.below
    if isinstance(term, Product) and symbol in term.factors:
        position = term.factors.index(symbol)
        rest = term.factors[:position] + term.factors[position + 1 :]
        return rest[0] if len(rest) == 1 else Product(rest)
    return None


def _is_share(symbol: Symbol) -> bool:
    """Whether it is the weight of a sample: the path starts there."""
    return symbol.place is not None and symbol.place.reference.kind == "sample_loss"


def _weight(term: Expression) -> float:
    return math.inf if math.isnan(term.value) else abs(term.value)

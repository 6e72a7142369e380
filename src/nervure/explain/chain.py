"""From a number back to the loss: at each fork along the term that weighs most of those that lead there."""

from __future__ import annotations

import math
from collections.abc import Sequence

from nervure.explain.derivations import Derivations
from nervure.explain.references import GRADIENT_NORM, STEPPED_NORM
from nervure.records.derivation import Chain, Derivation, Hop
from nervure.records.expression import Expression, Negative, Number, Product, Quotient, Selection, Sum, Symbol, symbols
from nervure.records.place import Place

# A network has fewer steps than that; recurrent ones many, and the way through time repeats itself.
MAX_HOPS = 64
_LENGTHS = (GRADIENT_NORM, STEPPED_NORM)


def chain_to(derivations: Derivations, place: Place) -> Chain:
    """The way from the loss to the gradient at ``place``, and the update where it is that of a weight."""
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
    """What leads from the new weight to the gradient, each once: averages, the cut gradient, the weight on its way."""
    waiting, found = [update], dict[Place, Derivation]()
    while waiting:
        for symbol in symbols(waiting.pop(0).expression):
            place = symbol.place
            if place is None or place in found or place == update.place or not derivations.is_of_update(place):
                continue
            of_array = place.reference
            if place.index != update.place.index and of_array.part not in _LENGTHS:
                continue  # of another weight, which a length is made of too
            found[place] = derivations.derivation(place)
            if of_array.kind in ("slot", "update") and of_array.number == update.place.reference.number:
                waiting.append(found[place])
    return tuple(found.values())


def strongest(derivation: Derivation) -> tuple[Expression | None, Symbol | None]:
    """The term of a gradient that weighs most, and the gradient it hands on; None where it begins at the loss."""
    terms = () if derivation.is_leaf else _terms(derivation)
    is_weight = derivation.place.reference.kind == "parameter"
    return _first(sorted(terms, key=lambda term: -_weight(term)), is_weight)


def _first(terms: Sequence[Expression], is_weight: bool) -> tuple[Expression | None, Symbol | None]:
    """The first that comes from the loss, and the gradient it hands on; None where that is the loss itself.

    A term that hands on nothing is that of a penalty on a weight, and of a value that of the loss.
    """
    for term in terms:
        handed = next((s for s in symbols(term) if s.is_gradient and not _is_share(s) and s.place is not None), None)
        if handed is not None:
            return term, handed
        if not is_weight:
            break
    return None, None


def _larger(derivation: Derivation, term: Expression) -> Expression | None:
    """The term that weighs most, where that is not ``term``: a penalty's own, from which no way leads on."""
    largest = max(_terms(derivation), key=_weight)
    return largest if _weight(largest) > _weight(term) else None


def _terms(derivation: Derivation) -> tuple[Expression, ...]:
    expression = derivation.expression
    return expression.terms if isinstance(expression, Sum) else (expression,)


def factor_beside(term: Expression, symbol: Symbol) -> Expression | None:
    """``term`` without ``symbol``, which is one of its factors; None where it is not."""
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
    """Whether it says how much a sample counts: there the way begins."""
    return symbol.place is not None and symbol.place.reference.kind == "sample_loss"


def _weight(term: Expression) -> float:
    return math.inf if math.isnan(term.value) else abs(term.value)

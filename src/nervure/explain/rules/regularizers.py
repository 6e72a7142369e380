"""Penalties on weights, and their derivatives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import torch

from nervure.explain.matrix_rows import ROW_COSINE, ROW_LENGTH, MatrixRows, matrix_rows
from nervure.explain.recording import Array
from nervure.parameter import Penalty
from nervure.records.alphabet import letter_of
from nervure.records.expression import Call, Expression, Number, Symbol, maximum, total
from nervure.records.place import Index, Place, every_index
from nervure.records.reference import Reference
from nervure.regularizers import EPSILON, L1, L1L2, L2, OrthogonalRegularizer


class Weights(NamedTuple):
    """What a penalty reads: a parameter, or the output of a layer.

    Attributes:
        reference: the reference of the array.
        numbers: its values.
        letter: its letter in formulas.
        parts: the references, by name, of intermediate numbers of a parameter, which have separate places.
    """

    reference: Reference
    numbers: Array
    letter: str = letter_of("kernel")
    parts: Mapping[str, Reference] = {}

    def w(self, index: Index) -> Symbol:
        """One weight."""
        return Symbol(self.letter, index, float(self.numbers[index]), Place("value", self.reference, index))

    def every(self) -> list[Symbol]:
        """All weights in order."""
        return [self.w(index) for index in every_index(self.numbers.shape)]


class PenaltyRule(NamedTuple):
    """How a penalty is computed.

    Attributes:
        value: ``value(regularizer, weights)``.
        slope: ``slope(regularizer, weights, index)``: its derivative with respect to one weight.
    """

    value: Callable[[Any, Weights], Expression]
    slope: Callable[[Any, Weights, Index], Expression]


def _l1(regularizer: L1, weights: Weights) -> Expression:
    """``lambda sum |w|``."""
    return Symbol(letter_of("l1"), (), regularizer.l1) * total(Call("abs", w) for w in weights.every())


def _l1_slope(regularizer: L1, weights: Weights, index: Index) -> Expression:
    """``lambda sign(w)``."""
    return Symbol(letter_of("l1"), (), regularizer.l1) * Call("sign", weights.w(index))


def _l2(regularizer: L2, weights: Weights) -> Expression:
    """``lambda sum w^2``."""
    return Symbol(letter_of("l2"), (), regularizer.l2) * total(w**2 for w in weights.every())


def _l2_slope(regularizer: L2, weights: Weights, index: Index) -> Expression:
    """``2 lambda w``."""
    return 2 * Symbol(letter_of("l2"), (), regularizer.l2) * weights.w(index)


def _l1_l2(regularizer: L1L2, weights: Weights) -> Expression:
    """Both together."""
    absolute = Symbol(letter_of("l1"), (), regularizer.l1) * total(Call("abs", w) for w in weights.every())
    return absolute + Symbol(letter_of("l2"), (), regularizer.l2) * total(w**2 for w in weights.every())


def _l1_l2_slope(regularizer: L1L2, weights: Weights, index: Index) -> Expression:
    w = weights.w(index)
    return (
        Symbol(letter_of("l1"), (), regularizer.l1) * Call("sign", w)
        + 2 * Symbol(letter_of("l2"), (), regularizer.l2) * w
    )


class Rows(NamedTuple):
    """The rows or columns of a matrix, with the intermediate numbers computed from them.

    Attributes:
        regularizer: makes them orthogonal.
        weights: the matrix.
        worked: norms and cosines.
    """

    regularizer: OrthogonalRegularizer
    weights: Weights
    worked: MatrixRows

    @property
    def size(self) -> int:
        """The number of rows."""
        return len(self.worked.lengths)

    def row(self, number: int) -> list[Symbol]:
        """The weights of one row."""
        return [self.cell(number, i) for i in range(self.weights.numbers.size // max(self.size, 1))]

    def cell(self, number: int, position: int) -> Symbol:
        """One weight of one row."""
        return self.weights.w((number, position) if self.regularizer.mode == "rows" else (position, number))

    def length(self, number: int) -> Symbol:
        """``|w_i|``, at least 1e-7."""
        return Symbol(
            letter_of("length"), (number,), float(self.worked.lengths[number]), self._place(ROW_LENGTH, (number,))
        )

    def cosine(self, one: int, other: int) -> Symbol:
        """``cos_ij = w_i w_j / (|w_i| |w_j|)``."""
        value, index = float(self.worked.cosines[one, other]), (one, other)
        return Symbol(letter_of("cosine"), index, value, self._place(ROW_COSINE, index), terms=1.0)

    def _place(self, part: str, index: Index) -> Place | None:
        return Place("value", self.weights.parts[part], index) if part in self.weights.parts else None

    def share(self) -> Expression:
        """``f / (n (n - 1))``."""
        return Symbol(letter_of("orthogonal"), (), self.regularizer.factor) / max(self.size * (self.size - 1), 1)


def rows_of(regularizer: OrthogonalRegularizer, weights: Weights) -> Rows:
    """The rows that ``regularizer`` reads."""
    worked = matrix_rows(regularizer, weights.numbers)
    assert worked is not None
    return Rows(regularizer, weights, worked)


def _orthogonal(regularizer: OrthogonalRegularizer, weights: Weights) -> Expression:
    """``f / (n (n - 1)) 2 sum_(i > j) |cos_ij|``: each pair occurs twice in the matrix."""
    rows = rows_of(regularizer, weights)
    pairs = [(i, j) for i in range(rows.size) for j in range(i)]
    return rows.share() * 2 * total(Call("abs", rows.cosine(i, j)) for i, j in pairs)


def _orthogonal_slope(regularizer: OrthogonalRegularizer, weights: Weights, index: Index) -> Expression:
    """``2 f / (n (n - 1)) sum_j sign(cos_ij) (w_j / |w_j| - cos_ij w_i / |w_i|) / |w_i|``."""
    rows = rows_of(regularizer, weights)
    number, cell = index if regularizer.mode == "rows" else index[::-1]
    length, terms = rows.length(number), list[Expression]()
    for other in (other for other in range(rows.size) if other != number):
        cosine, toward = rows.cosine(number, other), rows.cell(other, cell) / rows.length(other)
        # A row shorter than 1e-7 counts as that long: its norm does not move with it.
        upright = cosine * (weights.w(index) / length) if length.value > EPSILON else Number(0.0)
        terms.append(Call("sign", cosine) * (toward - upright))
    return rows.share() * 2 * total(terms) / length


def row_length(regularizer: OrthogonalRegularizer, weights: Weights, index: Index) -> Expression:
    """``|w_i|``, at least 1e-7."""
    row = rows_of(regularizer, weights).row(index[0])
    return maximum(Call("sqrt", total(w**2 for w in row)), EPSILON)


def row_cosine(regularizer: OrthogonalRegularizer, weights: Weights, index: Index) -> Expression:
    """``w_i w_j / (|w_i| |w_j|)``."""
    rows, (one, other) = rows_of(regularizer, weights), index
    product = total(a * b for a, b in zip(rows.row(one), rows.row(other), strict=True))
    return product / (rows.length(one) * rows.length(other))


PENALTY_RULES: dict[type[Any], PenaltyRule] = {
    L1: PenaltyRule(_l1, _l1_slope),
    L2: PenaltyRule(_l2, _l2_slope),
    L1L2: PenaltyRule(_l1_l2, _l1_l2_slope),
    OrthogonalRegularizer: PenaltyRule(_orthogonal, _orthogonal_slope),
}


PENALTY_PARTS: dict[str, tuple[str, Callable[[Any, Weights, Index], Expression]]] = {
    ROW_LENGTH: (letter_of("length"), row_length),
    ROW_COSINE: (letter_of("cosine"), row_cosine),
}


def penalty(regularizer: Penalty, weights: Weights) -> Expression:
    """What the weights add to the loss; for a custom regularizer, the number it returns."""
    rule = PENALTY_RULES.get(type(regularizer))
    if rule is None:
        return Symbol(letter_of("penalty"), (), float(regularizer.penalty(torch.from_numpy(weights.numbers))))
    return rule.value(regularizer, weights)


def penalty_slope(regularizer: Penalty, weights: Weights, index: Index) -> Expression:
    """Its derivative with respect to one weight; for a custom regularizer, the number it returns."""
    rule = PENALTY_RULES.get(type(regularizer))
    if rule is None:
        return Symbol(
            letter_of("penalty_slope"), index, float(regularizer.gradient(torch.from_numpy(weights.numbers))[index])
        )
    return rule.slope(regularizer, weights, index)

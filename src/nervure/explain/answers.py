"""The answers of an explanation: a derivation or a chain, with its value and every way to display it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape
from os import PathLike
from typing import NamedTuple

from nervure import files
from nervure.records.derivation import Chain, Derivation
from nervure.records.derivative_line import DerivativeLine
from nervure.records.expression import Expression, Number, Product, Quotient, Sum, symbols
from nervure.records.letters import lines_told_apart
from nervure.records.place import Place
from nervure.render import derivation as as_text
from nervure.render import derivation_markup as as_markup
from nervure.render.derivative import derivative_latex, derivative_text


class Contribution(NamedTuple):
    """One term of a number.

    Attributes:
        value: what it contributes.
        places: the numbers it was computed from.
    """

    value: float
    places: tuple[Place, ...]


class Answer:
    """The explanation of one number.

    Args:
        derivation: how it was computed.
        find: returns the answer for another place.
        work_out: returns the steps of its derivative.
        sample_of: returns the sample that a gradient belongs to; None if it belongs to none.
        doubt: checks what is displayed: returns a warning line, or None.

    Attributes:
        derivation: the record: symbol, expression, the function that computed it.
    """

    def __init__(
        self,
        derivation: Derivation,
        find: Callable[[Place], Answer],
        work_out: Callable[[Place], tuple[DerivativeLine, ...]],
        sample_of: Callable[[Place], int | None],
        doubt: Callable[[Derivation], str | None],
    ) -> None:
        self._check = doubt
        self.derivation, self._find, self._work_out, self._sample_of = derivation, find, work_out, sample_of

    @property
    def value(self) -> float:
        """The number as the engine computed it."""
        return self.derivation.value

    @property
    def expression(self) -> Expression:
        """The expression tree that produced it."""
        return self.derivation.expression

    @property
    def contributions(self) -> tuple[Contribution, ...]:
        """The terms that add up to it, with the places of the numbers they were computed from."""
        is_loss = self.derivation.place.reference.kind == "loss"
        terms = _shares(self.expression) if is_loss else _terms(self.expression)
        return tuple(
            Contribution(term.value, tuple(s.place for s in symbols(term) if s.place is not None)) for term in terms
        )

    @property
    def by_sample(self) -> dict[int, float]:
        """The contribution of each sample of the batch to the gradient of a weight."""
        added: dict[int, float] = {}
        for value, places in self.contributions:
            gradient = next((place for place in places if place.kind == "gradient" and place.index), None)
            sample = None if gradient is None else self._sample_of(gradient)
            if sample is not None:
                added[sample] = added.get(sample, 0.0) + value
        return added

    @property
    def sources(self) -> tuple[Answer, ...]:
        """The answers for the numbers it was computed from, each once."""
        places = dict.fromkeys(s.place for s in symbols(self.expression) if s.place is not None)
        return tuple(self._find(place) for place in places if place != self.derivation.place)

    @property
    def derivative_steps(self) -> tuple[DerivativeLine, ...]:
        """For a gradient before an activation: the derivative of that activation, worked out by hand.

        Examples:
            >>> import nervure as nv
            >>> model = nv.Sequential([nv.Input((1,)), nv.layers.Dense(1, activation="sigmoid")])
            >>> model.set_weights([[[2.0]], [0.0]])
            >>> model.compile("sgd", "mse")
            >>> gradient = model.explain([[0.5]], [[1.0]]).gradient_of("dense/z", (0, 0))
            >>> [step.reason for step in gradient.derivative_steps]
            ['definition', 'chain_rule', 'signs', 'factors', 'remainder', 'named']
        """
        return self._work_out(self.derivation.place)

    def text(self, *, all_terms: bool = False, steps: bool = False) -> str:
        """As ``str()``.

        Args:
            all_terms: whether long sums are written in full.
            steps: whether the derivative of the activation is worked out by hand, if there is one.
        """
        worked = self._steps_below() if steps else ()
        shown = as_text.derivation_text(self.derivation, all_terms=all_terms)
        found = [shown, derivative_text(worked) if worked else None, self.doubt]
        return "\n".join(line for line in found if line is not None)

    @property
    def doubt(self) -> str | None:
        """A warning line if what is displayed fails its own check; every display ends with it."""
        return self._check(self.derivation)

    def __str__(self) -> str:
        """Symbols, numbers, result."""
        return self.text()

    __repr__ = __str__

    def to_latex(self, *, all_terms: bool = False, steps: bool = False) -> str:
        """As LaTeX: an ``align*`` environment, and another for the steps; arguments as for :meth:`text`."""
        shown = as_markup.derivation_latex(self.derivation, all_terms=all_terms)
        worked = self._steps_below() if steps else ()
        return f"{shown}\n\n{derivative_latex(worked)}" if worked else shown

    def _steps_below(self) -> tuple[DerivativeLine, ...]:
        """The steps of the derivative, with the letters of the formula above them."""
        return lines_told_apart(self.derivation, self.derivative_steps)

    def to_mathml(self, *, all_terms: bool = False) -> str:
        """As MathML: one ``<math>`` element."""
        return as_markup.derivation_mathml(self.derivation, all_terms=all_terms)

    def to_html(self, path: str | PathLike[str], *, all_terms: bool = False) -> None:
        """Writes it as a separate page."""
        files.write_text(path, as_markup.page(str(self.derivation.place), [self._html(all_terms)]))

    def _repr_html_(self) -> str:
        return self._html(all_terms=False)

    def _html(self, all_terms: bool) -> str:
        return as_markup.derivation_html(self.derivation, all_terms=all_terms) + warning_html([self.doubt])


class Why:
    """Why a weight moves, or a value has its gradient: the path from the loss.

    Args:
        chain: the path.
        find: returns the answer for another place.
        doubt: checks what is displayed: returns a warning line, or None.
    """

    def __init__(self, chain: Chain, find: Callable[[Place], Answer], doubt: Callable[[Chain], str | None]) -> None:
        self.chain, self._find, self._check = chain, find, doubt

    @property
    def value(self) -> float:
        """The gradient of the loss."""
        return self.chain.gradient.value

    @property
    def gradient(self) -> Answer:
        """How the gradient was computed."""
        return self._find(self.chain.gradient.place)

    @property
    def update(self) -> Answer | None:
        """How the weight moves; None for a number that is not a weight."""
        return None if self.chain.update is None else self._find(self.chain.update.place)

    @property
    def steps(self) -> tuple[Answer, ...]:
        """Every gradient on the path, starting with the requested one."""
        return tuple(self._find(hop.derivation.place) for hop in self.chain.hops)

    @property
    def factors(self) -> tuple[float, ...]:
        """The gradient at the loss and the factors it is multiplied by, along the largest terms.

        If there is only one path, their product is the gradient.
        """
        beside = [hop.factor.value for hop in reversed(self.chain.hops[:-1]) if hop.factor is not None]
        return (self.chain.hops[-1].derivation.value, *beside)

    def text(self, *, all_terms: bool = False) -> str:
        """As ``str()``; with ``all_terms``, long sums in full."""
        return "\n".join([as_text.chain_text(self.chain, all_terms=all_terms), *self._doubts])

    @property
    def _doubts(self) -> list[str]:
        """Warning lines if the update, a gradient on the path, or the path itself is wrong."""
        answers = [*([] if self.update is None else [self.update]), *self.steps]
        lines = [*(answer.doubt for answer in answers), self._check(self.chain)]
        return [line for line in dict.fromkeys(lines) if line is not None]

    def __str__(self) -> str:
        """The update, the gradient, and the path back to the loss."""
        return self.text()

    __repr__ = __str__

    def to_latex(self, *, all_terms: bool = False) -> str:
        """As LaTeX, one ``align*`` environment per derivation, with the chain of factors if there is only one path."""
        return as_markup.chain_latex(self.chain, all_terms=all_terms)

    def to_mathml(self, *, all_terms: bool = False) -> str:
        """As MathML, one ``<math>`` element for each of these."""
        return as_markup.chain_mathml(self.chain, all_terms=all_terms)

    def to_html(self, path: str | PathLike[str], *, all_terms: bool = False) -> None:
        """Writes it as a separate page, with the whole path in full."""
        sections = [*as_markup.chain_sections(self.chain, all_terms=all_terms), warning_html(self._doubts)]
        files.write_text(path, as_markup.page(str(self.chain.gradient.place), sections))

    def _repr_html_(self) -> str:
        return "\n".join([*as_markup.chain_sections(self.chain), warning_html(self._doubts)])


def _terms(expression: Expression) -> tuple[Expression, ...]:
    return expression.terms if isinstance(expression, Sum) else (expression,)


def _shares(expression: Expression) -> tuple[Expression, ...]:
    """The terms of a sum of means, each with its divisor and the weight of its output."""
    if isinstance(expression, Sum):
        return tuple(share for term in expression.terms for share in _shares(term))
    if isinstance(expression, Quotient):
        return tuple(share / expression.below for share in _shares(expression.above))
    if isinstance(expression, Product) and isinstance(expression.factors[0], Number):
        weight, *mean = expression.factors
        return tuple(weight * share for share in _shares(Product(tuple(mean)) if len(mean) > 1 else mean[0]))
    return (expression,)


def warning_html(doubts: Iterable[str | None]) -> str:
    """Warning paragraphs; empty if there is nothing to warn about."""
    return "".join(f'<p role="alert"><strong>{escape(doubt)}</strong></p>' for doubt in doubts if doubt is not None)

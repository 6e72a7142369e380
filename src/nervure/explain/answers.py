"""What an explanation answers: a derivation or a chain, with its value and every way to show it."""

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
        value: what it adds.
        places: the numbers it was made of.
    """

    value: float
    places: tuple[Place, ...]


class Answer:
    """One number explained.

    Args:
        derivation: where it came from.
        find: gives the answer for another place.
        work_out: gives the steps of its derivative.
        sample_of: gives the sample that a gradient belongs to; None where it belongs to none.
        doubt: checks what is displayed: a line that warns, or None.

    Attributes:
        derivation: the record: symbol, expression, what computed it.
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
        """The number, as the engine computed it."""
        return self.derivation.value

    @property
    def expression(self) -> Expression:
        """The tree it came from."""
        return self.derivation.expression

    @property
    def contributions(self) -> tuple[Contribution, ...]:
        """The terms that add up to it, with the places of the numbers they were made of."""
        is_loss = self.derivation.place.reference.kind == "loss"
        terms = _shares(self.expression) if is_loss else _terms(self.expression)
        return tuple(
            Contribution(term.value, tuple(s.place for s in symbols(term) if s.place is not None)) for term in terms
        )

    @property
    def by_sample(self) -> dict[int, float]:
        """What each sample of the batch adds, for a gradient of a weight."""
        added: dict[int, float] = {}
        for value, places in self.contributions:
            gradient = next((place for place in places if place.kind == "gradient" and place.index), None)
            sample = None if gradient is None else self._sample_of(gradient)
            if sample is not None:
                added[sample] = added.get(sample, 0.0) + value
        return added

    @property
    def sources(self) -> tuple[Answer, ...]:
        """The answers for the numbers it was made of, each once."""
        places = dict.fromkeys(s.place for s in symbols(self.expression) if s.place is not None)
        return tuple(self._find(place) for place in places if place != self.derivation.place)

    @property
    def derivative_steps(self) -> tuple[DerivativeLine, ...]:
        """The derivative of the activation that reads the number, worked out by hand; of a gradient before one.

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
            all_terms: long sums in full.
            steps: with the derivative of the activation worked out by hand, where there is one.
        """
        worked = self._steps_below() if steps else ()
        shown = as_text.derivation_text(self.derivation, all_terms=all_terms)
        found = [shown, derivative_text(worked) if worked else None, self.doubt]
        return "\n".join(line for line in found if line is not None)

    @property
    def doubt(self) -> str | None:
        """A line that warns where what is displayed, checked again, is not so; every display ends with it."""
        return self._check(self.derivation)

    def __str__(self) -> str:
        """Symbols, numbers, result."""
        return self.text()

    __repr__ = __str__

    def to_latex(self, *, all_terms: bool = False, steps: bool = False) -> str:
        """As LaTeX: an ``align*`` environment, and one more for the steps; arguments as of :meth:`text`."""
        shown = as_markup.derivation_latex(self.derivation, all_terms=all_terms)
        worked = self._steps_below() if steps else ()
        return f"{shown}\n\n{derivative_latex(worked)}" if worked else shown

    def _steps_below(self) -> tuple[DerivativeLine, ...]:
        """The steps of the derivative with the letters that the formula above them has."""
        return lines_told_apart(self.derivation, self.derivative_steps)

    def to_mathml(self, *, all_terms: bool = False) -> str:
        """As MathML: one ``<math>`` element."""
        return as_markup.derivation_mathml(self.derivation, all_terms=all_terms)

    def to_html(self, path: str | PathLike[str], *, all_terms: bool = False) -> None:
        """Writes it as a page of its own."""
        files.write_text(path, as_markup.page(str(self.derivation.place), [self._html(all_terms)]))

    def _repr_html_(self) -> str:
        return self._html(all_terms=False)

    def _html(self, all_terms: bool) -> str:
        return as_markup.derivation_html(self.derivation, all_terms=all_terms) + warning_html([self.doubt])


class Why:
    """Why a weight moves, or a value has its gradient: the way from the loss to it.

    Args:
        chain: the way.
        find: gives the answer for another place.
        doubt: checks what is displayed: a line that warns, or None.
    """

    def __init__(self, chain: Chain, find: Callable[[Place], Answer], doubt: Callable[[Chain], str | None]) -> None:
        self.chain, self._find, self._check = chain, find, doubt

    @property
    def value(self) -> float:
        """The gradient of the loss."""
        return self.chain.gradient.value

    @property
    def gradient(self) -> Answer:
        """How the gradient came about."""
        return self._find(self.chain.gradient.place)

    @property
    def update(self) -> Answer | None:
        """How the weight moves; None for a number that is no weight."""
        return None if self.chain.update is None else self._find(self.chain.update.place)

    @property
    def steps(self) -> tuple[Answer, ...]:
        """Every gradient on the way, the one asked for first."""
        return tuple(self._find(hop.derivation.place) for hop in self.chain.hops)

    @property
    def factors(self) -> tuple[float, ...]:
        """The gradient at the loss and what it is multiplied by on the way, along the largest terms.

        Where there is one way only their product is the gradient.
        """
        beside = [hop.factor.value for hop in reversed(self.chain.hops[:-1]) if hop.factor is not None]
        return (self.chain.hops[-1].derivation.value, *beside)

    def text(self, *, all_terms: bool = False) -> str:
        """As ``str()``; with ``all_terms`` long sums in full."""
        return "\n".join([as_text.chain_text(self.chain, all_terms=all_terms), *self._doubts])

    @property
    def _doubts(self) -> list[str]:
        """Lines that warn where the update, a gradient on the way, or the way itself is not so."""
        answers = [*([] if self.update is None else [self.update]), *self.steps]
        lines = [*(answer.doubt for answer in answers), self._check(self.chain)]
        return [line for line in dict.fromkeys(lines) if line is not None]

    def __str__(self) -> str:
        """The update, the gradient, and the way back from the loss."""
        return self.text()

    __repr__ = __str__

    def to_latex(self, *, all_terms: bool = False) -> str:
        """As LaTeX, one ``align*`` environment a derivation, with the chain of factors where there is one way only."""
        return as_markup.chain_latex(self.chain, all_terms=all_terms)

    def to_mathml(self, *, all_terms: bool = False) -> str:
        """As MathML, one ``<math>`` element for each of the same."""
        return as_markup.chain_mathml(self.chain, all_terms=all_terms)

    def to_html(self, path: str | PathLike[str], *, all_terms: bool = False) -> None:
        """Writes it as a page of its own, the whole way in full."""
        sections = [*as_markup.chain_sections(self.chain, all_terms=all_terms), warning_html(self._doubts)]
        files.write_text(path, as_markup.page(str(self.chain.gradient.place), sections))

    def _repr_html_(self) -> str:
        return "\n".join([*as_markup.chain_sections(self.chain), warning_html(self._doubts)])


def _terms(expression: Expression) -> tuple[Expression, ...]:
    return expression.terms if isinstance(expression, Sum) else (expression,)


def _shares(expression: Expression) -> tuple[Expression, ...]:
    """The terms of a sum of means: each with what it is divided by, and with the weight of its output."""
    if isinstance(expression, Sum):
        return tuple(share for term in expression.terms for share in _shares(term))
    if isinstance(expression, Quotient):
        return tuple(share / expression.below for share in _shares(expression.above))
    if isinstance(expression, Product) and isinstance(expression.factors[0], Number):
        weight, *mean = expression.factors
        return tuple(weight * share for share in _shares(Product(tuple(mean)) if len(mean) > 1 else mean[0]))
    return (expression,)


def warning_html(doubts: Iterable[str | None]) -> str:
    """Paragraphs that warn; nothing where there is nothing to warn of."""
    return "".join(f'<p role="alert"><strong>{escape(doubt)}</strong></p>' for doubt in doubts if doubt is not None)

"""An explanation: one step of a network, and every number in it on request."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import Any, NamedTuple

from nervure.errors import ArgumentError, StateError
from nervure.explain.altered import Form, Texts, check_text
from nervure.explain.answers import Answer, Why, warning_html
from nervure.explain.chain import chain_to
from nervure.explain.derivations import Derivations
from nervure.explain.drift import Drift
from nervure.explain.loss_function import LossFunction
from nervure.explain.other_walks import OtherWalks
from nervure.explain.pages_of import pages_of
from nervure.explain.parts import Part, backward_part, forward_part, loss_part, update_part
from nervure.explain.printed import PrintedTexts
from nervure.explain.printed_chains import PrintedChains
from nervure.explain.printed_markup import PrintedMarkup
from nervure.explain.proof import KINDS, Verified, compared, doubt, drawn_once, drawn_places, every_place
from nervure.explain.recording import Recording
from nervure.explain.steepness import Steepness, compared_slopes
from nervure.files import PathLike, write_text
from nervure.language import in_language, language, text
from nervure.records.derivation import Chain, Derivation
from nervure.records.place import Index, Kind, Place
from nervure.render.explanation_page import explanation_html, smallest
from nervure.render.numbers import number
from nervure.shapes import shape_text

# How many numbers are proved before a page is written.
_ON_PAGES = 60
# How many paths from the loss are read, and how many numbers in markup, one per array.
_WAYS, _FORMULAS = 40, 120
# Paths of large networks are long: no further one is read after this many terms.
_TERMS = 12_000


class _Printed(NamedTuple):
    """The readers that check texts, paths and markup of one explanation."""

    texts: PrintedTexts
    chains: PrintedChains
    markup: PrintedMarkup


class Explanation:
    """What one training step, or one forward pass, computed, and how: the result of ``model.explain(x, y)``.

    Args:
        recording: every number of the step.
        precision: the precision it was computed in.
        drift: how far these numbers are from those computed fused, in the model's own precision.
        name: of the model.
        loss_function: the step as a function of its weights, for finite differences; None for a forward pass.
        others: the other walks on its page.

    Examples:
        >>> import nervure as nv
        >>> model = nv.Sequential([nv.Input((2,)), nv.layers.Dense(1, use_bias=False)])
        >>> model.set_weights([[[0.5], [-1.0]]])
        >>> model.compile(nv.optimizers.SGD(0.1), "mse")
        >>> explanation = model.explain([[1.0, 2.0]], [[0.5]])
        >>> print(explanation.value_of("dense/output", (0, 0)))
        dense/output[0,0] = -1.5
          o[0,0] = x[0,0]·w[0,0] + x[0,1]·w[1,0]
                 = 1 × 0.5 + 2 × (-1)
                 = -1.5
          where o is dense/output, x is input_layer, w is dense/kernel
    """

    def __init__(
        self,
        recording: Recording,
        precision: str,
        drift: Drift,
        name: str,
        loss_function: LossFunction | None = None,
        others: OtherWalks | None = None,
    ) -> None:
        self.recording, self.precision, self.drift, self.name = recording, precision, drift, name
        self.loss_function, self.others = loss_function, others
        self.derivations = Derivations(recording)
        self._asked: dict[Place, None] = {}
        self._asked_why: dict[Place, None] = {}

    @property
    def value(self) -> float:
        """The loss.

        Raises:
            StateError: only a forward pass was explained.
        """
        self._check_training()
        return self.derivations.engine_value(Place("value", self.recording.references.loss))

    @property
    def forward(self) -> Part:
        """The forward pass."""
        return Part(forward_part(self.derivations))

    @property
    def loss(self) -> Part:
        """The loss.

        Raises:
            StateError: only a forward pass was explained.
        """
        self._check_training()
        return Part(loss_part(self.derivations))

    @property
    def backward(self) -> Part:
        """The backward pass; raises as :attr:`loss` does."""
        self._check_training()
        return Part(backward_part(self.derivations))

    @property
    def update(self) -> Part:
        """What the optimizer does; raises as :attr:`loss` does."""
        self._check_training()
        return Part(update_part(self.derivations))

    @property
    def parts(self) -> tuple[Part, ...]:
        """All of them, in order."""
        is_forward = self.recording.loss is None
        return (self.forward,) if is_forward else (self.forward, self.loss, self.backward, self.update)

    def __str__(self) -> str:
        """A title, and the parts."""
        return "\n\n".join(["\n".join([self._title(), *self._doubts()]), *map(str, self.parts)])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        """What a notebook shows: a title, and the interactive page in a sandboxed frame."""
        title = escape(self._title()).replace("\n", "<br>")
        frame = f'sandbox="allow-scripts" style="width:100%;height:640px;border:0" srcdoc="{escape(self._page(None))}"'
        return f"<p>{title}</p>\n<iframe {frame}></iframe>"

    def to_latex(self) -> str:
        """Everything that ``str()`` shows, as LaTeX."""
        return "\n\n".join(part.to_latex() for part in self.parts)

    def to_mathml(self) -> str:
        """Everything that ``str()`` shows, as MathML, one ``<math>`` element per derivation."""
        return "\n".join(part.to_mathml() for part in self.parts)

    def to_html(self, path: PathLike, labels: Sequence[str] | None = None) -> None:
        """Writes an interactive page: one file, offline, in which every number opens its arithmetic.

        Args:
            path: where to write it: ``step.html``.
            labels: the names of the classes, in the order of the outputs.

        Raises:
            FileError: the folder does not exist or is not writable.
        """
        write_text(path, self._page(None if labels is None else tuple(labels)))

    def _page(self, labels: tuple[str, ...] | None) -> str:
        """The page, with a line at its top if the proof of some of its numbers fails."""
        page = smallest(map(explanation_html, pages_of(self.recording, self.others, self.name, labels)))
        warning = warning_html([doubt(lambda: self.verify(num=_ON_PAGES))])
        return page.replace("<body>", f"<body>{warning}", 1)

    @property
    def names(self) -> list[str]:
        """Everything that can be requested, in order: values, losses, parameters, intermediate numbers of steps."""
        return [reference.name for reference in self.derivations.references]

    def shape_of(self, name: str) -> tuple[int, ...]:
        """The shape of the array of that name; raises as :meth:`value_of` does."""
        return self.derivations.shape(self.derivations.place("value", name, where="explanation.shape_of")) or ()

    def value_of(self, name: str, index: Sequence[int] | int = ()) -> Answer:
        """How a number was computed.

        Args:
            name: ``layer/z``, ``layer/output``, ``layer/parameter``; ``loss``; see :attr:`names`. If several would have
                the same name, a suffix tells them apart: ``d/z (input)``, ``d/z (step)``.
            index: its position; for values of layers, the sample comes first.

        Raises:
            UnknownNameError: the name is unknown; the message suggests the nearest.
            ArgumentError: several have that name, or there is no number at that index.
        """
        return self._answer(self._place("value", name, index, "value_of"))

    def gradient_of(self, name: str, index: Sequence[int] | int = ()) -> Answer:
        """The derivation of the loss's gradient with respect to a number; arguments and errors as in :meth:`value_of`.

        Raises:
            StateError: only a forward pass was explained.
            ArgumentError: the number does not have a gradient.
        """
        self._check_training()
        return self._answer(self._place("gradient", name, index, "gradient_of"))

    def update_of(self, name: str, index: Sequence[int] | int = ()) -> Answer:
        """How the optimizer moves a weight or one of its slots; arguments and errors as in :meth:`gradient_of`."""
        self._check_training()
        return self._answer(self._place("updated", name, index, "update_of"))

    def why(self, name: str, index: Sequence[int] | int = ()) -> Why:
        """The chain from the loss to one weight or value, factor by factor; arguments as in :meth:`gradient_of`."""
        self._check_training()
        return self._why(self._place("gradient", name, index, "why"))

    def verify(self, *, text: str | None = None, everything: bool = False, num: int = 1000, seed: int = 0) -> Verified:
        """Proves the explanation, as far as possible in bounded time.

        Derivations are computed again and compared with the engine. What is printed of them is read back, every operand
        by its printed name and index; so are the sentences that say which places of a convolution meet, derivatives
        worked out step by step, and the paths that :meth:`why` prints. The next step is compared with what ``fit``
        trains with, and the loss must change as the gradients predict along a few directions. The check covers
        everything requested so far and ``num`` numbers drawn at random; one number of each array is also checked in
        LaTeX and MathML.

        Not proved: numbers that were not looked at, what the scripts of a page compute, and that gradients of custom
        layers are derivatives.

        Args:
            text: what ``str()`` printed for this explanation or a part of it, or an answer of :meth:`value_of`,
                :meth:`gradient_of`, :meth:`update_of` or :meth:`why`, in either language; checks that it is still
                right.
            everything: whether to check all numbers of the step.
            num: how many to draw otherwise.
            seed: for the draw and the directions.

        Returns:
            How much of each kind was proved.

        Raises:
            ExplanationError: at the first disagreement, and where; or a text was altered or does not belong to this
                explanation.
        """
        # Which language it is, is asked once, not for each of the thousands of sentences that are read.
        with in_language(language()):
            return self._verified(text, everything, num, seed)

    def _verified(self, text: str | None, everything: bool, num: int, seed: int) -> Verified:
        if text is not None:
            by_name = {reference.name: reference for reference in self.derivations.references}
            check_text(text, Texts(by_name, self.derivations.shape, self._text_of, self._texts_of_parts))
        places = (
            every_place(self.derivations)
            if everything
            else dict.fromkeys((*self._asked, *drawn_places(self.derivations, num, seed)))
        )
        printed = self._printed()
        verified = compared(self.derivations, places, self.precision, printed.texts)
        ways, markup = self._read_ways(printed, seed)
        verified = verified._replace(ways=ways, markup=markup, walked=self.drift.check())
        return self._steepness(seed).added_to(verified)

    def _read_ways(self, printed: _Printed, seed: int) -> tuple[int, int]:
        """Reads paths and markup: those requested, and one number of each array. Returns how many of each."""
        derivations = self.derivations
        num_ways = terms = formulas = 0
        for place in dict.fromkeys((*self._asked_why, *drawn_once(derivations, ["gradient"], _WAYS, seed))):
            if terms < _TERMS or place in self._asked_why:
                chain = chain_to(derivations, place)
                printed.chains.read(chain)
                num_ways, terms = num_ways + 1, terms + chain.num_terms
                formulas += printed.markup.read_chain(chain) if place in self._asked_why else 0
        numbers = dict.fromkeys((*self._asked, *drawn_once(derivations, KINDS, _FORMULAS, seed)))
        formulas += sum(printed.markup.read(derivations.derivation(place)) for place in numbers)
        return num_ways, formulas

    def _printed(self) -> _Printed:
        """Reads back what is printed; it remembers what it has read, so each proof takes a new one."""
        texts = PrintedTexts(self.derivations, self.names, self.precision)
        chains = PrintedChains(self.derivations, texts)
        return _Printed(texts, chains, PrintedMarkup(texts, chains.ways))

    def _steepness(self, seed: int) -> Steepness:
        if self.loss_function is None:
            return Steepness()
        return compared_slopes(self.recording, self.loss_function, self.precision, seed)

    def _text_of(self, place: Place, form: Form) -> str | None:
        """The answer for ``place`` in that form; None if there cannot be one."""
        if not form.is_chain:
            self._asked[place] = None
            return self._answer(place).text(all_terms=form.all_terms, steps=form.steps)
        gradient = Place("gradient", place.reference, place.index)
        has_one = self.derivations.shape(gradient) is not None
        return self._why(gradient).text(all_terms=form.all_terms) if has_one else None

    def _texts_of_parts(self) -> Iterator[str]:
        self._asked |= dict.fromkeys(derivation.place for part in self.parts for derivation in part)
        yield str(self)
        yield from map(str, self.parts)

    def _why(self, place: Place) -> Why:
        chain = chain_to(self.derivations, place)
        updates = () if chain.update is None else (chain.update, *chain.ties)
        self._asked |= dict.fromkeys(each.place for each in (*updates, *(hop.derivation for hop in chain.hops)))
        self._asked_why[place] = None
        return Why(chain, self._answer, self._doubt_chain)

    def _title(self) -> str:
        count = len(self.recording.steps)
        if self.recording.loss is None:
            title = text("explain.title_forward", steps=count, precision=self.precision)
        else:
            title = text("explain.title", steps=count, precision=self.precision, loss=number(self.value))
        return f"{title}\n{text('explain.drift', precision=self.drift.precision, value=number(self.drift.value, 2))}"

    def _answer(self, place: Place) -> Answer:
        return Answer(
            self.derivations.derivation(place),
            self._answer,
            self.derivations.derivative_steps,
            self._sample_of,
            self._doubt,
        )

    def _doubt(self, derivation: Derivation) -> str | None:
        """A warning line if the derivation of one number, or its display, is wrong."""
        printed, places = self._printed(), [derivation.place]
        return doubt(
            lambda: (
                compared(self.derivations, places, self.precision, printed.texts),
                printed.markup.read(derivation),
            )
        )

    def _doubt_chain(self, chain: Chain) -> str | None:
        """A warning line if the printed chain is wrong."""
        printed = self._printed()
        return doubt(lambda: (printed.chains.read(chain), printed.markup.read_chain(chain)))

    def _doubts(self) -> list[str]:
        """Warning lines if the walk that trains drifts, or a derivation of a part is wrong."""
        derivations = dict.fromkeys(derivation.place for part in self.parts for derivation in part)
        texts = self._printed().texts
        checks = (self.drift.check, lambda: compared(self.derivations, derivations, self.precision, texts))
        return [line for line in map(doubt, checks) if line is not None]

    def _sample_of(self, place: Place) -> int | None:
        """The sample in the batch; the time steps of a sample may be consecutive on the first axis."""
        (size, *_), samples = self.derivations.shape(place) or (0,), self.recording.num_samples
        return place.index[0] * samples // size if size and size % samples == 0 else None

    def _check_training(self) -> None:
        if self.recording.loss is None:
            raise StateError.of("explain.no_step", where="explain")

    def _place(self, kind: Kind, name: str, index: Sequence[int] | int, method: str) -> Place:
        where = f"explanation.{method}"
        asked = self.derivations.place(kind, str(name), where=where)
        shape = self.derivations.shape(asked)
        if shape is None and kind == "updated":
            raise ArgumentError.of("explain.no_update", where=where, name=name)
        if shape is None:
            raise ArgumentError.of("explain.no_gradient", where=where, name=name)
        given = _whole_numbers(index)
        if given is None or len(given) != len(shape) or not all(-n <= i < n for i, n in zip(given, shape, strict=True)):
            raise ArgumentError.of("explain.index", where=where, name=name, expected=shape_text(shape), got=index)
        place = Place(kind, asked.reference, tuple(i % size for i, size in zip(given, shape, strict=True)))
        self._asked[place] = None
        return place


def _whole_numbers(index: Any) -> Index | None:
    """The index as Python integers, also from NumPy's; None if one is not a whole number."""
    try:
        return tuple(map(operator.index, index if isinstance(index, Iterable) else (index,)))
    except TypeError:
        return None

"""The lecture's 2-2-2 network worked out by hand: forward, error, backward, new weights, forward again."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from nervure import files
from nervure.explain.explanation import Explanation
from nervure.layers import Dense, Input
from nervure.losses import HalfSquaredError
from nervure.models import Sequential
from nervure.optimizers import SGD
from nervure.records.derivation import Derivation
from nervure.records.expression import Call, Expression, Number, Product, Sum, Symbol
from nervure.records.lecture import LectureLine, LectureSection, Printed
from nervure.records.place import Kind
from nervure.render.activations_page import activations_page
from nervure.render.lecture_page import lecture_page

X, TARGETS, LEARNING_RATE = (0.1, 0.2), (0.4, 0.6), 0.5
HIDDEN = ((0.30, 0.40), (0.25, 0.35))  # W1 W3 / W2 W4: a column contains the weights of one unit
OUTPUT = ((0.45, 0.70), (0.40, 0.60))  # W5 W7 / W6 W8

# The positions of the lecture's letters in the network.
_CELLS: dict[str, tuple[str, tuple[int, ...]]] = {
    "x1": ("input", (0, 0)), "x2": ("input", (0, 1)),
    "W1": ("hidden/kernel", (0, 0)), "W2": ("hidden/kernel", (1, 0)),
    "W3": ("hidden/kernel", (0, 1)), "W4": ("hidden/kernel", (1, 1)),
    "W5": ("output/kernel", (0, 0)), "W6": ("output/kernel", (1, 0)),
    "W7": ("output/kernel", (0, 1)), "W8": ("output/kernel", (1, 1)),
    "z1": ("hidden/z", (0, 0)), "z2": ("hidden/z", (0, 1)),
    "h1": ("hidden/output", (0, 0)), "h2": ("hidden/output", (0, 1)),
    "z3": ("output/z", (0, 0)), "z4": ("output/z", (0, 1)),
    "o1": ("output/output", (0, 0)), "o2": ("output/output", (0, 1)),
    "y1": ("output/target", (0, 0)), "y2": ("output/target", (0, 1)),
    "E_total": ("loss", ()),
}  # fmt: skip

# As printed in the lecture; six of the eighteen are truncated where rounding would give one more in the last digit.
_PRINTED: dict[str, str] = {
    "z1": "0.08", "z2": "0.11", "h1": "0.51998", "h2": "0.52747", "z3": "0.44498", "z4": "0.68047",
    "o1": "0.60944", "o2": "0.66384", "E_o1": "0.02193", "E_o2": "0.00204", "E_total": "0.02397",
    "dE/do1": "0.20944", "do1/dz3": "0.23802", "dE/dW5": "0.02592",
    "new W5": "0.43703", "new W6": "0.38685", "new W7": "0.69629", "new W8": "0.59624",
}  # fmt: skip
# Computing with rounded numbers gives the rounded result too: so it was truncated, not computed from others.
_BY_HAND = {"new W5": "0.45 - 0.5 × 0.02592 = 0.43704"}


def lecture_network() -> Sequential:
    """Two inputs, two hidden and two output units with sigmoids, no biases, at the lecture's weights, in float64."""
    model = Sequential(
        [
            Input((2,), name="input"),
            Dense(2, activation="sigmoid", use_bias=False, name="hidden"),
            Dense(2, activation="sigmoid", use_bias=False, name="output"),
        ],
        name="lecture",
    )
    model.compile(SGD(LEARNING_RATE), HalfSquaredError(), precision="float64")
    model.set_weights([np.array(HIDDEN), np.array(OUTPUT)])
    return model


def worked_example() -> tuple[LectureSection, ...]:
    """The example, section by section: the numbers are the network's, the formulas the lecture's."""
    model, x, y = lecture_network(), np.array([X]), np.array([TARGETS])
    first = _Board(model.explain(x, y), _PRINTED)
    model.train_on_batch(x, y)
    second = _Board(model.explain(x, y), {})
    return (
        LectureSection("hidden", first.lines("z1", "z2", "h1", "h2")),
        LectureSection("outputs", first.lines("z3", "z4", "o1", "o2")),
        LectureSection("error", first.error_lines()),
        LectureSection("output_weights", (*first.three_factors(), *first.other_output_weights())),
        LectureSection("hidden_weights", first.hidden_weights()),
        LectureSection("again", (*second.lines("z1", "z2", "h1", "h2", "z3", "z4", "o1", "o2"), *second.error_lines())),
    )


def write_page(path: str) -> None:
    """Writes the example as a self-contained page."""
    files.write_text(path, lecture_page(worked_example(), given_numbers()))


def write_activations_page(path: str) -> None:
    """Writes the lecture's six activation functions as a page, with their slopes and sliders for their parameters."""
    files.write_text(path, activations_page())


def given_numbers() -> dict[str, float]:
    """The given numbers, by the lecture's letters."""
    (w1, w3), (w2, w4) = HIDDEN
    (w5, w7), (w6, w8) = OUTPUT
    weights = {f"W{number}": weight for number, weight in enumerate((w1, w2, w3, w4, w5, w6, w7, w8), 1)}
    return {"x1": X[0], "x2": X[1], **weights, "y1": TARGETS[0], "y2": TARGETS[1], "a": LEARNING_RATE}


class _Board:
    """Writes the lecture's lines: its letters, with the numbers of an explanation."""

    def __init__(self, explanation: Explanation, printed: Mapping[str, str]) -> None:
        self._explanation, self._printed = explanation, printed

    def lines(self, *letters: str) -> tuple[LectureLine, ...]:
        return tuple(self._line(letter, self._symbol(letter), self._forward(letter)) for letter in letters)

    def error_lines(self) -> tuple[LectureLine, ...]:
        errors = {f"E_o{n}": _half_square(self._symbol(f"y{n}"), self._symbol(f"o{n}")) for n in (1, 2)}
        symbols = {letter: Symbol(letter, (), error.value) for letter, error in errors.items()}
        each = tuple(self._line(letter, symbols[letter], error) for letter, error in errors.items())
        return (*each, self._line("E_total", self._symbol("E_total"), Sum(tuple(symbols.values()))))

    def three_factors(self) -> tuple[LectureLine, ...]:
        """① ② ③, their product, and the new W5."""
        o1, y1, h1 = (self._symbol(letter) for letter in ("o1", "y1", "h1"))
        slope = o1 * (1 - o1)
        error, bend, weighed = self._gradient("o1"), _factor("o1", "z3", slope.value), _factor("z3", "W5", h1.value)
        return (
            self._line("dE/do1", error, o1 - y1, "①"),
            self._line("do1/dz3", bend, slope, "②"),
            self._line("dz3/dW5", weighed, h1, "③"),
            self._line("dE/dW5", self._gradient("W5"), Product((error, bend, weighed))),
            self._new_weight("W5"),
        )

    def other_output_weights(self) -> tuple[LectureLine, ...]:
        """W6, W7 and W8 in the same way."""
        lines: list[LectureLine] = []
        for letter, output, hidden in (("W6", 1, "h2"), ("W7", 2, "h1"), ("W8", 2, "h2")):
            o, y = self._symbol(f"o{output}"), self._symbol(f"y{output}")
            chain = Product((o - y, o, 1 - o, self._symbol(hidden)))
            lines += [self._line(f"dE/d{letter}", self._gradient(letter), chain), self._new_weight(letter)]
        return tuple(lines)

    def hidden_weights(self) -> tuple[LectureLine, ...]:
        """A hidden unit reaches the error through both outputs: its gradient is the sum over them."""
        lines: list[LectureLine] = []
        for net, output in (("z3", "o1"), ("z4", "o2")):
            o = self._symbol(output)
            lines.append(self._line("", self._gradient(net), Product((self._gradient(output), o, 1 - o))))
        for hidden, to_first, to_second in (("h1", "W5", "W7"), ("h2", "W6", "W8")):
            paths = self._gradient("z3") * self._symbol(to_first) + self._gradient("z4") * self._symbol(to_second)
            lines.append(self._line("", self._gradient(hidden), paths))
        for letter, hidden, x in (("W1", "h1", "x1"), ("W2", "h1", "x2"), ("W3", "h2", "x1"), ("W4", "h2", "x2")):
            h = self._symbol(hidden)
            chain = Product((self._gradient(hidden), h, 1 - h, self._symbol(x)))
            lines += [self._line("", self._gradient(letter), chain), self._new_weight(letter)]
        return tuple(lines)

    def _new_weight(self, letter: str) -> LectureLine:
        """``new W = W - α dE/dW``."""
        new = self._symbol(letter, "updated")
        step = self._symbol(letter) - Symbol("α", (), LEARNING_RATE) * self._gradient(letter)
        return self._line(f"new {letter}", new, step)

    def _forward(self, letter: str) -> Expression:
        kind, number = letter[0], int(letter[1:])
        if kind in "ho":
            return Call("sigmoid", self._symbol(f"z{number if kind == 'h' else number + 2}"))
        read = ("x1", "x2") if number <= 2 else ("h1", "h2")
        weights = (f"W{2 * number - 1}", f"W{2 * number}")
        return Sum(tuple(self._symbol(w) * self._symbol(x) for w, x in zip(weights, read, strict=True)))

    def _gradient(self, letter: str) -> Symbol:
        return self._symbol(letter, "gradient")

    def _symbol(self, letter: str, kind: Kind = "value") -> Symbol:
        name, index = _CELLS[letter]
        place = self._explanation.derivations.place(kind, name, index)
        value = self._explanation.derivations.engine_value(place)
        of = "E_total" if kind == "gradient" else "E"
        return Symbol(letter, (), value, place, kind == "gradient", kind == "updated", of)

    def _line(self, name: str, subject: Symbol, expression: Expression, mark: str = "") -> LectureLine:
        digits = self._printed.get(name)
        printed = None if digits is None else Printed(digits, subject.value, _BY_HAND.get(name, ""))
        return LectureLine(Derivation(subject, expression, "step", "lecture"), printed, mark)


def _half_square(y: Symbol, o: Symbol) -> Expression:
    return Number(0.5) * (y - o) ** 2


def _factor(of: str, by: str, value: float) -> Symbol:
    """One factor of a chain: ``do1/dz3``."""
    return Symbol(by, (), value, None, is_gradient=True, of=of)

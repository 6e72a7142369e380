from __future__ import annotations

import math
from collections.abc import Mapping

import pytest

from nervure.errors import ExplanationError
from nervure.explain.reading.reader import Reader, Subject
from nervure.explain.reading.worked_out import WorkedOut, lines_of_latex, lines_of_text
from nervure.language import in_language
from nervure.records.derivative_line import DerivativeLine
from nervure.records.expression import Call, Symbol
from nervure.records.place import Index, Kind, Place
from nervure.records.reference import Reference
from nervure.render.derivative import derivative_latex, derivative_text

Z, OUT = 0.3, 1 / (1 + math.exp(-0.3))
PRINTED = """\
  The derivative, step by step:
    f  = 1 / (1 + exp(-z))    (the function itself)
    f' = exp(-z) / (1 + exp(-z))²    (minus times minus is plus)
       = o·(1 - o)    (the value itself put in)
       = 0.244458
    where z is a/z[0,1], o is a/output[0,1], f is the function"""


class Arrays:
    """Two numbers."""

    numbers: Mapping[tuple[Kind, str, Index], float] = {
        ("value", "a/z", (0, 1)): Z,
        ("value", "a/output", (0, 1)): OUT,
        ("value", "a/output", (1, 1)): 0.7,
    }
    names = ("a/z", "a/output")

    def value(self, kind: Kind, name: str, index: Index) -> float | None:
        """The number there."""
        return self.numbers.get((kind, name, index))

    def shape(self, kind: Kind, name: str) -> Index | None:
        """Nothing meets here."""
        return None

    def is_weight(self, name: str) -> bool:
        return name.endswith(("kernel", "bias", "w"))

    def is_share(self, name: str) -> bool:
        """No losses are here."""
        return False

    def canceled(self, kind: Kind, name: str, index: Index) -> float:
        """Nothing cancels."""
        return 0.0


def worked_out(handed: str = "a/output") -> WorkedOut:
    """What reads it."""
    reader = Reader(Arrays(), "float64")
    return WorkedOut(reader, Subject("gradient", "a/z", (0, 1)), [Subject("gradient", handed, (0, 1))], {})


def read(printed: str) -> int:
    """How many lines were right."""
    worked = worked_out()
    return worked.checked(lines_of_text(printed, worked.names), has_result=True).lines


def test_a_right_derivative_is_read() -> None:
    assert read(PRINTED) == 4


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("f  = 1 / (1 + exp(-z))", "f  = 2 / (1 + exp(-z))"),
        ("f  = 1 / (1 + exp(-z))", "f  = 1 / (1 + exp(z))"),
        ("f  = 1 / (1 + exp(-z))", "f  = o"),
        ("exp(-z) / (1 + exp(-z))²", "-exp(-z) / (1 + exp(-z))²"),
        ("exp(-z) / (1 + exp(-z))²", "exp(-z) / (1 + exp(-z))^3"),
        ("o·(1 - o)", "o·(1 + o)"),
        ("o·(1 - o)", "z·(1 - o)"),
        ("o·(1 - o)", "dE/do·(1 - o)"),
        ("= 0.244458", "= 0.244459"),
        ("= 0.244458\n", "= o·(1 - o)\n"),
        ("       = 0.244458\n", ""),
        ("z is a/z[0,1]", "z is a/output[0,1]"),
        ("o is a/output[0,1]", "o is a/output[1,1]"),
        (", o is a/output[0,1]", ""),
        ("(the function itself)", "(minus times minus is plus)"),
        ("(minus times minus is plus)", "(the function itself)"),
        ("    (minus times minus is plus)", ""),
        ("    f' = ", "       = "),
        ("The derivative", "Derivative"),
    ],
)  # fmt: skip
def test_every_change_is_found(before: str, after: str) -> None:
    assert before in PRINTED
    with pytest.raises(ExplanationError):
        read(PRINTED.replace(before, after, 1))


def test_lines_that_are_wrong_alike_are_no_slope_of_the_function() -> None:
    doubled = PRINTED.replace("f' = exp", "f' = 2·exp").replace("= o·", "= 2·o·").replace("0.244458", "0.488917")
    with pytest.raises(ExplanationError, match=r"0\.244458"):
        read(doubled)


def test_a_function_that_the_network_does_not_have_is_found() -> None:
    worked = worked_out("a/z")
    with pytest.raises(ExplanationError):
        worked.checked(lines_of_text(PRINTED, worked.names), has_result=True)


def _steps() -> tuple[DerivativeLine, ...]:
    places = (
        Place("value", Reference("output", number, name=name), (0, 1)) for number, name in enumerate(Arrays.names)
    )
    z, o = (Symbol(letter, (), value, place) for letter, value, place in zip("zo", (Z, OUT), places, strict=True))
    falling = Call("exp", -z)
    return (
        DerivativeLine(1 / (1 + falling), "definition", is_derivative=False),
        DerivativeLine(falling / (1 + falling) ** 2, "signs"),
        DerivativeLine(o * (1 - o), "named"),
    )


@pytest.mark.parametrize("language", ["en", "ko"])
def test_text_and_latex_are_read_in_both_languages(language: str) -> None:
    worked = worked_out()
    places = [
        Place("value", Reference("output", number, name=name), (0, 1)) for number, name in enumerate(Arrays.names)
    ]
    assert set(map(str, places)) <= worked.names
    with in_language(language):
        assert worked.checked(lines_of_text(derivative_text(_steps()), worked.names), has_result=True).lines == 4
        document = derivative_latex(_steps()).replace(r"\texttt{a/z}", r"\texttt{a/z[0,1]}")
        assert worked.checked(lines_of_latex(document, {}), has_result=False).lines == 3
        with pytest.raises(ExplanationError):
            worked.checked(lines_of_latex(document.replace("1 - o", "1 + o"), {}), has_result=False)

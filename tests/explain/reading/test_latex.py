from __future__ import annotations

import pytest

from nervure.errors import ExplanationError
from nervure.explain.reading.latex import plain_text
from nervure.explain.reading.spelling import by_spelling
from nervure.language import in_language
from nervure.records.alphabet import ALPHABET
from nervure.render.formula.latex import latex_letter

LETTERS = by_spelling(["w", "x", "x̂", "β₁", "β₂", "t", "σ²", "E", "z′", "z", "‖g‖", "ε̂", "mask"])


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (r"x_{0,0} \, w_{0,1} - 0.5", "x[0,0]·w[0,1] - 0.5"),
        (r"-\left(-0.5\right) \times 2", "-(-0.5) × 2"),
        (r"1.5 \cdot 10^{-7} \times 2", "1.5e-7 × 2"),
        (r"w_{3,0}^{+}", "w⁺[3,0]"),
        (r"{w_{0}}^{2} + {\beta_{2}}^{t}", "w[0]^(2) + β₂^(t)"),
        (r"{1 - x}^{2}", "1 - x^(2)"),
        (r"\frac{\partial E}{\partial {z'}_{0,0}}", "dE/dz′[0,0]"),
        (r"\frac{\partial z_{0}}{\partial w_{1}}", "dz[0]/dw[1]"),
        (r"\frac{x_{0} + 1}{\sqrt{{\sigma^{2}}_{0} + 1}}", "((x[0] + 1) / (√(σ²[0] + 1)))"),
        (r"{\hat{x}{}}_{0,1}", "x̂[0,1]"),
        (r"\|g\|", "‖g‖"),
        (r"\hat{\varepsilon}", "ε̂"),
        (r"\mathrm{mask}_{0,1}", "mask[0,1]"),
        (r"\max\left(0, x_{0}\right)", "max(0, x[0])"),
        (r"\sigma\left(z_{0}\right) + \operatorname{erf}\left(x\right)", "σ(z[0]) + erf(x)"),
        (r"\left|x_{0}\right|", "abs(x[0])"),
        (r"x + \underbrace{\cdots}_{58:\ -1.5 \cdot 10^{-5}}", "x + … (58 more: -1.5e-5)"),
        (r"x - \underbrace{\cdots}_{3}", "x - … (3 more)"),
        (r"\begin{cases} 0 & z_{0} \le 0 \\ x & z_{0} \ne 1 \\ 1 & \text{otherwise} \end{cases}",
         "{0 if z[0] ≤ 0, x if z[0] ≠ 1, else 1}"),
        (r"-\infty + \mathrm{NaN}", "-inf + nan"),
    ],
)  # fmt: skip
def test_what_is_seen_is_what_the_text_says(written: str, expected: str) -> None:
    assert plain_text(written, LETTERS) == expected


def test_cases_are_read_in_korean() -> None:
    with in_language("ko"):
        written = r"\begin{cases} 0 & x \le 0 \\ 1 & \text{그 밖의 경우} \end{cases}"
        assert plain_text(written, LETTERS) == "{0 if x ≤ 0, else 1}"


def test_every_letter_of_the_table_comes_back() -> None:
    primes = ["′", "⁽⁴⁾", ""]
    letters = by_spelling([letter + prime for letter in ALPHABET.values() for prime in primes])
    for spelling, letter in letters.items():
        assert plain_text(latex_letter(letter), None) == spelling, letter


@pytest.mark.parametrize(
    "written",
    [r"\left(x", r"x}", r"\frac{1}", r"\nothing", r"x_{0", "?", r"\left(x\right|",
     r"\begin{cases} 0 & \text{if} \end{cases}"],
)  # fmt: skip
def test_what_is_no_formula_is_refused(written: str) -> None:
    with pytest.raises(ExplanationError):
        plain_text(written, LETTERS)

from __future__ import annotations

import pytest

from nervure.errors import ExplanationError
from nervure.explain.reading.layout import legend
from nervure.explain.reading.markup import latex_blocks, section_block
from nervure.language import in_language, text
from nervure.render.derivation_markup import _latex, _section
from nervure.render.latex_legend import latex_legend

NAMES = (r"50%_&#{odd}\name~^$, here", "dense_1/kernel")


def document() -> str:
    formula = _latex(["w_{0}^{+}", r"w_{0} \, \beta_{1}", r"2 \times 0.9", "1.8"])
    moved = text("explain.change", change=r"${\Delta w}_{0}$", after="$w_{0}^{+}$", before="$w_{0}$", value="$-0.2$")
    letters = latex_legend([("w", NAMES[1]), ("x", NAMES[0]), ("β₁", text("letters.beta_1"))])
    return f"{formula}\n\n\\noindent {moved}\n\n{letters}"


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_document_has_the_parts_that_its_text_has(language: str) -> None:
    with in_language(language):
        (block, again) = latex_blocks(f"{document()}\n\n{document()}", ["β₁"])
        assert block == again
        assert (block.heading, block.subject, block.rows) == (None, "w⁺[0]", ("w[0]·β₁", "2 × 0.9", "1.8"))
        assert legend(block.notes, NAMES) == {"w": NAMES[1], "x": NAMES[0], "β₁": text("letters.beta_1")}
        assert block.moved == ("Δw[0]", "w⁺[0]", "w[0]", "-0.2")


def test_a_section_has_the_parts_that_its_text_has() -> None:
    math = (
        '<math xmlns="http://www.w3.org/1998/Math/MathML"><mtable><mtr><mtd><msub><mi>z</mi><mn>0</mn></msub></mtd>'
        "<mtd><mo>=</mo></mtd><mtd><mn>−2</mn></mtd></mtr></mtable></math>"
    )
    block = section_block(_section("a<b[0] = -2", math, ["where z is a<b", "more"]), [], ["a<b"])
    assert block == ("a<b[0] = -2", "z[0]", ("-2",), ("where z is a<b", "more"))


@pytest.mark.parametrize("wrong", ["nothing", r"\noindent where $x$ is \texttt{x}", r"\begin{align*} x &= 1"])
def test_what_is_no_document_is_refused(wrong: str) -> None:
    with pytest.raises(ExplanationError):
        list(latex_blocks(wrong, []))

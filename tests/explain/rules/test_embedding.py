from __future__ import annotations

import numpy as np

from nervure.layers import Embedding, GlobalAveragePooling1D
from tests.explain.proving import assert_corruption_is_found, proved

WORDS = np.array([[3, 1, 0], [1, 1, 2]])


def test_every_number_agrees() -> None:
    proved(Embedding(5, 2), (3,), x=WORDS)
    proved([Embedding(5, 2, mask_zero=True), GlobalAveragePooling1D()], (3,), x=WORDS)


def test_a_value_is_a_number_of_the_row_and_the_row_learns_from_where_it_was_taken() -> None:
    explanation = proved(Embedding(5, 2, name="words"), (3,), x=WORDS)
    assert str(explanation.value_of("words/output", (0, 0, 1))).splitlines()[1] == "  o[0,0,1] = w[3,1]"
    assert str(explanation.gradient_of("words/embeddings", (1, 0))).splitlines()[1] == (
        "  dE/dw[1,0] = dE/do[0,1,0] + dE/do[1,0,0] + dE/do[1,1,0]"
    )
    assert explanation.gradient_of("words/embeddings", (4, 0)).value == 0


def test_a_changed_number_is_found() -> None:
    assert_corruption_is_found(proved(Embedding(5, 2, name="words"), (3,), x=WORDS), "value", "words/output", (0, 1, 0))

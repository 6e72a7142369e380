from __future__ import annotations

from nervure.language import set_language
from nervure.records.tensor import TensorReading, TensorRecord

VECTORS = TensorReading("vectors", ("samples", "features"), "tensors.vectors")
MATRIX = TensorReading("matrix", ("rows", "columns"), "tensors.matrix")


def test_a_reading_says_itself_in_the_language_in_use() -> None:
    assert VECTORS.sentence == "vectors"
    set_language("ko")
    assert VECTORS.sentence == "벡터 데이터"


def test_only_one_reading_settles_kind_and_axes() -> None:
    settled = TensorRecord((3, 5), "int64", 120, True, (MATRIX,))
    assert (settled.rank, settled.size, settled.kind, settled.axes) == (2, 15, "matrix", ("rows", "columns"))
    open_question = TensorRecord((3, 5), "int64", 120, True, (VECTORS, MATRIX))
    assert (open_question.kind, open_question.axes) == (None, None)
    assert TensorRecord((1,) * 6, "int64", 8, True, ()).kind is None

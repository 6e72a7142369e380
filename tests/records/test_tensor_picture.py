from __future__ import annotations

from nervure.records.tensor_picture import Boxes, Cells, Pixels, TensorPicture


def test_pictures_are_equal_where_all_that_is_seen_is_equal() -> None:
    def picture(last: str) -> TensorPicture:
        drawn = Boxes("samples", (Cells((("1",),)), Pixels(bytes(3), 1, 1), Cells(((last,),))), 4)
        return TensorPicture((7, 1), "int64", ("samples", "features"), drawn, (3, 1))

    assert picture("2") == picture("2")
    assert picture("2") != picture("3")
    assert hash(picture("2")) == hash(picture("2"))


def test_leaves_come_in_the_order_of_their_boxes() -> None:
    first, second = Cells((("1",),)), Cells((("2",),))
    picture = TensorPicture((1, 2), "int64", ("a", "b"), Boxes("a", (Boxes("b", (first, second), 0),), 0), (1, 2))
    assert list(picture.leaves) == [first, second]
    assert list(TensorPicture((0,), "int64", ("a",), None, (0,)).leaves) == []

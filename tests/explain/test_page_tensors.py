from __future__ import annotations

import numpy as np

from nervure.explain.page_tensors import bits, floats, range_of, whole_numbers


def test_floats_are_little_endian_float32_in_the_order_of_the_array() -> None:
    array = np.array([[1.5, 2.5], [-3.0, 1e-3]], dtype=">f8").T
    tensor = floats(array)
    assert (tensor.kind, tensor.count) == ("f32", 4)
    assert np.frombuffer(tensor.data, "<f4").tolist() == array.astype("f4").reshape(-1).tolist()


def test_whole_numbers_are_int32() -> None:
    assert np.frombuffer(whole_numbers(np.array([3, -1], "int64")).data, "<i4").tolist() == [3, -1]


def test_the_first_bit_is_the_highest_of_its_byte() -> None:
    tensor = bits(np.array([1.0, 0.0, 2.5, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0]))
    assert (tensor.count, tensor.data) == (9, b"\xa0\x80")


def test_a_range_leaves_out_what_is_no_number() -> None:
    assert range_of(np.array([np.nan, 2.0, -1.0, np.inf])) == (-1.0, 2.0)
    assert range_of(np.array([])) == (0.0, 0.0)
    assert range_of(np.array([np.nan])) == (0.0, 0.0)

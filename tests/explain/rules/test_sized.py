from __future__ import annotations

import numpy as np

from nervure.explain.rules.sized import Sized

A, B = np.array([1.0, -2.0], np.float32), np.array([3.0, 1.0], np.float32)


def test_numbers_as_they_are() -> None:
    assert Sized().sized(A).tolist() == [1, -2]
    assert Sized().difference(A, B).tolist() == [-2, -3]
    assert Sized().sized(A).dtype == np.float64


def test_or_how_large_they_are() -> None:
    sized = Sized(absolute=True)
    assert sized.sized(A).tolist() == [1, 2]
    assert sized.difference(A, B).tolist() == [4, 3]

from __future__ import annotations

from pathlib import Path

import numpy as np

from nervure.data import ArrayDataset, digits, image_folder, near_duplicates
from nervure.tasks.alike_pictures import alike_groups
from tests.tasks.saved_runs import folder_of_digits


def test_pictures_in_batches_are_grouped_as_all_at_once(tmp_path: Path) -> None:
    x = digits()[0][[0, 1000, 2000, 1000, 3000, 0, 0]]
    names = ["a", "a", "a", "b", "b", "b", "b"]
    expected = [0, 1, 2, 1, 3, 0, 0]
    np.testing.assert_array_equal(near_duplicates(x), expected)
    arrays = ArrayDataset(x[..., None], np.arange(7), batch_size=2)
    np.testing.assert_array_equal(alike_groups(arrays), expected)
    files = image_folder(
        folder_of_digits(tmp_path, x, names), image_size=(28, 28), color_mode="grayscale", dtype="uint8", batch_size=3
    )
    np.testing.assert_array_equal(alike_groups(files), expected)
    assert len(alike_groups(arrays.take(slice(0, 0), shuffle=False))) == 0

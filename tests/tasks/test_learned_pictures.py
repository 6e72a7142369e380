from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import numpy as np
import pytest
import safetensors.numpy

from nervure.data import ArrayDataset, digits
from nervure.errors import FileError
from nervure.tasks.image_task import PictureTask
from nervure.tasks.learned_pictures import are_learned, pixel_digests, write_learned
from nervure.tasks.run_folder import LEARNED
from nervure.tasks.saved_run import SavedRun
from tests.tasks.digit_pictures import digit_file, digit_folder, quick


def test_a_picture_is_known_by_its_levels_and_by_nothing_else() -> None:
    x = digits()[0][:40, ..., None]
    found = pixel_digests(ArrayDataset(x, batch_size=7))
    assert len(np.unique(found)) == 40
    np.testing.assert_array_equal(pixel_digests(ArrayDataset(x[::-1].astype(np.float32) + 0.3))[::-1], found)
    brighter = x.copy()
    brighter[3, 0, 0] += 1
    assert np.flatnonzero(pixel_digests(ArrayDataset(brighter)) != found).tolist() == [3]


def test_what_was_learned_is_known_again_in_whatever_it_comes(tmp_path: Path) -> None:
    folder = digit_folder(tmp_path / "pictures")
    task = PictureTask(quick(folder, image_size=(20, 24), epochs=1), tmp_path / "run")
    task.train(verbose=0)
    task.save()
    run, files = SavedRun.open(tmp_path / "run"), sorted(folder.rglob("*.png"))
    with zipfile.ZipFile(tmp_path / "packed.zip", "w") as packed:
        for file in files:
            packed.write(file, file.relative_to(tmp_path))
    rows = [f"{file.relative_to(tmp_path)},{file.parent.name}" for file in files]
    (tmp_path / "table.csv").write_text("\n".join(["path,label", *rows]), encoding="utf-8")
    copied = shutil.copytree(folder, tmp_path / "copied")
    arrays = digit_file(tmp_path / "same.npz")
    for place in (folder, copied, tmp_path / "packed.zip", tmp_path / "table.csv", arrays):
        learned = are_learned(run.path, run.dataset(place))
        assert learned is not None
        assert (len(learned), learned.sum()) == (60, task.data.training.num_samples)
    for part, are_known in ((task.data.training, True), (task.data.validation, False), (task.data.judged_on, False)):
        assert (are_learned(run.path, part) == are_known).all()


def test_what_is_not_recorded_is_not_known_and_an_altered_record_is_an_error(tmp_path: Path) -> None:
    pictures = ArrayDataset(digits()[0][:3, ..., None])
    assert are_learned(tmp_path, pictures) is None
    write_learned(tmp_path, pictures)
    assert (are_learned(tmp_path, pictures) == [True] * 3).all()
    whole = (tmp_path / LEARNED).read_bytes()
    other = safetensors.numpy.save({"pixel_digests": np.zeros(3, np.float32)})
    for altered in (whole[:-1], b"", other, safetensors.numpy.save({})):
        (tmp_path / LEARNED).write_bytes(altered)
        with pytest.raises(FileError, match="learned_pictures"):
            are_learned(tmp_path, pictures)

"""What a saved run says about files with pictures."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from nervure.errors import FileError
from nervure.records.picture_folder import LeftOut
from nervure.records.recognition import Recognition, Recognitions
from nervure.tasks.saved_run import SavedRun


def predict_pictures(run: SavedRun, pictures: Sequence[str | os.PathLike[str]], *, as_is: bool = False) -> Recognitions:
    """The probability of each class for each picture; files that cannot be read are left out, with their reasons.

    Args:
        run: the run.
        pictures: the files.
        as_is: whether photographed signs are left as they are, see :meth:`SavedRun.read_picture`.
    """
    seen: list[Recognition] = []
    left_out: list[LeftOut] = []
    for picture in pictures:
        try:
            read = run.read_picture(picture, as_is=as_is)
        except FileError as error:
            left_out.append(LeftOut.because("recognition.left_out", path=str(Path(picture)), problem=error.problem))
            continue
        (probabilities,) = run.probabilities(read.x)
        by_label = dict(zip(run.labels, map(float, probabilities), strict=True))
        seen.append(Recognition(str(Path(picture)), by_label, read.is_photograph))
    return Recognitions(run.name, tuple(seen), tuple(left_out), run.ink_is_bright)

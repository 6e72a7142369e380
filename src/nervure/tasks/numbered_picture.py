"""One image of many, by index: ``faces.npz[17]``, or ``digits[17]`` of the digits that training holds out."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any, NamedTuple, Self

import numpy as np

from nervure.data import load_npz
from nervure.errors import FileError
from nervure.tasks.digits import digits_data
from nervure.tasks.picture_arrays import in_format, levels
from nervure.tasks.picture_data import PictureFormat
from nervure.tasks.picture_options import DIGITS

_TYPED = re.compile(rf"(?P<source>.+\.npz|{DIGITS})\[(?P<number>\d+)\]", re.IGNORECASE)

Array = np.ndarray[Any, Any]


class NumberedPicture(NamedTuple):
    """The location of an image that is not a file.

    Attributes:
        source: a file with arrays ``x`` and ``y``, or ``"digits"``.
        number: the index of the image in it, from 0.
    """

    source: str
    number: int

    @classmethod
    def named(cls, typed: str | os.PathLike[str]) -> Self | None:
        """The image that was typed; None if the text has another form, or is the name of a file.

        Examples:
            >>> NumberedPicture.named("faces.npz[17]")
            NumberedPicture(source='faces.npz', number=17)
            >>> NumberedPicture.named("face[1].png") is None
            True
        """
        found = _TYPED.fullmatch(str(typed))
        return None if found is None or Path(typed).exists() else cls(found["source"], int(found["number"]))

    def __str__(self) -> str:
        return f"{self.source}[{self.number}]"

    def read(self, form: PictureFormat) -> Array:
        """The image as network input: levels from 0 to 255, float32 ``(1, height, width, channels)``.

        Args:
            form: how images are prepared for the network.

        Raises:
            FileError: there is no such file, it lacks the arrays ``x`` and ``y``, or the index is out of range.
            DataError: ``x`` holds no images.
        """
        pictures = self._all()
        if self.number >= len(pictures):
            raise FileError.of("saved_run.no_such_number", where=str(self), last=len(pictures) - 1, got=self.number)
        return in_format(pictures[self.number : self.number + 1], form).astype(np.float32)

    def _all(self) -> Array:
        if self.source.lower() == DIGITS:
            held_out: Array = digits_data().validation.x[0].numpy()  # type: ignore[union-attr]
            return held_out
        return levels(load_npz(self.source)[0], self.source)

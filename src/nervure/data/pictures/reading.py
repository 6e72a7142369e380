"""Turns the bytes of a file into pixels of the network's input size."""

from __future__ import annotations

import io
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from nervure.data.pictures.framing import Frame
from nervure.data.pictures.picture_file import CHANNELS, Header, decode, examined, in_color_mode
from nervure.data.pictures.plain_picture import PlainPicture, plain_picture
from nervure.records.picture_folder import LeftOut


class Reading(NamedTuple):
    """Options for reading images.

    Attributes:
        frame: the target size and how to fit it.
        color_mode: ``"grayscale"``, ``"rgb"`` or ``"rgba"``.
        dtype: ``"float32"``, or ``"uint8"``, rounded.
        reduced: whether large JPEGs are decoded at a reduced size if that suffices.
        cache_bytes: the limit in bytes for cached decoded images.
        workers: the number of decoding threads.
    """

    frame: Frame
    color_mode: str
    dtype: str
    reduced: bool
    cache_bytes: int
    workers: int

    @property
    def shape(self) -> tuple[int, int, int]:
        """The shape of an image: height, width, channels."""
        return (*self.frame.size, CHANNELS[self.color_mode])

    def looked_at(self, data: bytes, shown: str) -> tuple[Header | LeftOut, NDArray[Any] | None]:
        """The facts about an image, and its pixels if it is plain, since examining one means decoding it.

        Args:
            data: the bytes of the file.
            shown: the name of the file in messages.
        """
        plain = plain_picture(data)
        pixels = None if plain is None else self._plain(plain)
        if plain is not None and pixels is not None:
            return Header(plain.height, plain.width, 1), pixels
        return examined(data, shown), None

    def pixels(self, data: bytes, header: Header) -> NDArray[Any]:
        """The image in this size, ``(height, width, channels)``: bytes if it already had it, else possibly float32.

        Args:
            data: the bytes of the file.
            header: the facts about it.

        Raises:
            Exception: any error that the decoder raises for damaged bytes.
        """
        plain = plain_picture(data)
        pixels = None if plain is None else self._plain(plain)
        if pixels is not None:
            return pixels
        return self._framed(decode(io.BytesIO(data), self.color_mode, self._enough(header.height, header.width)))

    def _enough(self, height: int, width: int) -> tuple[int, int] | None:
        return self.frame.enough(height, width) if self.reduced else None

    def _plain(self, plain: PlainPicture) -> NDArray[Any] | None:
        image = plain.image(self._enough(plain.height, plain.width))
        return None if image is None else self._framed(_array(in_color_mode(image, self.color_mode)))

    def _framed(self, picture: NDArray[Any]) -> NDArray[Any]:
        return picture if self.frame.keeps(*picture.shape[:2]) else self.frame.framed(picture)


def _array(image: Image.Image) -> NDArray[np.uint8]:
    pixels = np.asarray(image)
    return pixels if pixels.ndim == 3 else pixels[:, :, None]

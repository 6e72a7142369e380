"""The pictures of a report: each one once, as small as its kind of picture allows."""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping
from typing import Any

from PIL import Image

from nervure.records.picture import Picture
from nervure.records.prediction import Prediction
from nervure.records.run_report import PictureLink

_LARGE_PIXELS = 32 * 32  # from there on a photograph takes fewer bytes as a JPEG, and nobody sees the difference
_QUALITY = 90
_MOST_PX = 96


class PicturePool:
    """What a network said of pictures, each kept once however many sections show it.

    Args:
        links: for the place of a picture in its data, how to see its numbers.
    """

    def __init__(self, links: Mapping[int, PictureLink]) -> None:
        self._links = links
        self._places: dict[Prediction, int] = {}

    def place(self, prediction: Prediction) -> int:
        """The place of the picture among :attr:`described`."""
        return self._places.setdefault(prediction, len(self._places))

    def place_of(self, picture: Picture) -> int | None:
        """The place of a prediction for this picture; None where nobody asked for one."""
        return next((place for said, place in self._places.items() if said.picture == picture), None)

    @property
    def described(self) -> list[dict[str, Any]]:
        """The pictures that were asked for, in the order of their places."""
        return [self._described(prediction) for prediction in self._places]

    def _described(self, prediction: Prediction) -> dict[str, Any]:
        link = None if prediction.index is None else self._links.get(prediction.index)
        return {
            **drawn(prediction.picture), "label": prediction.label, "probability": prediction.probability,
            "truth": prediction.truth, "path": prediction.path if link is None else link.picture,
            "link": None if link is None else {"command": link.command, "page": link.page},
        }  # fmt: skip


def drawn(picture: Picture, most_px: int = _MOST_PX) -> dict[str, Any]:
    """A picture as a page shows it: its source and its size in pixels.

    Args:
        picture: the picture.
        most_px: the longer side; larger ones are shrunk by averaging squares of pixels.

    Examples:
        >>> drawn(Picture(bytes([0, 255]), 1, 2))["source"][:22]
        'data:image/png;base64,'
    """
    image = Image.frombytes("L" if picture.channels == 1 else "RGB", (picture.width, picture.height), picture.pixels)
    image = image.reduce(-(-max(image.size) // most_px))
    return {"source": _source(image), "height": image.height, "width": image.width}


def _source(image: Image.Image) -> str:
    held = io.BytesIO()
    if image.mode == "L" or image.height * image.width <= _LARGE_PIXELS:
        image.save(held, "PNG", optimize=True)
        kind = "png"
    else:
        # Colours at full resolution: blocks of colour would show where a small picture is made larger.
        image.save(held, "JPEG", quality=_QUALITY, subsampling=0, optimize=True)
        kind = "jpeg"
    return f"data:image/{kind};base64,{base64.b64encode(held.getvalue()).decode()}"

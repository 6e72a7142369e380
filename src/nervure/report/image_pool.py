"""The images of a report: each stored once, as compactly as its kind of image allows."""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping
from typing import Any

from PIL import Image

from nervure.records.picture import Picture
from nervure.records.prediction import Prediction
from nervure.records.run_report import PictureLink

_LARGE_PIXELS = 32 * 32  # from this size on, a photograph takes fewer bytes as a JPEG, without a visible difference
_QUALITY = 90
_MOST_PX = 96


class PicturePool:
    """Images with their predictions, each stored once even if several sections show it.

    Args:
        links: by the index of an image in its data, how to see its numbers.
    """

    def __init__(self, links: Mapping[int, PictureLink]) -> None:
        self._links = links
        self._places: dict[Prediction, int] = {}

    def place(self, prediction: Prediction) -> int:
        """The index of the image in :attr:`described`."""
        return self._places.setdefault(prediction, len(self._places))

    def place_of(self, picture: Picture) -> int | None:
        """The index of the prediction for this image; None if none was requested."""
        return next((place for said, place in self._places.items() if said.picture == picture), None)

    @property
    def described(self) -> list[dict[str, Any]]:
        """The requested images, in the order of their indices."""
        return [self._described(prediction) for prediction in self._places]

    def _described(self, prediction: Prediction) -> dict[str, Any]:
        link = None if prediction.index is None else self._links.get(prediction.index)
        return {
            **drawn(prediction.picture), "label": prediction.label, "probability": prediction.probability,
            "truth": prediction.truth, "path": prediction.path if link is None else link.picture,
            "link": None if link is None else {"command": link.command, "page": link.page},
        }  # fmt: skip


def drawn(picture: Picture, most_px: int = _MOST_PX) -> dict[str, Any]:
    """An image as a page shows it: its source and its size in pixels.

    Args:
        picture: the image.
        most_px: the longer side; larger images are downscaled by averaging blocks of pixels.

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
        # Colors at full resolution: blocks of color would be visible when a small image is enlarged.
        image.save(held, "JPEG", quality=_QUALITY, subsampling=0, optimize=True)
        kind = "jpeg"
    return f"data:image/{kind};base64,{base64.b64encode(held.getvalue()).decode()}"

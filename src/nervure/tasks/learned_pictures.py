"""Records a run's training images by their pixels, so that they are recognized in any file."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import safetensors.numpy
from numpy.typing import NDArray
from torch import Tensor

from nervure.files import write_bytes
from nervure.models.tensor_file import read_tensors, refuse
from nervure.tasks.picture_data import PictureSet
from nervure.tasks.run_folder import LEARNED

_TENSOR = "pixel_digests"
_DIGEST_BYTES = 8  # a million images and a million others share a digest by chance in one of 18 million cases

Digests = NDArray[np.uint64]


def pixel_digests(pictures: PictureSet) -> Digests:
    """One number per image, ``(N,)``, in the order of ``predict``'s results: BLAKE2b of its levels.

    The levels are the network's input, decoded and resized, rounded to integers. So an image has the same number in a
    folder, an archive and arrays, but another one after recompression or resizing.

    Source:
        RFC 7693, https://www.rfc-editor.org/rfc/rfc7693

    Examples:
        >>> from nervure.data import ArrayDataset
        >>> first, second, third = pixel_digests(ArrayDataset([[0, 1], [0.2, 1.2], [0, 2]])).tolist()
        >>> first == second, first == third
        (True, False)
    """
    batches = pictures.in_order().batches()
    found = b"".join(_digest(picture) for batch in batches for picture in _whole_levels(batch.x[0]))
    return np.frombuffer(found, "<u8").astype(np.uint64)


def write_learned(run: Path, pictures: PictureSet) -> None:
    """Writes the record of a run's training images into its folder.

    Raises:
        FileError: it cannot be written.
    """
    digests = np.unique(pixel_digests(pictures))
    write_bytes(run / LEARNED, safetensors.numpy.save({_TENSOR: digests}))


def are_learned(run: Path, pictures: PictureSet) -> NDArray[np.bool_] | None:
    """Whether the run in a folder learned from each of the images, ``(N,)``, in the order of :func:`pixel_digests`.

    Returns:
        None if the run does not record it: it is from an earlier release, or only a model.

    Raises:
        FileError: the record was altered.
    """
    path = run / LEARNED
    if not path.is_file():
        return None
    tensors = read_tensors(path).tensors
    recorded = tensors.get(_TENSOR)
    if recorded is None or recorded.dtype != np.uint64:
        refuse(path, ", ".join(f"{name}: {tensor.dtype}" for name, tensor in tensors.items()) or "-")
    return np.isin(pixel_digests(pictures), recorded)


def _whole_levels(pictures: Tensor) -> NDArray[np.uint8]:
    levels = pictures.numpy()
    return np.ascontiguousarray(levels if levels.dtype == np.uint8 else np.rint(levels).astype(np.uint8))


def _digest(picture: NDArray[np.uint8]) -> bytes:
    return hashlib.blake2b(picture.data, digest_size=_DIGEST_BYTES).digest()

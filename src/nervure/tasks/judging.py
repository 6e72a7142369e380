"""Evaluates a run's network on images."""

from __future__ import annotations

from collections.abc import Sequence

from nervure.insight import Judgement
from nervure.insight.judgement import judge_for
from nervure.models.model import Model
from nervure.tasks.picture_data import PictureSet, in_batches_of

# Images are batched up to about this many pixels: no more memory than a training step takes.
_PIXELS, _MOST_AT_ONCE = 1 << 20, 256


def judged_pictures(model: Model, pictures: PictureSet, labels: Sequence[str], run: str) -> Judgement:
    """The predictions of ``model`` for images with its class numbers.

    Args:
        model: the network.
        pictures: labeled images.
        labels: the names of the classes.
        run: the name of the run, for errors.

    Raises:
        DataError: there is no image, or the network's output is not finite, because its training diverged.
    """
    return judge_for(run, model, in_batches_of(pictures, at_once(pictures.input_shapes[0])), labels)


def at_once(shape: Sequence[int | None]) -> int:
    """The batch size for images of shape ``(height, width, channels)``.

    Examples:
        >>> at_once((28, 28, 1)), at_once((224, 224, 3)), at_once((4000, 3000, 3))
        (256, 20, 1)
    """
    height, width = (side or 1 for side in shape[:2])
    return min(max(1, _PIXELS // (height * width)), _MOST_AT_ONCE)

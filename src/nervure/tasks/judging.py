"""Pictures judged by a network, for a run."""

from __future__ import annotations

from collections.abc import Sequence

from nervure.insight import Judgement
from nervure.insight.judgement import judge_for
from nervure.models.model import Model
from nervure.tasks.picture_data import PictureSet, in_batches_of

# As many images at once as come to about so many pixels: no more memory than a step of training takes.
_PIXELS, _MOST_AT_ONCE = 1 << 20, 256


def judged_pictures(model: Model, pictures: PictureSet, labels: Sequence[str], run: str) -> Judgement:
    """What ``model`` says about pictures whose classes have the numbers of its own.

    Args:
        model: the network.
        pictures: labelled.
        labels: the names of the classes.
        run: the run, as errors name it.

    Raises:
        DataError: there is no picture, or the network gives no numbers, as its training diverged.
    """
    return judge_for(run, model, in_batches_of(pictures, at_once(pictures.input_shapes[0])), labels)


def at_once(shape: Sequence[int | None]) -> int:
    """How many pictures of a shape ``(height, width, channels)`` a network reads at once.

    Examples:
        >>> at_once((28, 28, 1)), at_once((224, 224, 3)), at_once((4000, 3000, 3))
        (256, 20, 1)
    """
    height, width = (side or 1 for side in shape[:2])
    return min(max(1, _PIXELS // (height * width)), _MOST_AT_ONCE)

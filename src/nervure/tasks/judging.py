"""Pictures judged by a network, for a run."""

from __future__ import annotations

from collections.abc import Sequence

from nervure.insight import Judgement
from nervure.insight.judgement import judge_for
from nervure.models.model import Model
from nervure.tasks.picture_data import PictureSet, in_batches_of

_AT_ONCE = 256


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
    return judge_for(run, model, in_batches_of(pictures, _AT_ONCE), labels)

"""Checks whether heat maps depend on what the network learned, by making them again with random weights."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from nervure.arguments import Whole, checked
from nervure.data.column import column
from nervure.insight.heat import (
    Squares,
    Subject,
    enlarged,
    grad_cam_layer,
    grad_cam_values,
    occlusion_values,
    saliency_values,
)
from nervure.insight.insight import Insight
from nervure.insight.one_picture import one_picture
from nervure.insight.score_network import ScoreNetwork
from nervure.insight.shown_images import Brightness, picture_of
from nervure.insight.value_maps import value_map
from nervure.models.graph_model import GraphModel
from nervure.records.heat_map import HeatMapMethod, RandomisedCheckRecord, RandomisedStage
from nervure.records.prediction import Prediction
from nervure.registry import look_up
from nervure.render.insight_tables import randomised_check_text

if TYPE_CHECKING:
    from nervure.render.figure import LooseFigure

_METHODS: dict[str, HeatMapMethod] = {"grad_cam": "grad_cam", "saliency": "saliency", "occlusion": "occlusion"}
_LIMIT = 0.5
_SQUARE_STEPS = 2


class RandomisedCheck(Insight[RandomisedCheckRecord]):
    """Whether heat maps change when the weights are replaced by random ones.

    Attributes:
        record: as plain values, with the maps.
    """

    @property
    def correlation(self) -> float | None:
        """How similar the maps are to those of a network with only random weights, 0 to 1: the mean of abs(rho)."""
        return self.record.correlation

    @property
    def has_changed(self) -> bool | None:
        """Whether the similarity is small enough; None if no map could be compared."""
        return self.record.has_changed

    def table(self) -> str:
        """One line per stage."""
        return randomised_check_text(self.record)

    def plot(self) -> LooseFigure:
        """The maps, one row per image and one column per stage."""
        from nervure.render.picture_figures import randomised_check_figure

        return randomised_check_figure(self.record)


@checked
def randomised_check(
    model: GraphModel,
    pictures: Any,
    method: str = "grad_cam",
    layer: str | None = None,
    *,
    seed: Whole = 0,
    labels: Sequence[str] | None = None,
) -> RandomisedCheck:
    r"""Makes heat maps again with random weights: maps that stay the same do not reflect what the network learned.

    In a copy of the network, the weights are drawn again, layer after layer from the last to the first; after each, the
    maps of the predicted classes are compared with the original ones by Spearman's rank correlation :math:`\rho`. They
    pass if the mean of :math:`|\rho|` over the images is below 0.5 with all weights random; the absolute value, because
    a map that is only inverted has not changed. The model is not changed. For occlusion, the square moves by half its
    side, twice as far as in :func:`occlusion`, since all maps are made many times.

    Args:
        model: a classifier of images.
        pictures: some images ``(N, H, W, C)``, or ``(N, H, W)`` for one channel.
        method: ``"grad_cam"``, ``"saliency"`` or ``"occlusion"``.
        layer: for Grad-CAM, as there.
        seed: for the random weights.
        labels: the names of the classes; by default their numbers.

    Returns:
        ``.correlation``, ``.has_changed``, ``.record``, ``.plot()``.

    Raises:
        UnknownNameError: there is no such method or layer; the message suggests the nearest.
        ArgumentError: the model does not output class probabilities.
        ShapeError: the images do not fit the model.
        DataError: there are no images, or the network outputs NaN or infinity for one.

    Source:
        Adebayo, Gilmer, Muelly, Goodfellow, Hardt and Kim, "Sanity checks for saliency maps" (2018),
        https://arxiv.org/abs/1810.03292

    Examples:
        >>> import nervure as nv
        >>> from nervure.models.zoo import lecture_cnn
        >>> x, _ = nv.data.digits()
        >>> check = randomised_check(lecture_cnn(), x[:2], "saliency")
        >>> [stage.layer for stage in check.record.stages][:3]
        [None, 'dense_1', 'dense']
    """
    look_up(method, _METHODS, where="randomised_check(method=...)")
    network, samples = ScoreNetwork(model, "randomised_check"), column(pictures, where="randomised_check").tensor
    batches = [one_picture(model, sample, "randomised_check") for sample in samples]
    subjects = [Subject.of(network, x, None, labels, "randomised_check") for x in batches]
    maps_of = _maps(_METHODS[method], model, batches[0], layer)
    predictions = tuple(_prediction(subject) for subject in subjects)
    first = [maps_of.values(subject) for subject in subjects]
    stages = [_stage(None, first, first, maps_of.shown)]
    for path in reversed(network.layers):
        network.randomise(path, seed)
        stages.append(_stage(path, first, [maps_of.values(subject) for subject in subjects], maps_of.shown))
    return RandomisedCheck(RandomisedCheckRecord(_METHODS[method], predictions, tuple(stages), _LIMIT))


class _Maps(NamedTuple):
    """How to make maps.

    Attributes:
        values: computes the values of the method.
        shown: resizes them to the image.
    """

    values: Callable[[Subject], Tensor]
    shown: Callable[[Tensor], Tensor]


def _maps(method: HeatMapMethod, model: GraphModel, x: Tensor, layer: str | None) -> _Maps:
    if method == "occlusion":
        squares = Squares.over(x, steps=_SQUARE_STEPS, where="randomised_check")
        return _Maps(lambda subject: occlusion_values(subject, squares), squares.spread)
    if method == "saliency":
        return _Maps(saliency_values, lambda heat: heat)
    slot = grad_cam_layer(model, x, layer, "randomised_check").slot
    return _Maps(lambda subject: grad_cam_values(subject, slot), lambda heat: enlarged(heat, x))


def _prediction(subject: Subject) -> Prediction:
    probabilities = subject.network.probabilities(subject.x)[0]
    picture = picture_of(subject.x[0], Brightness.of(subject.x))
    return Prediction(subject.labels[subject.target], float(probabilities[subject.target]), picture)


def _stage(
    layer: str | None, first: Sequence[Tensor], maps: Sequence[Tensor], shown: Callable[[Tensor], Tensor]
) -> RandomisedStage:
    found = [rank_correlation(a.numpy(), b.numpy()) for a, b in zip(first, maps, strict=True)]
    known = [abs(each) for each in found if each is not None]
    drawn = tuple(value_map(shown(heat)) for heat in maps)
    return RandomisedStage(layer, sum(known) / len(known) if known else None, drawn)


def rank_correlation(a: NDArray[Any], b: NDArray[Any]) -> float | None:
    """Spearman's rank correlation; equal numbers share the mean of their ranks. None if all are equal.

    Source:
        Spearman, "The proof and measurement of association between two things" (1904),
        https://doi.org/10.2307/1412159

    Examples:
        >>> rank_correlation(np.array([1.0, 2.0, 9.0]), np.array([5.0, 6.0, 7.0]))
        1.0
        >>> rank_correlation(np.ones(3), np.arange(3)) is None
        True
    """
    first, second = _ranks(a), _ranks(b)
    spread = np.sqrt((first**2).sum() * (second**2).sum())
    return float(np.clip((first * second).sum() / spread, -1, 1)) if spread else None


def _ranks(values: NDArray[Any]) -> NDArray[np.float64]:
    """The ranks, minus their mean."""
    _, inverse, counts = np.unique(values.ravel(), return_inverse=True, return_counts=True)
    ends = counts.cumsum()
    ranks = (ends - (counts - 1) / 2)[inverse]
    return np.asarray(ranks - ranks.mean(), dtype=np.float64)

"""Heat maps: the parts of an image that support a class."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import torch
from numpy.typing import NDArray
from torch import Tensor

from nervure.arguments import Count, checked
from nervure.errors import ArgumentError
from nervure.insight.class_output import check_finite, class_number, label_names
from nervure.insight.insight import Insight
from nervure.insight.layer_maps import LayerOutput, LayerOutputs
from nervure.insight.one_picture import one_picture
from nervure.insight.score_network import ScoreNetwork
from nervure.insight.shown_images import Brightness, picture_of
from nervure.insight.value_maps import value_map
from nervure.models.graph_model import GraphModel
from nervure.records.heat_map import HeatMapMethod, HeatMapRecord
from nervure.records.prediction import Prediction
from nervure.render.insight_tables import heat_map_text

if TYPE_CHECKING:
    from nervure.render.figure import LooseFigure

_PARTS = 4  # of the shorter side: how many squares cover it
_STEPS = 4  # of a square: how many steps move it by its own side
_BATCH_SIZE = 64


class HeatMap(Insight[HeatMapRecord]):
    """Which parts of an image support a class.

    Args:
        record: as plain values.
        values: (height, width), before resizing to the image.

    Attributes:
        record: as plain values.
        values: ``(height, width)``: of the layer's map (Grad-CAM), of the image (saliency), of the positions of the
            square (occlusion).
    """

    def __init__(self, record: HeatMapRecord, values: NDArray[Any]) -> None:
        super().__init__(record)
        self.values = values

    def table(self) -> str:
        """The class of the map, and where the map is hottest."""
        return heat_map_text(self.record)

    def plot(self) -> LooseFigure:
        """The image next to the map drawn over it."""
        from nervure.render.picture_figures import heat_map_figure

        return heat_map_figure(self.record)


class Subject(NamedTuple):
    """An image and the class in question.

    Attributes:
        network: the copy that is run.
        x: the image, a batch of one, on the processor like the network.
        target: the number of the class.
        labels: the names of the classes.
    """

    network: ScoreNetwork
    x: Tensor
    target: int
    labels: tuple[str, ...]

    @classmethod
    def of(
        cls, network: ScoreNetwork, x: Tensor, target: int | str | None, labels: Sequence[str] | None, where: str
    ) -> Subject:
        """The subject; without a target, the class that the network predicts.

        Raises:
            UnknownNameError: no class has that name.
            ArgumentError: no class has that number, or ``labels`` has a different length.
            DataError: the network outputs NaN or infinity.
        """
        x, names = x.cpu(), label_names(labels, network.output.num_classes, where)
        probabilities = network.probabilities(x)
        check_finite(probabilities.numpy(), where)
        number = int(probabilities[0].argmax()) if target is None else class_number(target, names, where)
        return cls(network, x, number, names)

    def record(self, method: HeatMapMethod, heat: Tensor, size: tuple[int, int], **more: Any) -> HeatMapRecord:
        """The heat map as plain values.

        Args:
            method: the method that made it.
            heat: (H, W) of the image.
            size: the size of the map before resizing.
            more: fields that only some methods have.
        """
        probabilities = self.network.probabilities(self.x)[0]
        label = int(probabilities.argmax())
        picture = picture_of(self.x[0], Brightness.of(self.x))
        prediction = Prediction(self.labels[label], float(probabilities[label]), picture)
        probability = float(probabilities[self.target])
        return HeatMapRecord(method, prediction, self.labels[self.target], probability, value_map(heat), *size, **more)


def grad_cam(
    model: GraphModel,
    picture: Any,
    target: int | str | None = None,
    layer: str | None = None,
    *,
    labels: Sequence[str] | None = None,
) -> HeatMap:
    r"""Grad-CAM: the maps of a late layer, each weighted by how much it raises the score of a class.

    .. math::
        \alpha_k = \frac{1}{HW} \sum_{i,j} \frac{\partial s_c}{\partial A_{ijk}} \qquad
        L_{ij} = \max\Bigl(0, \sum_k \alpha_k A_{ijk}\Bigr)

    with the maps A of the layer and the score :math:`s_c` of the class, before softmax. The gradient is that of the
    plan's own backward pass. It shows where, at the resolution of the layer's map, never why.

    Args:
        model: a classifier of images.
        picture: ``(H, W, C)``, ``(H, W)`` for one channel, or a batch of one such image.
        target: the number of a class, or its name in ``labels``; by default the predicted one.
        layer: the name of a layer with maps; by default the last one after an activation.
        labels: the names of the classes; by default their numbers.

    Returns:
        ``.values`` in the size of the layer's map, ``.record`` with the map in the size of the image, ``.plot()``.

    Raises:
        UnknownNameError: there is no such layer or class; the message suggests the nearest.
        ArgumentError: the model does not output class probabilities, or the layer does not have maps.
        ShapeError: the image does not fit the model.
        DataError: it is not an image, or the network outputs NaN or infinity for it.

    Source:
        Selvaraju, Cogswell, Das, Vedantam, Parikh and Batra, "Grad-CAM: visual explanations from deep networks via
        gradient-based localization" (2017), https://arxiv.org/abs/1610.02391

    Examples:
        >>> import nervure as nv
        >>> from nervure.models.zoo import lecture_cnn
        >>> x, _ = nv.data.digits()
        >>> heat = grad_cam(lecture_cnn(), x[0], target=7)
        >>> heat.record.layer, heat.values.shape, (heat.record.map.height, heat.record.map.width)
        ('conv2d_3', (14, 14), (28, 28))
    """
    network = ScoreNetwork(model, "grad_cam")
    subject = Subject.of(network, one_picture(model, picture, "grad_cam"), target, labels, "grad_cam")
    output = grad_cam_layer(model, subject.x, layer, "grad_cam")
    heat = grad_cam_values(subject, output.slot)
    shown = enlarged(heat, subject.x)
    return HeatMap(subject.record("grad_cam", shown, _size(heat), layer=output.name), heat.numpy())


def grad_cam_layer(model: GraphModel, x: Tensor, layer: str | None, where: str) -> LayerOutput:
    """The layer of that name, or the last one after an activation; errors name the call ``where``."""
    outputs = LayerOutputs(model, where, tuple(x.shape[1:]))
    return outputs.last_activated() if layer is None else outputs.with_map(layer)


def grad_cam_values(subject: Subject, slot: int) -> Tensor:
    """(H, W) of the map in that slot."""
    walked = subject.network.walk(subject.x, subject.target, (slot,))
    maps, gradients = walked.values[slot][0], walked.gradients[slot][0]
    return (maps * gradients.mean((0, 1))).sum(-1).clamp_min(0)


def enlarged(heat: Tensor, x: Tensor) -> Tensor:
    """A map resized to the image by bilinear interpolation."""
    size = (x.shape[1], x.shape[2])
    return torch.nn.functional.interpolate(heat[None, None], size, mode="bilinear", align_corners=False)[0, 0]


def saliency(
    model: GraphModel, picture: Any, target: int | str | None = None, *, labels: Sequence[str] | None = None
) -> HeatMap:
    r"""Saliency: how much the score of a class changes with each pixel.

    .. math:: M_{ij} = \max_k \Bigl|\frac{\partial s_c}{\partial x_{ijk}}\Bigr|

    over the channels k, with the score :math:`s_c` before softmax. It shows which pixels the score is sensitive to for
    this image, not which ones support the class.

    Args:
        model: a classifier of images.
        picture: ``(H, W, C)``, ``(H, W)`` for one channel, or a batch of one such image.
        target: the number of a class, or its name in ``labels``; by default the predicted one.
        labels: the names of the classes; by default their numbers.

    Returns:
        ``.values`` in the size of the image, ``.record``, ``.plot()``.

    Raises:
        UnknownNameError: there is no such class; the message suggests the nearest.
        ArgumentError: the model does not output class probabilities.
        ShapeError: the image does not fit the model.
        DataError: it is not an image, or the network outputs NaN or infinity for it.

    Source:
        Simonyan, Vedaldi and Zisserman, "Deep inside convolutional networks: visualizing image classification models
        and saliency maps" (2014), https://arxiv.org/abs/1312.6034

    Examples:
        >>> import nervure as nv
        >>> from nervure.models.zoo import lecture_cnn
        >>> x, _ = nv.data.digits()
        >>> saliency(lecture_cnn(), x[0], target=7).values.shape
        (28, 28)
    """
    network = ScoreNetwork(model, "saliency")
    subject = Subject.of(network, one_picture(model, picture, "saliency"), target, labels, "saliency")
    heat = saliency_values(subject)
    return HeatMap(subject.record("saliency", heat, _size(heat)), heat.numpy())


def saliency_values(subject: Subject) -> Tensor:
    """(H, W) of the image."""
    gradient = subject.network.walk(subject.x, subject.target, (0,)).gradients[0][0].abs()
    return gradient.amax(-1) if gradient.ndim == 3 else gradient


@checked
def occlusion(
    model: GraphModel,
    picture: Any,
    target: int | str | None = None,
    *,
    square_px: Count | None = None,
    stride_px: Count | None = None,
    labels: Sequence[str] | None = None,
) -> HeatMap:
    r"""Occlusion: how much of the probability of a class is lost when a square covers a part of the image.

    .. math:: M_{uv} = p_c(x) - p_c(x \text{ with a square at } u, v)

    The square has the mean color of the image. The method needs no gradient, only predictions; it cannot show what two
    places contribute only together. In the size of the image, a pixel has the mean of all squares that covered it; a
    pixel that none covered, because the square moved by more than its side, is 0.

    Args:
        model: a classifier of images.
        picture: ``(H, W, C)``, ``(H, W)`` for one channel, or a batch of one such image.
        target: the number of a class, or its name in ``labels``; by default the predicted one.
        square_px: the side of the square; by default a quarter of the image's shorter side.
        stride_px: how far it moves from one position to the next; by default a quarter of its side.
        labels: the names of the classes; by default their numbers.

    Returns:
        ``.values``, one per position of the square, ``.record``, ``.plot()``.

    Raises:
        UnknownNameError: there is no such class; the message suggests the nearest.
        ArgumentError: the model does not output class probabilities, or the square is larger than the image.
        ShapeError: the image does not fit the model.
        DataError: it is not an image, or the network outputs NaN or infinity for it.

    Source:
        Zeiler and Fergus, "Visualizing and understanding convolutional networks" (2014),
        https://arxiv.org/abs/1311.2901

    Examples:
        >>> import nervure as nv
        >>> from nervure.models.zoo import lecture_cnn
        >>> x, _ = nv.data.digits()
        >>> occlusion(lecture_cnn(), x[0], target=7, square_px=8, stride_px=4).values.shape
        (6, 6)
    """
    network = ScoreNetwork(model, "occlusion")
    subject = Subject.of(network, one_picture(model, picture, "occlusion"), target, labels, "occlusion")
    squares = Squares.over(subject.x, square_px, stride_px, where="occlusion")
    values = occlusion_values(subject, squares)
    square = (squares.side, squares.side)
    record = subject.record("occlusion", squares.spread(values), _size(values), square_px=square)
    return HeatMap(record, values.numpy())


class Squares(NamedTuple):
    """The positions of a square that covers the parts of an image one after another.

    Attributes:
        size: of the image.
        side: of the square.
        rows: the rows where it starts.
        columns: the columns where it starts.
    """

    size: tuple[int, int]
    side: int
    rows: tuple[int, ...]
    columns: tuple[int, ...]

    @classmethod
    def over(
        cls, x: Tensor, square_px: int | None = None, stride_px: int | None = None, *, steps: int = _STEPS, where: str
    ) -> Squares:
        """The positions over an image, in a batch of one; see :func:`occlusion`.

        Args:
            x: the image.
            square_px: the side of the square.
            stride_px: how far it moves.
            steps: the number of steps in which it moves by its own side, if ``stride_px`` is not given.
            where: the name of the call in errors.

        Raises:
            ArgumentError: the square is larger than the image, or an argument is not a whole number of at least 1.
        """
        height, width = int(x.shape[1]), int(x.shape[2])
        usual = max(1, round(min(height, width) / _PARTS))
        side = usual if square_px is None else square_px
        if side > min(height, width):
            raise ArgumentError.of("insight.square", where=where, most=min(height, width), got=side)
        step = max(1, round(side / steps)) if stride_px is None else stride_px
        return cls((height, width), side, _starts(height, side, step), _starts(width, side, step))

    @property
    def parts(self) -> tuple[tuple[slice, slice], ...]:
        """What it covers at each position, row by row."""
        return tuple(
            (slice(top, top + self.side), slice(left, left + self.side)) for top in self.rows for left in self.columns
        )

    def spread(self, values: Tensor) -> Tensor:
        """One value per position, resized to the image: each pixel has the mean of its squares."""
        heat, covers = (torch.zeros(self.size, dtype=values.dtype) for _ in range(2))
        for part, value in zip(self.parts, values.flatten(), strict=True):
            heat[part] += value
            covers[part] += 1
        return heat / covers.clamp_min(1)


def _starts(size: int, side: int, step: int) -> tuple[int, ...]:
    """Where squares start, such that the last one ends with the image."""
    starts = range(0, size - side + 1, step)
    return tuple(starts) if starts[-1] == size - side else (*starts, size - side)


def occlusion_values(subject: Subject, squares: Squares) -> Tensor:
    """(rows, columns) of the positions: the probability of the class without the square, minus that with it."""
    x = subject.x.to(subject.network.dtype)
    color = x.mean((1, 2), keepdim=True)
    whole = subject.network.probabilities(x)[0, subject.target]
    lost = []
    for first in range(0, len(squares.parts), _BATCH_SIZE):
        here = squares.parts[first : first + _BATCH_SIZE]
        covered = x.repeat(len(here), *(1,) * (x.ndim - 1))
        for number, part in enumerate(here):
            covered[(number, *part)] = color[0]
        lost.append(whole - subject.network.probabilities(covered)[:, subject.target])
    return torch.cat(lost).view(len(squares.rows), len(squares.columns))


def _size(heat: Tensor) -> tuple[int, int]:
    return int(heat.shape[0]), int(heat.shape[1])

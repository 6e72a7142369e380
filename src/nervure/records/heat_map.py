"""Which parts of an image support a class, and whether such a map depends on the network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from nervure.records.prediction import Prediction
from nervure.records.value_map import ValueMap

HeatMapMethod = Literal["grad_cam", "saliency", "occlusion"]


@dataclass(frozen=True, slots=True)
class HeatMapRecord:
    """A heat map over an image.

    Args:
        method: the method that made it.
        prediction: the image and its prediction.
        target: the class of the map.
        probability: the network's probability for that class.
        map: the heat, in the height and width of the image.
        height: rows of the map before resizing to the image: there is no finer detail in it.
        width: likewise the columns.
        layer: the layer that the map comes from (Grad-CAM), otherwise None.
        square_px: height and width of the square that covered the image (occlusion), otherwise None.
    """

    method: HeatMapMethod
    prediction: Prediction
    target: str
    probability: float
    map: ValueMap
    height: int
    width: int
    layer: str | None = None
    square_px: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class RandomisedStage:
    """The heat map after the weights of some layers were replaced by random ones.

    Args:
        layer: the layer that was randomized last; all layers after it are random too. None for the unchanged network.
        correlation: the mean absolute rank correlation with the maps of the unchanged network, 0 to 1; None if no map
            had two different numbers.
        maps: the maps of the images.
    """

    layer: str | None
    correlation: float | None
    maps: tuple[ValueMap, ...]


@dataclass(frozen=True, slots=True)
class RandomisedCheckRecord:
    """Whether the heat maps of a method change when the weights they should depend on are replaced.

    Args:
        method: how the maps were made.
        predictions: the images.
        stages: the unchanged network, then with more and more random layers, from the last to the first.
        limit: the correlation from which a map counts as unchanged.
    """

    method: HeatMapMethod
    predictions: tuple[Prediction, ...]
    stages: tuple[RandomisedStage, ...]
    limit: float

    @property
    def correlation(self) -> float | None:
        """The correlation with all layers random."""
        return self.stages[-1].correlation

    @property
    def has_changed(self) -> bool | None:
        """Whether the maps of a network with random weights differ; None if no map could be compared."""
        return None if self.correlation is None else self.correlation < self.limit

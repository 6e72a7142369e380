"""Which parts of a picture speak for a class, and whether such a map says anything about the network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from nervure.records.prediction import Prediction
from nervure.records.value_map import ValueMap

HeatMapMethod = Literal["grad_cam", "saliency", "occlusion"]


@dataclass(frozen=True, slots=True)
class HeatMapRecord:
    """A heat map over a picture.

    Args:
        method: how it was made.
        prediction: the picture, and what the network predicts for it.
        target: the class that the map speaks of.
        probability: what the network gives that class.
        map: the heat, as high and as wide as the picture.
        height: rows of the map before it was brought to the size of the picture: there is no finer detail in it.
        width: columns likewise.
        layer: the layer that the map comes from (Grad-CAM), else None.
        square_px: height and width of the square that covered the picture (occlusion), else None.
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
        layer: the layer that was randomised last; all behind it are random too. None for the network as it is.
        correlation: the mean size of the rank correlation with the maps of the network as it is, 0 to 1 whatever its
            sign; None where no map had two different numbers.
        maps: the maps of the pictures that were looked at.
    """

    layer: str | None
    correlation: float | None
    maps: tuple[ValueMap, ...]


@dataclass(frozen=True, slots=True)
class RandomisedCheckRecord:
    """Whether the heat maps of a method change when the weights they should depend on are replaced.

    Args:
        method: how the maps were made.
        predictions: the pictures.
        stages: the network as it is, then with more and more random layers, from the last to the first.
        limit: the correlation from which on a map counts as unchanged.
    """

    method: HeatMapMethod
    predictions: tuple[Prediction, ...]
    stages: tuple[RandomisedStage, ...]
    limit: float

    @property
    def correlation(self) -> float | None:
        """With all layers random."""
        return self.stages[-1].correlation

    @property
    def has_changed(self) -> bool | None:
        """Whether the maps of a network with random weights are others; None where no map could be compared."""
        return None if self.correlation is None else self.correlation < self.limit

"""The options of a training on images."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Self

from nervure.arguments import Count, Whole, take_fields
from nervure.data.auditing.appearance import LEAST_SIDE
from nervure.data.augmentation.augmentation import PRESETS
from nervure.data.class_weight import POWERS
from nervure.data.pictures.framing import size_of
from nervure.errors import ArgumentError
from nervure.graph.precision import precision_of
from nervure.models.zoo import NETWORKS
from nervure.registry import look_up

DIGITS = "digits"
_MOST_SIDE = 4096  # of larger ones, not even a few fit into memory
COLORS = {"grayscale": 1, "rgb": 3}
_FILES = (".npz", ".zip", ".csv", ".tsv")
# Device names, which Windows does not allow for folders.
_RESERVED = {"CON", "PRN", "AUX", "NUL", *(f"{name}{number}" for name in ("COM", "LPT") for number in range(1, 10))}


@dataclass(frozen=True)
class PictureOptions:
    """The options of ``nervure train``, by their command-line names; None chooses a value to suit the images.

    Attributes:
        source: ``"digits"`` for the included ones; a folder with one subfolder per class, or a ``.zip`` archive of it;
            a ``.csv`` or ``.tsv`` table of paths and labels; or an ``.npz`` file with arrays ``x`` and ``y``.
        model: one of :data:`nervure.models.zoo.NETWORKS`.
        epochs: the number of passes over the images.
        batch_size: images per step.
        image_size: height and width in pixels.
        color: ``"grayscale"`` or ``"rgb"``.
        augmentation: how images are augmented in every epoch, see :func:`nervure.data.augmented`.
        learning_rate: the peak rate; the rate rises for a fifth of the run, then falls to almost zero.
        precision: see ``Model.compile``.
        seed: the seed of weights, order and masks; None draws one, which is recorded.
        samples: how many of the training images to use, for a quick trial; None uses all.
        class_weights: how strongly to weight rare classes: see :func:`nervure.data.balanced_class_weight`.
        pretrained: a file of ``torch.export.save`` with a module on whose features a head is trained, instead of
            ``model``.
        normalization: the scale of levels that this module expects: a name from
            :data:`nervure.tasks.pretrained.level_scale.SCALES`, or ``MEAN/DEVIATION``.
        threads: the number of computing threads; None takes the fastest number, see :mod:`nervure.models.threads`.

    Raises:
        ArgumentError: a number is invalid, or two options exclude each other.
        UnknownNameError: the network, color mode, augmentation or precision is unknown.
    """

    source: str
    model: str | None = None
    epochs: Count | None = None
    batch_size: Count | None = None
    image_size: tuple[int, int] | None = None
    color: str | None = None
    augmentation: str | None = None
    learning_rate: float | None = None
    precision: str = "auto"
    seed: Whole | None = None
    samples: Count | None = None
    class_weights: str | None = None
    pretrained: str | None = None
    normalization: str | None = None
    threads: Count | None = None

    def __post_init__(self) -> None:
        take_fields(self)
        if self.image_size is not None:
            _check_size(self.image_size)
        if self.model is not None:
            look_up(self.model, NETWORKS, where="model")
        if self.color is not None:
            look_up(self.color, COLORS, where="color")
        if self.augmentation is not None:
            look_up(self.augmentation, PRESETS, where="augmentation")
        if self.class_weights is not None:
            look_up(self.class_weights, POWERS, where="class_weights")
        precision_of(self.precision)
        if self.pretrained is not None and self.model is not None:
            raise ArgumentError.of("pretrained.and_model", where="model", got=self.model)
        if self.normalization is not None and self.pretrained is None:
            raise ArgumentError.of("pretrained.alone", where="normalization", got=self.normalization)

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Self:
        """The options recorded in the ``config.json`` of a run, with its seed."""
        known = {each.name for each in fields(cls)}
        given = {name: value for name, value in config["options"].items() if name in known}
        if given.get("image_size") is not None:
            given["image_size"] = tuple(given["image_size"])
        return cls(config["data"]["path"] or DIGITS, **{**given, "seed": int(config["seed"])})

    def as_config(self) -> dict[str, Any]:
        """The options by command-line names, as recorded in ``config.json``, which records ``source`` as the data."""
        return {name: value for name, value in asdict(self).items() if name != "source"}

    @property
    def name(self) -> str:
        """A name for the run: that of the folder or file, without characters that some systems do not allow."""
        if self.source == DIGITS:
            return DIGITS
        place = Path(os.path.abspath(self.source))  # noqa: PTH100  (a link is called as it is called, not where it leads)
        named = place.stem if place.suffix.lower() in _FILES else place.name
        clean = "".join(sign if sign.isprintable() and sign not in '<>:"/\\|?*' else "_" for sign in named).strip(" .")
        return f"{clean}_" if not clean or clean.split(".")[0].upper() in _RESERVED else clean


def _check_size(given: tuple[int, int]) -> None:
    sides = size_of(given, where="image_size")
    if min(sides) < LEAST_SIDE:
        raise ArgumentError.of("train.small", where="image_size", least=LEAST_SIDE, got=given)
    if max(sides) > _MOST_SIDE:
        raise ArgumentError.of("train.large", where="image_size", most=_MOST_SIDE, got=given)

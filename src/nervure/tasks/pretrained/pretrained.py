"""A pretrained torch module whose features a head is trained on: read, adapted to the images, made into a network."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

from nervure.data.pictures.picture_file import CHANNELS
from nervure.errors import ArgumentError, FileError, ShapeError
from nervure.layers import Dense, GlobalAveragePooling1D, GlobalAveragePooling2D, Input, Rescaling, TorchProgram
from nervure.models.model import Model
from nervure.records.training_plan import FeaturesPlan
from nervure.shapes import shape_text
from nervure.tasks.picture_data import PictureFormat
from nervure.tasks.picture_options import PictureOptions
from nervure.tasks.pretrained.exported_end import features_end
from nervure.tasks.pretrained.exported_file import Exported, read_exported
from nervure.tasks.pretrained.level_scale import LevelScale

FEATURES = "features"  # the name of the layer that wraps the module
_COLORS = {channels: name for name, channels in CHANNELS.items() if name != "rgba"}
_SCALES = {1: "unit", 3: "imagenet"}
_LONGEST = 200  # the maximum length of torch's own message


@dataclass(frozen=True)
class Pretrained:
    """A pretrained module.

    Attributes:
        path: the absolute path of its file.
        exported: the module up to its features.
        left_off: the number of outputs of its classifier; None if it had none.
        color: ``"grayscale"`` or ``"rgb"``.
        scale: the scaling of levels that it expects.
    """

    path: str
    exported: Exported
    left_off: int | None
    color: str
    scale: LevelScale

    @classmethod
    def of(cls, options: PictureOptions) -> Self:
        """The module named by ``options``.

        Raises:
            FileError: there is no such file, or it does not contain such a module.
            ArgumentError: ``options`` request a size or colors that it does not take.
        """
        assert options.pretrained is not None, "asked for where there is a path"
        exported, left_off = features_end(read_exported(options.pretrained))
        sizes = exported.graph.example_sizes
        color = _COLORS.get(sizes[1]) if len(sizes) == 4 else None
        if color is None:
            raise FileError.of("pretrained.no_pictures", where=options.pretrained, got=sizes)
        if options.color not in (None, color):
            raise ArgumentError.of("pretrained.color", where="--color", expected=color, got=options.color)
        fixed = exported.graph.input_sizes[2:]
        asked = options.image_size or sizes[2:]
        if any(size not in (None, given) for size, given in zip(fixed, asked, strict=True)):
            expected = "x".join("N" if size is None else str(size) for size in fixed)
            raise ArgumentError.of(
                "pretrained.size", where="--image-size", expected=expected, got="x".join(map(str, asked))
            )
        scale = LevelScale.parse(options.normalization or _SCALES[sizes[1]], sizes[1], "--normalization")
        return cls(str(Path(options.pretrained).absolute()), exported, left_off, color, scale)

    def scaled(self, name: str) -> Self:
        """The module with another scale, by name."""
        return replace(self, scale=LevelScale.parse(name, self.exported.graph.example_sizes[1], "--normalization"))

    def settled(self, options: PictureOptions) -> PictureOptions:
        """``options`` with unset values filled in: size, colors and scale of the module."""
        height, width = self.exported.graph.example_sizes[2:]
        return replace(
            options,
            image_size=options.image_size or (height, width),
            color=self.color,
            pretrained=self.path,
            normalization=self.scale.name,
        )

    def check(self, form: PictureFormat) -> None:
        """Rejects images that the module cannot take.

        Raises:
            FileError: it does not accept their size, or its output is not features.
        """
        try:
            found = self._program().compute_output_shape((None, *form.shape))
        except ShapeError as problem:
            size, reason = f"{form.height}x{form.width}", str(problem.__cause__ or problem.problem).splitlines()[0]
            raise FileError.of("pretrained.refuses", where=self.path, got=size, reason=reason[:_LONGEST]) from problem
        if None in found[1:] or len(found) not in (2, 3, 4):
            raise FileError.of("pretrained.no_features", where=self.path, got=shape_text(found))

    def networks(self, form: PictureFormat, num_classes: int) -> tuple[Model, Model]:
        """The network with a zero-initialized head, and the part of it that computes the features."""
        inputs, program = Input(form.shape), self._program()
        scale, offset = self.scale.rescaling
        features = _pooled(program(Rescaling(scale, offset, name="normalization")(inputs)))
        # Convex: the optimum does not depend on the initial weights.
        head = Dense(num_classes, activation="softmax", kernel_initializer="zeros", name="head")
        whole = Model(inputs, head(features), name="pretrained")
        self.exported.fill(program)
        return whole, Model(inputs, features, name="body")

    def _program(self) -> TorchProgram:
        return TorchProgram(self.exported.graph.program, name=FEATURES, trainable=False)

    def plan(self, num_features: int, copies: int) -> FeaturesPlan:
        """Its description before training."""
        return FeaturesPlan(Path(self.path).name, num_features, self.scale.name, self.left_off, copies)

    def config(self, num_features: int) -> dict[str, Any]:
        """Its entry in ``config.json``."""
        return {
            "path": self.path, "digest": self.exported.digest, "features": num_features,
            "left_off": self.left_off, "mean": self.scale.mean, "deviation": self.scale.deviation,
        }  # fmt: skip


def _pooled(found: Any) -> Any:
    """One number per feature: the means of maps, or over the positions of a sequence."""
    if len(found.shape) == 2:
        return found
    return GlobalAveragePooling2D()(found) if len(found.shape) == 4 else GlobalAveragePooling1D()(found)

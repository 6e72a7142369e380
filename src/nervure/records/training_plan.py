"""What a training on pictures is about to do."""

from __future__ import annotations

from dataclasses import dataclass

from nervure.records.picture_folder import LeftOut


@dataclass(frozen=True, slots=True)
class TrainingPlan:
    """What a training on pictures is about to do.

    Args:
        kind: ``"folder"``, ``"npz"`` or ``"digits"``.
        num_classes: how many classes there are.
        training: how many pictures are learnt from.
        validation: how many are looked at after each epoch.
        test: how many are looked at once, at the end; 0 where there is no such part.
        left_out: the files and folders that are not used.
        size: height and width that pictures get, in pixels.
        color_mode: ``"grayscale"`` or ``"rgb"``.
        model: the name of the network.
        epochs: how often the pictures are gone through.
        batch_size: pictures a step.
        folder: where the run lies.
    """

    kind: str
    num_classes: int
    training: int
    validation: int
    test: int
    left_out: tuple[LeftOut, ...]
    size: tuple[int, int]
    color_mode: str
    model: str
    epochs: int
    batch_size: int
    folder: str

    @property
    def count(self) -> int:
        """The pictures of all parts."""
        return self.training + self.validation + self.test

"""The checked arguments of :func:`nervure.data.image_folder`."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from nervure.arguments import Count, Flag, Share, Whole, take_fields
from nervure.arguments.kinds import WholeNumber
from nervure.data.pictures.cache import users_folder
from nervure.data.pictures.framing import frame_of
from nervure.data.pictures.picture_file import CHANNELS
from nervure.data.pictures.reading import Reading
from nervure.data.pictures.store import usual_workers
from nervure.errors import ArgumentError
from nervure.registry import look_up

_DTYPES = dict.fromkeys(("float32", "uint8"))
_LABEL_MODES = dict.fromkeys(("int", "categorical", "binary"))
_SUBSETS = dict.fromkeys(("training", "validation", "both"))

_Bytes = Annotated[int, WholeNumber(0, key="picture.bytes")]


@dataclass
class FolderArguments:
    """The arguments of :func:`nervure.data.image_folder`, where each is documented."""

    path: Any
    image_size: Any = (256, 256)
    color_mode: str = "rgb"
    labels: Any = "inferred"
    label_mode: str | None = "int"
    class_names: Any = None
    batch_size: Count = 32
    shuffle: Flag = True
    seed: Whole | None = None
    validation_split: Share | None = None
    subset: str | None = None
    stratify: Flag = False
    group_near_duplicates: Flag = False
    interpolation: str = "bilinear"
    crop_to_aspect_ratio: Flag = False
    pad_to_aspect_ratio: Flag = False
    follow_links: Flag = False
    dtype: str = "float32"
    reduced_decoding: Flag = True
    cache_bytes: _Bytes = 1 << 30
    cache_folder: Any = None
    workers: Count | None = None

    def __post_init__(self) -> None:
        """Checks everything that does not depend on the folder.

        Raises:
            ArgumentError: an argument has an invalid value.
            UnknownNameError: an option is not one of the possible values.
        """
        if not isinstance(self.path, (str, os.PathLike)):
            raise ArgumentError.of("picture.path", where="path", got=repr(self.path))
        self.path = Path(self.path)
        self.cache_folder = self._folder_of_cache()
        take_fields(self)
        if self.label_mode is not None:
            look_up(self.label_mode, _LABEL_MODES, where="label_mode")
        self._check_split()

    def reading(self) -> Reading:
        """The reading options.

        Raises:
            ArgumentError: an argument has an invalid value.
            UnknownNameError: an option is not one of the possible values.
        """
        look_up(self.color_mode, CHANNELS, where="color_mode")
        look_up(self.dtype, _DTYPES, where="dtype")
        return Reading(
            frame_of(self.image_size, self.interpolation, self.crop_to_aspect_ratio, self.pad_to_aspect_ratio),
            self.color_mode,
            self.dtype,
            self.reduced_decoding,
            self.cache_bytes,
            usual_workers() if self.workers is None else self.workers,
        )

    def _folder_of_cache(self) -> Path | None:
        given = self.cache_folder
        if given is None or isinstance(given, bool):
            return users_folder() if given else None
        if not isinstance(given, (str, os.PathLike)):
            raise ArgumentError.of("picture.path", where="cache_folder", got=repr(given))
        return Path(given)

    def _check_split(self) -> None:
        if self.subset is not None:
            look_up(self.subset, _SUBSETS, where="subset")
        for name in ("subset", "stratify", "group_near_duplicates"):
            if self.validation_split is None and getattr(self, name):
                raise ArgumentError.of("picture.no_split", where=name, name=name)

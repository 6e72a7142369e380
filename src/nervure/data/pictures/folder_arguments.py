"""What :func:`nervure.data.image_folder` was asked for, checked."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nervure.arguments import Share, taken
from nervure.data.arguments import positive_count, whole_number, yes_or_no
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


@dataclass
class FolderArguments:
    """The arguments of :func:`nervure.data.image_folder`, which says what each is."""

    path: Any
    image_size: Any = (256, 256)
    color_mode: str = "rgb"
    labels: Any = "inferred"
    label_mode: str | None = "int"
    class_names: Any = None
    batch_size: Any = 32
    shuffle: bool = True
    seed: int | None = None
    validation_split: float | None = None
    subset: str | None = None
    stratify: bool = False
    group_near_duplicates: bool = False
    interpolation: str = "bilinear"
    crop_to_aspect_ratio: bool = False
    pad_to_aspect_ratio: bool = False
    follow_links: bool = False
    dtype: str = "float32"
    reduced_decoding: bool = True
    cache_bytes: int = 1 << 30
    cache_folder: Any = None
    workers: int | None = None

    def __post_init__(self) -> None:
        """Checks what can be checked without looking at the folder.

        Raises:
            ArgumentError: an argument has a value that cannot be meant.
            UnknownNameError: a word is not among those it can be.
        """
        if not isinstance(self.path, (str, os.PathLike)):
            raise ArgumentError.of("picture.path", where="path", got=repr(self.path))
        self.path = Path(self.path)
        self.cache_folder = self._folder_of_cache()
        for name in ("shuffle", "stratify", "group_near_duplicates", "follow_links"):
            setattr(self, name, yes_or_no(getattr(self, name), where=name))
        self.batch_size = positive_count(self.batch_size, where="batch_size")
        if self.label_mode is not None:
            look_up(self.label_mode, _LABEL_MODES, where="label_mode")
        if self.seed is not None:
            self.seed = whole_number(self.seed, "randomness.seed", where="seed")
        self._check_split()

    def reading(self) -> Reading:
        """How the pictures are read.

        Raises:
            ArgumentError: an argument has a value that cannot be meant.
            UnknownNameError: a word is not among those it can be.
        """
        crop = yes_or_no(self.crop_to_aspect_ratio, where="crop_to_aspect_ratio")
        pad = yes_or_no(self.pad_to_aspect_ratio, where="pad_to_aspect_ratio")
        look_up(self.color_mode, CHANNELS, where="color_mode")
        look_up(self.dtype, _DTYPES, where="dtype")
        cache_bytes = whole_number(self.cache_bytes, "picture.bytes", where="cache_bytes")
        if cache_bytes < 0:
            raise ArgumentError.of("picture.bytes", where="cache_bytes", got=repr(self.cache_bytes))
        return Reading(
            frame_of(self.image_size, self.interpolation, crop, pad),
            self.color_mode,
            self.dtype,
            yes_or_no(self.reduced_decoding, where="reduced_decoding"),
            cache_bytes,
            usual_workers() if self.workers is None else positive_count(self.workers, where="workers"),
        )

    def _folder_of_cache(self) -> Path | None:
        given = self.cache_folder
        if given is None or isinstance(given, bool):
            return users_folder() if given else None
        if not isinstance(given, (str, os.PathLike)):
            raise ArgumentError.of("picture.path", where="cache_folder", got=repr(given))
        return Path(given)

    def _check_split(self) -> None:
        if self.validation_split is not None:
            self.validation_split = taken(self.validation_split, Share, "validation_split", "validation_split")
        if self.subset is not None:
            look_up(self.subset, _SUBSETS, where="subset")
        for name in ("subset", "stratify", "group_near_duplicates"):
            if self.validation_split is None and getattr(self, name):
                raise ArgumentError.of("picture.no_split", where=name, name=name)

"""Opens a saved run: its network, its classes, and how images are prepared for it."""

from __future__ import annotations

import io
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from PIL import Image, ImageOps

from nervure.arguments import PathLike, checked
from nervure.data import img_to_array, load_img
from nervure.data.pictures.file_names import composed
from nervure.data.pictures.picture_file import CHANNELS, decode, in_color_mode, strictly
from nervure.errors import ArgumentError, FileError, Unfit, advise
from nervure.files import is_of_the_machine
from nervure.insight.class_output import ClassOutput, check_finite
from nervure.language import text
from nervure.models import load_model
from nervure.models.model import Model
from nervure.records.picture_folder import LeftOut
from nervure.records.recognition import Recognition
from nervure.records.result import RunResult
from nervure.tasks.archived_picture import ArchivedPicture, OpenArchive
from nervure.tasks.asked_images import AskedImage, asked_images
from nervure.tasks.labeled_pictures import labeled_pictures
from nervure.tasks.numbered_picture import NumberedPicture
from nervure.tasks.photographed_sign import sign_of
from nervure.tasks.picture_arrays import in_format
from nervure.tasks.picture_data import PictureFormat, PictureSet
from nervure.tasks.picture_options import PictureOptions
from nervure.tasks.run_folder import CONFIG, WEIGHTS, recorded_config, recorded_result, unaltered

_COLOR_MODES = {count: name for name, count in CHANNELS.items()}
_FRAMINGS = ("stretch", "crop", "pad")
_BRIGHTEST = 255
_RUNS = Path("runs")
_BATCH_SIZE = 256
_KEPT_AS_PNG = ("1", "L", "LA", "I", "I;16", "P", "RGB", "RGBA")  # modes that PNG stores without loss
_AT_ONCE = 32  # images in memory
_OF_DATA = ("data", "labels", "pictures", "split")
_RAN_WITH = ("seed", "versions", "code", "device", "threads")
_OF_OTHERS = ("model", "image_size", "color")  # sections of the configuration about the network and the data

Array = np.ndarray[Any, Any]


class ReadPicture(NamedTuple):
    """An image as network input.

    Attributes:
        x: levels from 0 to 255, float32 ``(1, height, width, channels)``.
        is_photograph: whether it was a photographed symbol and was prepared like the training images.
    """

    x: Array
    is_photograph: bool


@dataclass(frozen=True)
class SavedRun:
    """A run saved in a folder by ``nervure train`` or ``Model.save``.

    Attributes:
        path: the folder.
        model: the network, an image classifier.
        labels: the classes, in the order of the outputs; their numbers if the run does not name them.
        config: the contents of ``config.json``; empty if there is none.
        pictures: how an image is prepared for the network.
    """

    path: Path
    model: Model
    labels: tuple[str, ...]
    config: Mapping[str, Any]
    pictures: PictureFormat

    @classmethod
    def open(cls, path: str | os.PathLike[str]) -> SavedRun:
        """The run in a folder.

        Raises:
            FileError: there is none, or one of its files was altered.
            ArgumentError: its network does not take images, or is not a classifier.
        """
        folder = Path(path)
        if not (folder / WEIGHTS).is_file():
            raise _no_run(folder)
        model = load_model(folder / WEIGHTS)
        count, shape = ClassOutput.of(model, str(folder)).num_classes, _picture_shape(model, str(folder))
        with unaltered(folder / CONFIG):
            config = recorded_config(folder)
            labels = _labels(config.get("labels"), count)
            pictures = _format(config.get("pictures"), shape)
        return cls(folder, model, labels, config, pictures)

    @property
    def name(self) -> str:
        """The name of the run, as given."""
        return str(self.path)

    @property
    def ink_is_bright(self) -> bool:
        """Whether it learned bright symbols on a dark background; meaningless if it did not learn symbols."""
        return self.pictures.border_is_dark is not False

    @property
    def precision(self) -> str:
        """The network's precision, also if it was chosen automatically: ``float32`` or ``bfloat16``, for example."""
        return self.model.precision.used

    @property
    def result(self) -> RunResult | None:
        """The result of the training; None if not recorded.

        Raises:
            FileError: the file was altered.
        """
        return recorded_result(self.path)

    @property
    def options(self) -> PictureOptions | None:
        """The options of the training; None if not recorded.

        Raises:
            FileError: the file was altered.
        """
        if not {"options", "data", "seed"} <= set(self.config):
            return None
        with unaltered(self.path / CONFIG):
            return PictureOptions.from_config(self.config)

    @property
    def data(self) -> dict[str, Any]:
        """The training data, as far as recorded."""
        return {key: self.config[key] for key in _OF_DATA if key in self.config}

    @property
    def settings(self) -> dict[str, Any]:
        """How and on what machine the training was done, as far as recorded."""
        told = {**self.config.get("recipe", {}), **self.config.get("options", {})}
        ran_with = {key: self.config[key] for key in _RAN_WITH if key in self.config}
        return {**{key: value for key, value in told.items() if key not in _OF_OTHERS}, **ran_with}

    def read(self, picture: str | os.PathLike[str]) -> Array:
        """The image in a file as network input, float32 ``(1, height, width, channels)``.

        Raises:
            FileError: the file does not exist, or is not an image.
        """
        return self.read_picture(picture).x

    def read_picture(
        self,
        picture: str | os.PathLike[str] | io.BytesIO,
        *,
        as_is: bool = False,
        archives: OpenArchive | None = None,
    ) -> ReadPicture:
        """The image in a file as network input, and whether it was a photographed symbol.

        If the run learned symbols on a plain background, a symbol on a background of the opposite brightness is
        inverted, cropped and centered (:mod:`nervure.tasks.photographed_sign`). Every other image is resized as in
        training.

        Args:
            picture: the file, or its bytes; or one of many, in arrays or in a zip archive, see
                :class:`~nervure.tasks.numbered_picture.NumberedPicture` and
                :class:`~nervure.tasks.archived_picture.ArchivedPicture`.
            as_is: whether to leave photographed symbols unchanged.
            archives: keeps an archive open for the next image.

        Raises:
            FileError: the file does not exist, or is not an image.
            DataError: the arrays do not contain images.
        """
        form, file = self.pictures, picture
        if not isinstance(picture, io.BytesIO):
            numbered, archived = NumberedPicture.named(picture), ArchivedPicture.named(picture)
            if numbered is not None:
                return ReadPicture(numbered.read(form), is_photograph=False)
            file = picture if archived is None else archived.read(archives)
        image = load_img(file, form.color_mode)
        sign = None if as_is else self._sign(image)
        if sign is not None:
            return ReadPicture(sign[None, ..., None], is_photograph=True)
        with strictly():
            pixels = decode(file, form.color_mode, form.frame.enough(image.height, image.width))
        # Rounded, like the training images.
        x = np.rint(form.frame.framed(pixels)).clip(0, _BRIGHTEST).astype(np.float32)
        return ReadPicture(x[None], is_photograph=False)

    def _sign(self, image: Image.Image) -> Array | None:
        form = self.pictures
        if form.border_is_dark is None or CHANNELS[form.color_mode] != 1:
            return None
        levels = img_to_array(in_color_mode(image, form.color_mode))[..., 0]
        if form.border_is_dark:
            return sign_of(levels, form.frame.size)
        sign = sign_of(_BRIGHTEST - levels, form.frame.size)
        return None if sign is None else _BRIGHTEST - sign

    def predict(self, images: Any, *, as_is: bool = False) -> list[Recognition]:
        """Predicts images: for each its class with all probabilities, resized as in training.

        Args:
            images: a path, an array with levels from 0 to 255, a Pillow image, or a list of them. Folders, zip archives
                and tables stand for all images in them; files in them that are not images are left out and reported.
            as_is: whether to leave photographed symbols unchanged, see :meth:`read_picture`.

        Returns:
            One :class:`~nervure.records.recognition.Recognition` per image: ``label``, ``probabilities``,
            ``most_likely(2)``.

        Raises:
            FileError: the file does not exist, or is not an image.
            ArgumentError: ``images`` is of another kind.
            DataError: an array does not hold levels, or the network's output is not finite.
        """
        found: list[Recognition] = []
        for answer in self.answers(asked_images(images), as_is=as_is, is_strict=True):
            if isinstance(answer, LeftOut):
                advise("predict.left_out", path=answer.path, problem=str(answer))
            else:
                found.append(answer)
        return found

    def answers(
        self, asked: Iterable[AskedImage], *, as_is: bool = False, is_strict: bool = False
    ) -> Iterator[Recognition | LeftOut]:
        """The same as an iterator; only a few images are in memory at once.

        Args:
            asked: the images.
            as_is: whether to leave photographed symbols unchanged.
            is_strict: whether an unreadable image that was named itself raises an error instead of being left out.
        """
        batch: list[tuple[str, ReadPicture] | LeftOut] = []
        archives = OpenArchive()
        for one in asked:
            try:
                if isinstance(one.image, LeftOut):
                    batch.append(replace(one.image, path=one.name))
                else:
                    batch.append((one.name, self._read_asked(one, as_is, archives)))
            except FileError as error:
                if is_of_the_machine(error) or (is_strict and not one.is_listed):
                    raise
                batch.append(LeftOut.because("recognition.left_out", path=one.name, problem=error.problem))
            if len(batch) == _AT_ONCE:
                yield from self._recognized(batch)
                batch = []
        yield from self._recognized(batch)

    def _recognized(self, batch: Sequence[tuple[str, ReadPicture] | LeftOut]) -> Iterator[Recognition | LeftOut]:
        read = [each[1].x for each in batch if not isinstance(each, LeftOut)]
        rows = iter(self.probabilities(np.concatenate(read))) if read else iter(())
        for each in batch:
            if isinstance(each, LeftOut):
                yield each
                continue
            by_label = dict(zip(self.labels, map(float, next(rows)), strict=True))
            yield Recognition(each[0], by_label, each[1].is_photograph)

    def _read_asked(self, asked: AskedImage, as_is: bool, archives: OpenArchive) -> ReadPicture:
        if isinstance(asked.image, str):
            return self.read_picture(asked.image, as_is=as_is, archives=archives)
        if isinstance(asked.image, np.ndarray):
            return ReadPicture(in_format(asked.pixels(), self.pictures).astype(np.float32), is_photograph=False)
        assert isinstance(asked.image, Image.Image), "what cannot be used is told, not read"
        held = io.BytesIO()  # a lossless file: an image and its file give the same levels
        upright = ImageOps.exif_transpose(asked.image)
        (upright if upright.mode in _KEPT_AS_PNG else upright.convert("RGB")).save(held, "png")
        held.seek(0)
        return self.read_picture(held, as_is=as_is)

    def probabilities(self, x: Any) -> Array:
        """The probability of each class for network input, ``(N, classes)``.

        Raises:
            DataError: the network's output is not finite, because its training diverged.
        """
        outputs = self.model.predict(x, batch_size=_BATCH_SIZE, verbose=0)
        found = ClassOutput.of(self.model, self.name).probabilities(torch.from_numpy(outputs)).numpy()
        check_finite(found, self.name)
        return found

    def dataset(self, path: str | os.PathLike[str]) -> PictureSet:
        """Labeled images in order, resized as in training, with the run's class numbers.

        Args:
            path: a folder with one subfolder per class, also as an archive or a table, an ``.npz`` file with arrays
                ``x`` and ``y``, or ``"digits"`` for the included digits that training holds out.

        Raises:
            FileError: there is no such folder or file.
            DataError: it holds no images, or classes unknown to the run.
        """
        return labeled_pictures(path, self.labels, self.pictures)


@checked
def load_run(path: PathLike) -> SavedRun:
    """Opens a run saved in a folder by ``nervure train`` or ``Model.save``.

    ``nervure.load_run("runs/a").predict(["a.jpg", "photos"])`` returns class names; images are resized as in training.
    The network itself is ``.model``.

    Args:
        path: the folder.

    Raises:
        FileError: there is no run, or one of its files was altered.
        ArgumentError: its network does not take images, or is not a classifier.
    """
    return SavedRun.open(path)


def known_runs(parent: Path = _RUNS) -> list[str]:
    """The runs in the folder ``runs`` of the current directory."""
    if not parent.is_dir():
        return []
    return sorted(str(folder) for folder in parent.iterdir() if (folder / WEIGHTS).is_file())


def _no_run(folder: Path) -> FileError:
    names = known_runs()
    fix = text("saved_run.fix_known", names=", ".join(names)) if names else text("saved_run.fix_none")
    got = text("saved_run.no_folder")
    if folder.is_dir():
        got = ", ".join(sorted(entry.name for entry in folder.iterdir())[:8]) or "-"
    return FileError.of("saved_run.none", where=str(folder), expected=WEIGHTS, got=got, fix=fix)


def _picture_shape(model: Model, where: str) -> tuple[int, int, int]:
    """Height, width and channels of the network's input."""
    shapes = model.graph.input_shapes
    height, width, channels = shapes[0][1:] if len(shapes) == 1 and len(shapes[0]) == 4 else (None, None, None)
    if height is None or width is None or channels not in _COLOR_MODES:
        raise ArgumentError.of("saved_run.no_pictures", where=where, got=shapes)
    return height, width, channels


def _labels(recorded: Any, count: int) -> tuple[str, ...]:
    if recorded is None:
        return tuple(map(str, range(count)))
    labels = tuple(composed(str(label)) for label in recorded) if isinstance(recorded, list) else ()
    if len(labels) != count or len(set(labels)) != count:
        raise Unfit(f"labels: {recorded!r:.60}; {count}")
    return labels


def _format(recorded: Any, shape: tuple[int, int, int]) -> PictureFormat:
    """As recorded by the run, else the largest center crop with the aspect ratio of the network's input."""
    height, width, channels = shape
    if recorded is None:
        return PictureFormat(height, width, _COLOR_MODES[channels], "crop", None)
    if not isinstance(recorded, dict) or recorded.keys() != set(PictureFormat._fields):
        raise Unfit(f"pictures: {recorded!r:.60}")
    form = PictureFormat(**recorded)
    if (form.height, form.width) != (height, width) or CHANNELS.get(form.color_mode) != channels:
        raise Unfit(f"pictures: {recorded!r:.60}; {shape}")
    if form.framing not in _FRAMINGS or form.border_is_dark not in (True, False, None):
        raise Unfit(f"pictures: {recorded!r:.60}")
    return form

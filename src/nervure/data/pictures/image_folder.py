"""The loader of image folders: every file is either used or listed with a reason."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from nervure.data.batch import Batch
from nervure.data.dataset import SampleShapes
from nervure.data.pictures.alike_files import groups_of_files
from nervure.data.pictures.class_folders import Listing
from nervure.data.pictures.folder_arguments import FolderArguments
from nervure.data.pictures.folder_labels import labeled
from nervure.data.pictures.picture_file import Header
from nervure.data.pictures.reading import Reading
from nervure.data.pictures.rows import Numbers
from nervure.data.pictures.source import PictureSource, source_of
from nervure.data.pictures.store import PictureStore
from nervure.data.pictures.subsets import Part, parts_of
from nervure.data.sized_dataset import SizedDataset
from nervure.errors import DataError, advise
from nervure.randomness import fold, permutation, stream_id
from nervure.records.picture_folder import LeftOut

PartsOf = Callable[[Listing, Sequence[bool], FolderArguments], tuple[Part, ...]]

_GIBIBYTE = 1 << 30
_SHOWN = 3


class Contents(NamedTuple):
    """The information shared by all parts of a folder.

    Attributes:
        class_names: in the order of their numbers; None if there are no labels.
        labels: the class of each image, int32 ``(N,)``, or None.
        label_mode: ``"int"``, ``"categorical"``, ``"binary"`` or None.
        left_out: files and folders that are not used, with reasons.
        empty_classes: class folders without an image.
    """

    class_names: tuple[str, ...] | None
    labels: Tensor | None
    label_mode: str | None
    left_out: tuple[LeftOut, ...]
    empty_classes: tuple[str, ...]


class ImageFolder(SizedDataset):
    """The images of a folder, as returned by :func:`image_folder`; decoded when a batch needs them.

    Args:
        store: the images.
        contents: the facts about them.
        rows: the numbers of the images in this part, int64 ``(N,)``.
        batch_size: the number of images per batch.
        shuffle: whether each epoch has its own order.
        seed: determines the order; None means the seed of the run.
    """

    def __init__(
        self, store: PictureStore, contents: Contents, rows: Numbers, batch_size: int, shuffle: bool, seed: int | None
    ) -> None:
        self._store, self._contents, self._rows = store, contents, rows
        self.batch_size, self.is_shuffled, self._seed = batch_size, shuffle, seed

    @property
    def class_names(self) -> list[str] | None:
        """The classes in the order of their numbers; None if there are no labels."""
        names = self._contents.class_names
        return None if names is None else list(names)

    @property
    def file_paths(self) -> list[str]:
        """The files in the order of :meth:`in_order`, which is the order of ``predict``'s results."""
        return [str(self._store.source.place / self._store.paths[row]) for row in self._readable().tolist()]

    @property
    def labels(self) -> NDArray[np.int32] | None:
        """The class of each image, in the order of ``file_paths``; None if there are no labels."""
        labels = self._contents.labels
        return None if labels is None else labels.numpy()[self._readable()]

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """The files and folders that are not used, each with a reason; for the whole folder, not for this part."""
        return (*self._contents.left_out, *self._store.unreadable.values())

    @property
    def empty_classes(self) -> tuple[str, ...]:
        """The class folders without an image."""
        return self._contents.empty_classes

    @property
    def num_rotated(self) -> int:
        """How many images were rotated or mirrored according to their EXIF entries."""
        return sum(self._store.header(row).orientation != 1 for row in self._readable().tolist())

    @property
    def cache_bytes(self) -> int:
        """The limit in bytes for cached decoded images, for all parts of the folder together."""
        return self._store.kept_bytes

    @property
    def is_cached_in_file(self) -> bool:
        """Whether they are cached in a file, for later runs and other processes, rather than in memory."""
        return self._store.is_shared

    @property
    def seed(self) -> int | None:
        """The seed of the order, if one was given."""
        return self._seed

    @property
    def num_samples(self) -> int:
        """The number of images."""
        return len(self._readable())

    @property
    def num_batches(self) -> int:
        """The number of batches per epoch, including the smaller last one."""
        return -(-len(self._rows) // self.batch_size)

    @property
    def input_shapes(self) -> SampleShapes:
        """The shape of an image: height, width, channels."""
        return (self._store.reading.shape,)

    @property
    def target_shapes(self) -> SampleShapes:
        """The shape of a target: () for integers, (1,) for binary, (classes,) for categorical."""
        names, mode = self._contents.class_names, self._contents.label_mode
        if mode is None:
            return ()
        return ((len(names or ()),) if mode == "categorical" else (1,) if mode == "binary" else (),)

    def first_batch(self) -> Batch | None:
        """The first images in the order of ``file_paths``."""
        return next(self.in_order().batches(), None)

    def in_order(self) -> ImageFolder:
        """The same images in the order of ``file_paths``, in every epoch."""
        made = copy.copy(self)
        made.is_shuffled = False
        return made

    def only(self, chosen: NDArray[np.int64] | Sequence[int]) -> ImageFolder:
        """A dataset of some of the images, by their indices in ``file_paths``; decoded images are shared."""
        made = copy.copy(self)
        made._rows = self._readable()[np.asarray(chosen, dtype=np.int64)]
        return made

    def renumbered(self, numbers: Sequence[int], class_names: Sequence[str]) -> ImageFolder:
        """The same images with different class numbers, such as those of a trained network.

        Args:
            numbers: the new number of each class, in the order of the old ones.
            class_names: the classes in the order of the new numbers.
        """
        made, labels = copy.copy(self), self._contents.labels
        assert labels is not None, "only classes can get other numbers"
        other = torch.tensor(numbers, dtype=torch.int32)[labels.to(torch.int64)]
        made._contents = self._contents._replace(class_names=tuple(class_names), labels=other, empty_classes=())
        return made

    def batches(self, epoch: int = 0, seed: int = 0, start: int = 0) -> Iterator[Batch]:
        """The batches of one epoch, starting at number ``start``; a pure function of its arguments and the files."""
        return (batch for _, batch in self.numbered_batches(epoch, seed, start))

    def numbered_batches(self, epoch: int = 0, seed: int = 0, start: int = 0) -> Iterator[tuple[Tensor, Batch]]:
        """The batches with the indices of their images among all usable images of the folder.

        An additional unusable file does not change the index of any other.
        """
        rows, places = self._rows, np.cumsum([isinstance(each, Header) for each in self._store.found]) - 1
        if self.is_shuffled:
            key = fold(seed if self._seed is None else self._seed, stream_id("shuffle"), epoch)
            rows = rows[permutation(key, len(rows)).numpy()]
        firsts = range(start * self.batch_size, len(rows), self.batch_size)
        for numbers, pictures in self._store.stream(rows[first : first + self.batch_size] for first in firsts):
            if len(numbers):
                yield torch.from_numpy(places[numbers]), self._batch(numbers, pictures)

    def _batch(self, numbers: Numbers, pictures: Tensor) -> Batch:
        labels, mode = self._contents.labels, self._contents.label_mode
        if labels is None:
            return Batch((pictures,), (), (), len(numbers))
        y = labels[torch.from_numpy(numbers)]  # (size,)
        if mode == "binary":
            y = y.to(torch.float32)[:, None]  # (size, 1)
        elif mode == "categorical":
            rows = torch.zeros(len(y), len(self._contents.class_names or ()))
            y = rows.scatter_(1, y.to(torch.int64)[:, None], 1)  # (size, classes)
        return Batch((pictures,), (y,), (None,), len(numbers))

    def _readable(self) -> Numbers:
        if not self._store.unreadable:
            return self._rows
        return self._rows[[row not in self._store.unreadable for row in self._rows.tolist()]]


def image_folder(
    path: Any,
    image_size: Any = (256, 256),
    color_mode: str = "rgb",
    *,
    labels: Any = "inferred",
    label_mode: str | None = "int",
    class_names: Sequence[str] | None = None,
    batch_size: int = 32,
    shuffle: bool = True,
    seed: int | None = None,
    validation_split: float | None = None,
    subset: str | None = None,
    stratify: bool = False,
    group_near_duplicates: bool = False,
    interpolation: str = "bilinear",
    crop_to_aspect_ratio: bool = False,
    pad_to_aspect_ratio: bool = False,
    follow_links: bool = False,
    dtype: str = "float32",
    reduced_decoding: bool = True,
    cache_bytes: int = _GIBIBYTE,
    cache_folder: Any = None,
    workers: int | None = None,
) -> Any:
    r"""The images of a folder with one subfolder per class, as a dataset for ``fit``.

    ::

        flowers/
            daisy/   a.jpg  b.png
            rose/    c.jpg  d.webp

    A zip archive of such a folder also works, and is read without unpacking; so does a ``.csv`` or ``.tsv`` file with
    one line per image: ``path,label``. If folders or a column divide the images for training, validation and testing,
    :func:`nervure.data.picture_parts` returns these parts.

    Supported formats are ``.bmp .gif .jpeg .jpg .png .tif .tiff .webp``; of animated images the first frame is read.
    All other files, hidden folders and damaged images are listed with reasons in ``left_out`` of the dataset. Images
    are rotated according to their EXIF entry and resized like ``tf.image.resize``. They are decoded in threads while
    the previous batch is used (small ones immediately, since they must be examined anyway), and kept in memory up to
    ``cache_bytes``, or all of them in a file in ``cache_folder``, where the next run finds them decoded. The same seed
    gives the same order.

    Args:
        path: the folder, the archive, or the file of paths and labels.
        image_size: height and width in pixels, or one number for both.
        color_mode: ``"grayscale"`` (1 channel), ``"rgb"`` (3) or ``"rgba"`` (4).
        labels: ``"inferred"`` from the class folders, None, or a list of whole numbers, one per image file in the order
            of their paths; folders then have no meaning.
        label_mode: ``"int"``: int32 ``(N,)``; ``"categorical"``: float32 ``(N, classes)``; ``"binary"``: float32
            ``(N, 1)``; None for no labels.
        class_names: the class folders in the order of their numbers; None means alphabetically.
        batch_size: the number of images per batch.
        shuffle: whether each epoch has its own order; ``predict`` and ``evaluate`` keep that of ``file_paths``.
        seed: determines the order of every epoch and the split; None: the order follows the seed of the run, and the
            split is that of seed 0.
        validation_split: the fraction to hold out, between 0 and 1; the same seed holds out the same files as Keras.
        subset: ``"training"``, ``"validation"`` or ``"both"``; None means ``"both"`` if a split is requested.
        stratify: whether the held-out part keeps class shares.
        group_near_duplicates: whether images that look the same, such as copies and neighboring frames of a video,
            stay on one side of the split; see :func:`nervure.data.near_duplicates`. This decodes all images once.
        interpolation: ``"bilinear"``, ``"nearest"``, ``"bicubic"``, ``"area"``, ``"lanczos3"``, ``"lanczos5"``,
            ``"gaussian"`` or ``"mitchellcubic"``.
        crop_to_aspect_ratio: crop to the target aspect ratio instead of stretching.
        pad_to_aspect_ratio: pad with black to the target aspect ratio instead of stretching.
        follow_links: whether to follow links to folders inside a class.
        dtype: ``"float32"``, or ``"uint8"``, rounded, which takes a quarter of the memory.
        reduced_decoding: decode JPEGs at a half, a quarter or an eighth of their size if that suffices: faster, and
            smoother than sampling single pixels of a large image, but different from Keras' results.
        cache_bytes: the limit in bytes for decoded images in memory; 0 keeps none.
        cache_folder: a folder for decoded images instead of memory, in one file per set of images and reading options,
            which processes can share; at most eight such files. True uses the user's cache folder, or that in the
            variable ``NERVURE_CACHE``. Levels are stored as ``dtype``, so ``"uint8"`` keeps the file small. If the disk
            is full, memory is used.
        workers: the number of decoding threads; None means one per processor, at most 8.

    Returns:
        An :class:`ImageFolder`, or with ``subset="both"`` the training part and the held-out part.

    Raises:
        FileError: there is no such folder, or the archive or the file cannot be read.
        DataError: it has no class folders, no image that can be read, or too few to split.
        ArgumentError: an argument has an invalid value.
        UnknownNameError: an option is not one of the possible values.

    Examples:
        >>> import tempfile, nervure
        >>> from pathlib import Path
        >>> from nervure.files import make_folder
        >>> pictures, digits = nervure.data.digits()
        >>> folder = Path(tempfile.mkdtemp())
        >>> for number in range(0, 10_000, 500):
        ...     place = make_folder(folder / str(digits[number])) / f"{number}.png"
        ...     nervure.data.save_img(place, pictures[number][..., None], scale=False)
        >>> train, held_out = image_folder(folder, 28, "grayscale", validation_split=0.5, stratify=True)
        >>> train.num_samples, train.input_shapes, held_out.class_names[:3]
        (10, ((28, 28, 1),), ['0', '1', '2'])
    """
    given = FolderArguments(
        path, image_size, color_mode, labels, label_mode, class_names, batch_size, shuffle, seed, validation_split,
        subset, stratify, group_near_duplicates, interpolation, crop_to_aspect_ratio, pad_to_aspect_ratio,
        follow_links, dtype, reduced_decoding, cache_bytes, cache_folder, workers,
    )  # fmt: skip
    reading, source = given.reading(), source_of(given.path)
    listing, mode = labeled(given, source)
    dealt = partial(parts_of, groups_of=partial(groups_of_files, source, workers=reading.workers))
    made = read_parts(given, PictureFiles(source, listing, mode), reading, dealt)
    return made[0] if len(made) == 1 else made


class PictureFiles(NamedTuple):
    """A listing of images.

    Attributes:
        source: the source of the images.
        listing: paths and classes.
        label_mode: the format of labels; None if there are none.
        found: the facts about each, or why it cannot be used; None if not yet examined.
    """

    source: PictureSource
    listing: Listing
    label_mode: str | None
    found: tuple[Header | LeftOut, ...] | None = None


def read_parts(
    given: FolderArguments, files: PictureFiles, reading: Reading, parts_of: PartsOf
) -> tuple[ImageFolder, ...]:
    """The datasets of some parts of a listing, which share their decoded images.

    Args:
        given: the checked arguments.
        files: the images.
        reading: the reading options.
        parts_of: returns the images of each part, given the usable ones.

    Raises:
        DataError: there is no image that can be read, or too few to split.
    """
    source, listing, mode, found = files
    store = PictureStore(source, listing.paths, reading, given.cache_folder, found)
    parts = parts_of(listing, _usable(given, listing, store.found), given)
    store.use(np.unique(np.concatenate([part.rows for part in parts])))
    contents = _contents(listing, store.found, mode)
    _advise(given, contents, listing)
    return tuple(ImageFolder(store, contents, part.rows, given.batch_size, part.shuffles, given.seed) for part in parts)


def _usable(given: FolderArguments, listing: Listing, found: Sequence[Header | LeftOut]) -> list[bool]:
    usable = [isinstance(each, Header) for each in found]
    if not any(usable):
        left_out = [*listing.left_out, *(each for each in found if isinstance(each, LeftOut))]
        raise DataError.of(
            "picture.none_usable", where=str(given.path), count=len(left_out),
            names="; ".join(map(str, left_out[:_SHOWN])) or "-",
        )  # fmt: skip
    return usable


def _contents(listing: Listing, found: Sequence[Header | LeftOut], mode: str | None) -> Contents:
    left_out = (*listing.left_out, *(each for each in found if isinstance(each, LeftOut)))
    if mode is None:
        return Contents(None, None, None, left_out, ())
    labels = torch.tensor(listing.labels, dtype=torch.int32)
    filled = {label for label, each in zip(listing.labels, found, strict=True) if isinstance(each, Header)}
    empty = (
        ()
        if listing.are_given
        else tuple(name for number, name in enumerate(listing.class_names) if number not in filled)
    )
    return Contents(listing.class_names, labels, mode, left_out, empty)


def _advise(given: FolderArguments, contents: Contents, listing: Listing) -> None:
    """Advice in one line on what was left out, and on a folder that looks like the wrong one."""
    spoken = [each for each in contents.left_out if not each.is_expected]
    if spoken:
        shown = "; ".join(map(str, spoken[:_SHOWN])) + ("; ..." if len(spoken) > _SHOWN else "")
        advise("picture.left_out", folder=str(given.path), count=len(spoken), names=shown)
    if contents.empty_classes:
        advise("picture.empty_classes", names=", ".join(contents.empty_classes))
    names = contents.class_names
    if names is None or given.class_names is not None or not isinstance(given.labels, str):
        return
    if listing.looks_like_parts:
        advise("picture.parts", names=", ".join(names), first=str(given.path / names[0]))
    elif len(names) == 1:
        advise("picture.one_class", name=names[0])

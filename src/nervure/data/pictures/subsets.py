"""Splits the images of a folder into training and held-out images."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nervure.data.labels import missing_classes
from nervure.data.pictures.class_folders import Listing
from nervure.data.pictures.file_names import shortened
from nervure.data.pictures.folder_arguments import FolderArguments
from nervure.data.split import split_indices
from nervure.errors import DataError, advise

Numbers = NDArray[np.int64]
GroupsOf = Callable[[Sequence[str]], Numbers]


class Part(NamedTuple):
    """A subset of the images of a folder.

    Attributes:
        rows: their indices in the listing, in order.
        shuffles: whether they may have a new order in every epoch.
    """

    rows: Numbers
    shuffles: bool


def parts_of(
    listing: Listing, is_usable: Sequence[bool], given: FolderArguments, groups_of: GroupsOf | None = None
) -> tuple[Part, ...]:
    """The requested parts: one, or the training part and the held-out part.

    The order of all files is that of Keras, drawn from the seed by NumPy's ``RandomState``: the same seed holds out the
    same files. Unusable files are dropped only afterwards, so that a damaged file does not move any other.

    Args:
        listing: the images.
        is_usable: whether each image is usable.
        given: the checked arguments.
        groups_of: returns the groups of images, by path; called only if groups must stay together.

    Raises:
        DataError: a part would be empty, or there are no classes to stratify by.
    """
    usable = np.asarray(is_usable, dtype=np.bool_)
    splits = given.validation_split is not None
    order = np.arange(len(usable))
    if given.shuffle and (splits or given.seed is not None):
        # The documented order of a frozen generator, created here and dropped: it is not state.
        np.random.RandomState((given.seed or 0) % 2**32).shuffle(order)
    if given.validation_split is None:
        return (Part(order[usable[order]], given.shuffle),)
    if given.stratify or given.group_near_duplicates:
        training, held_out = _dealt(listing, np.flatnonzero(usable), given, groups_of)
    else:
        num_held_out = int(given.validation_split * len(order))
        training, held_out = order[: len(order) - num_held_out], order[len(order) - num_held_out :]
        training, held_out = training[usable[training]], held_out[usable[held_out]]
    if not len(training) or not len(held_out):
        raise DataError.of("data.split_small", where="validation_split", count=int(usable.sum()))
    _advise_on_classes(listing, training, held_out)
    if given.subset == "training":
        return (Part(training, given.shuffle),)
    if given.subset == "validation":
        return (Part(held_out, given.shuffle),)
    return Part(training, given.shuffle), Part(held_out, False)


def _dealt(
    listing: Listing, usable: Numbers, given: FolderArguments, groups_of: GroupsOf | None
) -> tuple[Numbers, Numbers]:
    """Class shares are kept if requested, and groups, if any, stay on one side."""
    if given.stratify and not listing.labels:
        raise DataError.of("data.split_classes", where="stratify", got="labels=None")
    labels = np.asarray(listing.labels)[usable] if given.stratify else None
    groups = groups_of([listing.paths[row] for row in usable]) if given.group_near_duplicates and groups_of else None
    share, seed = float(given.validation_split or 0), given.seed or 0
    training, held_out = split_indices(len(usable), share, labels, seed, groups)
    return np.sort(usable[training.numpy()]), np.sort(usable[held_out.numpy()])


def _advise_on_classes(listing: Listing, training: Numbers, held_out: Numbers) -> None:
    """Files sorted by class leave whole classes on one side."""
    if not listing.labels:
        return
    labels = np.asarray(listing.labels)
    missing = missing_classes(labels[training], labels[held_out])
    if missing is None:
        return
    if missing.in_training:
        advise("picture.training_lacks", classes=_named(listing, missing.in_training))
    elif len(missing.in_validation) > 1 or len(set(labels[held_out].tolist())) == 1:
        advise("picture.held_out_lacks", classes=_named(listing, missing.in_validation))


def _named(listing: Listing, classes: Sequence[object]) -> str:
    # Labels passed as a list are their own names.
    names = [str(label) if listing.are_given else listing.class_names[int(str(label))] for label in classes]
    return shortened(names)

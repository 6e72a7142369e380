"""Rereads the data that a saved run learned from."""

from __future__ import annotations

from nervure.errors import DataError, FileError
from nervure.tasks.image_task import picture_data
from nervure.tasks.picture_data import PictureData
from nervure.tasks.saved_run import SavedRun


def learned_data(run: SavedRun) -> PictureData:
    """The images that a run was trained and evaluated on, divided as before.

    Raises:
        FileError: the run does not record which they were, or they no longer exist.
        DataError: they have changed, or another release divides them differently.
    """
    options = run.options
    if options is None:
        raise FileError.of("saved_run.unrecorded", where=run.name, got=", ".join(sorted(run.config)) or "-")
    data = picture_data(options)
    found = data.digest, data.judged_on.num_samples
    recorded = run.config["data"].get("digest"), run.config.get("split", {}).get(data.judged_part, found[1])
    if recorded != found:
        where = data.path or data.kind
        expected, got = (f"{digest}, {count}" for digest, count in (recorded, found))
        raise DataError.of("saved_run.other_data", where=where, expected=expected, got=got)
    return data

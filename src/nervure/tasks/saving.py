"""Saves a trained model, in another place if necessary."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

from nervure.errors import FileError
from nervure.models.model import Model
from nervure.tasks.run_folder import free_path


def save_somewhere(model: Model, path: Path) -> None:
    """Saves ``model`` at ``path``; if that fails, in the first other folder that is writable.

    Raises:
        FileError: ``path`` is not writable; the error names the file that was written instead, if any.
    """
    try:
        model.save(path)
    except FileError as error:
        other = next((place for place in _others(path) if _is_saved(model, place)), None)
        if other is None:
            raise
        got = error.problem
        raise FileError.of("run.saved_elsewhere", where=str(path), got=got, other=str(other)) from error


def _others(path: Path) -> Iterator[Path]:
    """Unused file names, based on the run's name, in folders that exist on every machine."""
    for folder in (Path.cwd(), Path("~").expanduser(), Path(tempfile.gettempdir())):
        yield free_path(folder / f"{path.parent.name}-{path.name}")


def _is_saved(model: Model, place: Path) -> bool:
    with contextlib.suppress(FileError):
        model.save(place)
        return True
    return False

"""A program that loads hostile files: python -m tests.models.mutated_files FOLDER SEED COUNT.

A hook hears of everything that Python opens, imports, runs, starts or connects to while a file is loaded. Each load
must end with a model or with an error of nervure, an error in less than a second of the processor, and must not take
more memory than the file is large and 64 MiB. It prints one line of JSON.
"""

from __future__ import annotations

import contextlib
import gc
import inspect
import json
import os
import shutil
import sys
import time
import traceback
import types
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch

from nervure.arguments.checking import declared
from nervure.errors import NervureError
from nervure.language import text
from nervure.models import load_model
from nervure.models.checkpointing import CHECKPOINT
from tests.memory import forget_peak, peak_bytes
from tests.models.hostile_files import CHECKPOINTS, Mutants, large_files, misfits, originals, train
from tests.models.networks import picture_network

MOST_BYTES, MOST_SECONDS = 64 << 20, 1.0
# Events by which Python says that something happens outside of it, or that code comes into being.
_OUTSIDE = (
    "open", "import", "exec", "compile", "code.", "os.", "subprocess.", "socket.", "shutil.", "pickle.", "marshal.",
    "ctypes.", "glob.", "tempfile.", "urllib.", "webbrowser.", "cpython.", "pty.", "fcntl.", "mmap.", "signal.",
)  # fmt: skip
_FILES = ("open", "os.rename", "os.remove", "os.scandir", "os.listdir", "os.mkdir")


class Guard:
    """Refuses, while it is armed, whatever is not about one file or its folder."""

    def __init__(self) -> None:
        self.allowed: str | None = None
        self.refused: list[str] = []
        sys.addaudithook(self._hear)

    def _is_about_it(self, path: str) -> bool:
        """The file, what lies in its folder, and where Python looks for the version of nervure itself."""
        assert self.allowed is not None
        is_installation = path in sys.path or ("nervure-" in path and path.startswith(sys.prefix))
        return path == self.allowed or path.startswith(self.allowed + os.sep) or is_installation

    def _hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self.allowed is None or not event.startswith(_OUTSIDE):
            return
        if event == "fcntl.flock" and arguments[0] > 2:  # the lock of the folder of a run
            return
        named = [os.fsdecode(each) for each in arguments[:2] if isinstance(each, (str, bytes, os.PathLike))]
        if event in _FILES and named and self._is_about_it(named[0]):
            return
        seen = f"{event} {arguments!r:.120}"
        self.refused.append(seen)
        raise PermissionError(seen)


class Trial:
    """Loads files, and keeps what was found."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.guard = folder, Guard()
        self.found: Counter[str] = Counter()
        self.faults: list[str] = []
        self.longest, self.most = (0.0, ""), (0, "")

    def load(self, number: int | str, name: str, data: bytes | None, path: Path) -> None:
        """Loads the file at ``path``, which ``data`` is written to where there is some, as what ``name`` is."""
        if data is not None:
            path.write_bytes(data)
        action, allowed = self._action(name, path)
        gc.collect(0)
        forget_peak()
        before, began = peak_bytes(), time.process_time()
        self.guard.allowed, self.guard.refused = allowed, []
        error: BaseException | None = None
        try:
            action()
        except BaseException as raised:
            error = raised
        finally:
            self.guard.allowed = None
        seconds, taken = time.process_time() - began, peak_bytes() - before
        self._judge(f"{number} ({name})", error, seconds, taken - path.stat().st_size)

    def _action(self, name: str, path: Path) -> tuple[Callable[[], Any], str]:
        if name == "weights":
            model = picture_network()
            return lambda: model.load_weights(path), str(path)
        if name not in CHECKPOINTS:
            return lambda: load_model(path), str(path)
        run = self.folder / "run"
        shutil.rmtree(run, ignore_errors=True)
        run.mkdir()
        path.replace(run / CHECKPOINT)
        path.touch()
        return lambda: train(run, resume=True), str(run)

    def _judge(self, which: str, error: BaseException | None, seconds: float, taken: int) -> None:
        self.most = max(self.most, (taken, which))
        if error is not None:
            self.longest = max(self.longest, (seconds, which))
        self.found["models" if error is None else "errors"] += 1
        if error is not None and not isinstance(error, NervureError):
            lines = traceback.format_exception(error)
            self.faults.append(f"{which}: {type(error).__name__}: {str(error)[:200]} {''.join(lines[-2:])[-400:]}")
        if error is not None and _is_out_of_memory(error):
            self.faults.append(f"{which}: out of memory: {str(error)[:200]}")
        self.faults += [f"{which}: {seen}" for seen in self.guard.refused]
        if error is not None and seconds > MOST_SECONDS:
            self.faults.append(f"{which}: {seconds:.2f} s: {str(error)[:100]}")
        if taken > MOST_BYTES:
            self.faults.append(f"{which}: {taken >> 20} MiB beside the file: {str(error)[:100]}")


def _is_out_of_memory(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, MemoryError) or "allocate" in str(error):
            return True
        error = error.__cause__ or error.__context__
    return False


def read_annotations() -> None:
    """What kinds the arguments of nervure are is read when they are first checked: then it compiles no more."""
    for name, module in list(sys.modules.items()):
        if name.startswith("nervure."):
            classes = (each for each in vars(module).values() if isinstance(each, type))
            for each in [each for owner in (module, *classes) for each in vars(owner).values()]:
                function = inspect.unwrap(each) if isinstance(each, types.FunctionType) else None
                if function is not each and isinstance(function, types.FunctionType):
                    with contextlib.suppress(NameError):  # known to type checkers alone, and not checked
                        declared(function)


def main(folder: Path, seed: int, count: int) -> dict[str, Any]:
    """Loads so many mutants, and the large files; what was found."""
    torch.set_num_threads(1)
    text("error.fix")  # the sentences are imported when the first one is said
    files = originals(folder)
    trial, path = Trial(folder), folder / "mutant"
    began = time.monotonic()
    trial.guard.allowed = None
    read_annotations()
    for name, data in files.items():
        trial.load("whole", name, data, path)  # what is imported when it is first needed is here then
    assert trial.found["models"] == len(files), trial.faults
    trial.faults.clear()
    for name, data in files.items():
        trial.load("whole", name, data, path)
    trial.most = (0, "")
    for name, data in misfits(folder).items():
        trial.load(name, "misfit", data, path)
    most_of_misfits = trial.most
    for name, (header, hole) in large_files().items():
        written = header.encode()
        path.write_bytes(len(written).to_bytes(8, "little") + written)
        os.truncate(path, path.stat().st_size + hole)
        trial.load(name, "large", None, path)
    mutants = Mutants(files, seed)
    for number in range(count):
        trial.load(number, *mutants.next(), path)
    return {
        **trial.found, "faults": trial.faults[:200], "num_faults": len(trial.faults),
        "seconds": round(time.monotonic() - began, 1),
        "misfits": most_of_misfits, "longest": trial.longest, "most_bytes": trial.most,
    }  # fmt: skip


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))))

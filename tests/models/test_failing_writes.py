"""Writes, flushes and renames that fail, at each place where they can: what was there stays whole, nothing is left."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nervure import set_seed
from nervure.callbacks import CSVLogger
from nervure.errors import FileError
from nervure.models import load_model
from nervure.models.checkpointing import CHECKPOINT
from nervure.tasks.run_folder import CONFIG, RunFolder
from tests.cli.processes import environment
from tests.failing_calls import CALLS, failing
from tests.models.networks import dense_network
from tests.models.resuming import data, network, outcome

FULL, BROKEN = errno.ENOSPC, errno.EIO


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def uses_of(call: str, action: Callable[[], Any]) -> range:
    """The numbers of all uses of ``call`` in ``action``, none of which fails."""
    with failing(call, 10**9, BROKEN) as uses:
        action()
    assert uses
    return range(len(uses))


@pytest.mark.parametrize("code", [FULL, BROKEN])
@pytest.mark.parametrize("call", CALLS)
def test_a_model_is_saved_whole_or_the_old_one_stays(tmp_path: Path, call: str, code: int) -> None:
    old, new = dense_network(), dense_network()
    path = tmp_path / "model.safetensors"
    old.save(tmp_path / "old")
    before = (tmp_path / "old").read_bytes()
    numbers = uses_of(call, lambda: new.save(path))
    after = path.read_bytes()
    for number in numbers:
        for once in (True, False):
            path.write_bytes(before)
            with failing(call, number, code, once=once), pytest.raises(FileError) as caught:
                new.save(path)
            assert caught.value.errno == code
            assert path.read_bytes() in (before, after)
            assert names(tmp_path) == {"old", "model.safetensors"}
    assert load_model(path).count_params() == new.count_params()


@pytest.mark.parametrize("call", CALLS)
def test_the_configuration_of_a_run_is_whole_or_not_there(tmp_path: Path, call: str) -> None:
    numbers = uses_of(call, lambda: RunFolder(tmp_path / "whole").write_config({"epochs": 3}))
    for number in numbers:
        for once in (True, False):
            folder = RunFolder(tmp_path / f"run-{number}-{once}")
            with failing(call, number, FULL, once=once), pytest.raises(FileError):
                folder.write_config({"epochs": 3})
            assert names(folder.path) <= {CONFIG}
            for path in folder.path.iterdir():
                assert json.loads(path.read_text(encoding="utf-8"))["epochs"] == 3


@pytest.mark.skipif(os.name != "posix", reason="limits of POSIX systems")
def test_a_log_grows_by_whole_lines_wherever_the_disk_ends(tmp_path: Path) -> None:
    """The system itself stops the write, after each of the bytes."""
    code = (
        "import resource, sys\n"
        "from pathlib import Path\n"
        "from nervure.errors import FileError\n"
        "from nervure.files import append_text\n"
        "log, before, line = Path(sys.argv[1]), 'epoch,손실\\n', '1,0.25\\n'\n"
        "outcomes = set()\n"
        "for most in range(len((before + line).encode()) + 1):\n"
        "    log.write_text(before, encoding='utf-8')\n"
        "    resource.setrlimit(resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))\n"
        "    try:\n"
        "        append_text(log, line)\n"
        "    except FileError:\n"
        "        pass\n"
        "    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))\n"
        "    outcomes.add(log.read_text(encoding='utf-8'))\n"
        "assert outcomes == {before, before + line}, outcomes\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "train.log")]
    done = subprocess.run(command, env=environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def fit(folder: Path, **more: Any) -> dict[str, Any]:
    """A run with a checkpoint after each second step and a history after each epoch; every bit of its outcome."""
    set_seed(1)
    model = network("masked", "adam")
    history = CSVLogger(folder / "history.csv")
    x, y = data()
    trained = model.fit(
        x, y, batch_size=8, epochs=2, verbose=0, callbacks=[history], checkpoint=folder, save_every=2, **more
    )
    return outcome(model, trained, (), folder)


@pytest.mark.slow
@pytest.mark.parametrize("code", [FULL, BROKEN])
@pytest.mark.parametrize("call", CALLS)
def test_wherever_a_run_is_cut_by_the_disk_it_goes_on_to_the_same_end(tmp_path: Path, call: str, code: int) -> None:
    expected = fit(tmp_path / "whole")
    for number in uses_of(call, lambda: fit(tmp_path / "counted")):
        folder = tmp_path / f"run-{number}"
        try:
            with failing(call, number, code, once=True):
                assert fit(folder) == expected
        except FileError as error:
            assert error.errno == code  # noqa: PT017 - whether it is raised depends on whose file it was
        assert names(folder) <= {".lock", CHECKPOINT, "history.csv"}
        assert fit(folder, resume=True) == expected

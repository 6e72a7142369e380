"""Commands of nervure in processes that are forked from one that has imported torch already.

Each command has its own process, folder, environment, pipes and exit code, as if it had been typed; it only does not
import torch again, which takes longer than most commands. What a command imports, and what must be set before Python
starts, is tested in processes that start from nothing.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import pkgutil
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any

_MOST_BYTES = 1 << 17  # of one command with its environment


def is_possible() -> bool:
    """Whether there are forks, and messages that carry open files."""
    return sys.platform.startswith("linux")


class WarmStart:
    """The process that forks. It ends with this one, whose end of the socket it hears."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._door, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            program = [sys.executable, "-P", "-W", "error", __file__, str(theirs.fileno())]
            self._forks = subprocess.Popen(
                program, env=environment, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL
            )

    def run(
        self, typed: Sequence[str], folder: Path, environment: Mapping[str, str], out: IO[Any] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """What ``nervure`` says and leaves when it is typed in ``folder``: in pipes, or what it prints in ``out``."""
        printed, error = _Pipe(), _Pipe()
        message = json.dumps([list(typed), str(folder), dict(environment)]).encode()
        assert len(message) < _MOST_BYTES
        socket.send_fds(self._door, [message], [printed.entrance if out is None else out.fileno(), error.entrance])
        os.close(printed.entrance)
        os.close(error.entrance)
        code = int(self._door.recv(64) or self._forks.wait() or 1)
        return subprocess.CompletedProcess(typed, code, printed.read(), error.read())


class _Pipe:
    """A pipe that is read while the command writes: one that is full would hold it up."""

    def __init__(self) -> None:
        self._exit, self.entrance = os.pipe()
        self._said = b""
        self._reader = threading.Thread(target=self._listen)
        self._reader.start()

    def _listen(self) -> None:
        with os.fdopen(self._exit, "rb") as said:
            self._said = said.read()

    def read(self) -> str:
        """All that was written, once nobody can write any more."""
        self._reader.join()
        return self._said.decode("utf-8")


_STARTED: list[WarmStart] = []


def warm_start(environment: Mapping[str, str]) -> WarmStart:
    """The one of this process, which is started when it is first asked for."""
    if not _STARTED:
        _STARTED.append(WarmStart(environment))
    return _STARTED[0]


def _serve(door: socket.socket) -> None:
    """Forks a child for each message; returns in the children, ready to be the command."""
    while True:
        message, files, _, _ = socket.recv_fds(door, _MOST_BYTES, 2)
        if not message:
            os._exit(0)
        child = os.fork()
        if child == 0:
            door.close()
            return _become(*json.loads(message), *files)
        for each in files:
            os.close(each)
        _, status = os.waitpid(child, 0)
        door.send(str(os.waitstatus_to_exitcode(status)).encode())


def _become(typed: list[str], folder: str, environment: dict[str, str], out: int, error: int) -> None:
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    os.dup2(out, 1)
    os.dup2(error, 2)
    encoding = environment["PYTHONIOENCODING"]
    sys.stdout = open(1, "w", encoding=encoding, closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding=encoding, errors="backslashreplace", buffering=1, closefd=False)  # noqa: SIM115
    sys.argv = ["-c", *typed]


def _import_all() -> None:
    """Imports nervure as a whole, and the libraries it reaches for when it first needs them."""

    import nervure

    for found in pkgutil.walk_packages(nervure.__path__, "nervure."):
        if not found.name.endswith("__main__"):
            importlib.import_module(found.name)
    gc.freeze()  # nobody looks through what all children share


if __name__ == "__main__":
    _import_all()
    _serve(socket.socket(fileno=int(sys.argv[1])))
    from nervure.cli import main

    main()

"""A contender's process, from the runner's side."""

from __future__ import annotations

import json
import selectors
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

from benchmarks.harness.contender import ROOT, Contender, environment_of


class ContenderFailedError(Exception):
    """A contender's process ended or did not answer in time; the message is what it printed last."""


class ContenderProcess:
    """Starts a contender and sends it questions; leaving the ``with`` block ends it.

    Args:
        python: the interpreter.
        contender: the contender.
        environment: additional variables.
    """

    def __init__(self, python: Path, contender: Contender, environment: Mapping[str, str]) -> None:
        self._log = tempfile.TemporaryFile(mode="w+", encoding="utf-8", errors="replace")  # noqa: SIM115 closed below
        self.started = time.time()
        self._process = subprocess.Popen(
            [python, "-m", f"benchmarks.contenders.{contender.module}"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._log, text=True, encoding="utf-8",
            cwd=ROOT, env=environment_of(contender, environment),
        )  # fmt: skip

    def ask(self, question: Mapping[str, Any], seconds: float) -> dict[str, Any]:
        """The answer to a question.

        Args:
            question: see :mod:`benchmarks.harness.serving`.
            seconds: how long to wait.

        Raises:
            ContenderFailedError: no answer came.
        """
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(question) + "\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            raise ContenderFailedError(self._last_words()) from None
        line = self._line(seconds)
        if not line:
            raise ContenderFailedError(self._last_words())
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _line(self, seconds: float) -> str:
        assert self._process.stdout is not None
        with selectors.DefaultSelector() as selector:
            selector.register(self._process.stdout, selectors.EVENT_READ)
            if not selector.select(seconds):
                raise ContenderFailedError(f"no answer within {seconds:.0f} seconds")
        return self._process.stdout.readline()

    def _last_words(self) -> str:
        self._process.wait(timeout=30)
        self._log.seek(0)
        said = [line for line in self._log.read().splitlines() if line[:1].strip()]  # indented lines only explain
        return said[-1].strip() if said else f"exit status {self._process.returncode}"

    def __enter__(self) -> ContenderProcess:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends the process; a second call does nothing."""
        self._process.kill()
        self._process.communicate()
        self._log.close()

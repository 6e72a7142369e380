"""SIGTERM as Ctrl-C: what a run does when it is told to stop does not depend on who tells it."""

from __future__ import annotations

import signal
import threading
from types import FrameType
from typing import Any, Self

INTERRUPTED, TERMINATED = 130, 143


class Termination:
    """Lets SIGTERM do during a block what Ctrl-C does then, and keeps in mind which of them came.

    A process that was started with Ctrl-C ignored (in the background of a script) hears it during the block: who sends
    the signal means it.

    Attributes:
        exit_code: 143 where SIGTERM came, else 130, as shells count.

    Examples:
        >>> with Termination() as termination:
        ...     try:
        ...         signal.raise_signal(signal.SIGTERM)
        ...     except KeyboardInterrupt:
        ...         termination.exit_code
        143
    """

    def __init__(self) -> None:
        self.exit_code = INTERRUPTED
        self._before: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            self._before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
            signal.signal(signal.SIGTERM, self._terminate)
            if self._before[signal.SIGINT] is signal.SIG_IGN:
                signal.signal(signal.SIGINT, signal.default_int_handler)
        return self

    def __exit__(self, *error: Any) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _terminate(self, _number: int, frame: FrameType | None) -> None:
        self.exit_code = TERMINATED
        handler = signal.getsignal(signal.SIGINT)
        if callable(handler):
            handler(signal.SIGINT, frame)

"""Turns each exception that ended a command into a four-line error: nervure's, Python's, the system's, a library's."""

from __future__ import annotations

import errno
import os
import sys
import threading
import traceback

from nervure.errors import NervureError
from nervure.files import is_disk_full, system_error
from nervure.render.terminal import unwritten

_WITH_TRACEBACK = "NERVURE_TRACEBACK"
_LONGEST = 200
# torch's messages for lack of memory and for unsuitable machines: it uses one exception class for all of them.
_NO_MEMORY = ("can't allocate memory", "out of memory", "std::bad_alloc", "Cannot allocate memory")
_NOT_WORKING = ("INTERNAL ASSERT FAILED", "Invalid thread pool", "can't start new thread", "Resource temporarily")


def in_our_words(problem: Exception) -> NervureError:
    """The four-line error for the exception that ended a command."""
    if isinstance(problem, NervureError):
        return problem
    if os.environ.get(_WITH_TRACEBACK):
        traceback.print_exc()
    said = " ".join(str(problem).split())
    if isinstance(problem, MemoryError) or any(each in said for each in _NO_MEMORY):
        return system_error("nervure", OSError(errno.ENOMEM, os.strerror(errno.ENOMEM)))
    # Errors from loading a shared library have no system error number.
    if isinstance(problem, ImportError) or (isinstance(problem, OSError) and problem.errno is None):
        return NervureError.of("cli.library", where="nervure", got=said[:_LONGEST])
    if isinstance(problem, OSError):
        # Help is printed by the command-line library; files that nervure opens have a name.
        is_of_output = problem.filename is None and is_disk_full(problem)
        return unwritten(sys.stdout, problem) if is_of_output else system_error(problem.filename or "nervure", problem)
    is_unable = isinstance(problem, RuntimeError) and not _starts_threads()
    if is_unable or any(each in said for each in _NOT_WORKING):
        return NervureError.of("cli.not_working", where="nervure", got=said[:_LONGEST])
    got = f"{type(problem).__name__}: {problem}"
    return NervureError.of("cli.unexpected", where="nervure", got=got, variable=_WITH_TRACEBACK)


def _starts_threads() -> bool:
    """Whether this process can start a thread now: tested, since torch words its error in many ways."""
    thread = threading.Thread(target=int)
    try:
        thread.start()
    except RuntimeError:
        return False
    thread.join()
    return True

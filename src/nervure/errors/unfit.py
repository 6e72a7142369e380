"""Problems of a file or description, in nervure's words: Python's messages would not help the user."""

from __future__ import annotations

import json

from nervure.errors.error import NervureError
from nervure.language import text

_LONGEST = 200


class Unfit(ValueError):  # noqa: N818 - what was read is at fault, and an error of ours says so in the end
    """A value that was read and is not allowed in its place; its message is shown to users unchanged."""


def said_of(problem: BaseException) -> str:
    """The problem of the content whose reading ended with ``problem``.

    Examples:
        >>> said_of(KeyError("seed")), said_of(Unfit("epochs: -1"))
        ("'seed' is missing or unknown", 'epochs: -1')
        >>> said_of(TypeError("f() takes 2 positional arguments but 3 were given"))
        'a value of the wrong kind'
    """
    match problem:
        case Unfit():
            said = str(problem)[:_LONGEST]
        case NervureError():
            said = problem.problem
        case json.JSONDecodeError():
            said = text("unfit.no_json", line=problem.lineno, column=problem.colno)
        case UnicodeDecodeError():
            said = text("unfit.no_text", place=problem.start)
        case KeyError(args=[name]):
            said = text("unfit.missing", name=str(name)[:_LONGEST])
        case RecursionError():
            said = text("unfit.deep")
        case OSError(strerror=str(reason)):
            said = reason
        case OverflowError() | MemoryError():
            said = text("unfit.large")
        case _:
            said = text("unfit.kind")
    return said

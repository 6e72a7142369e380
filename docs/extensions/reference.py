"""The reference: what a room of the face offers, family by family, from the docstrings.

A page says ``<!-- room: nervure.layers -->``. In its place come a table of the room's public names, then these under
the first line of the module that each comes from. What belongs to another room is named, with a link to it.
"""

from __future__ import annotations

import functools
import importlib
import inspect
import re
from collections.abc import Iterable
from types import ModuleType
from typing import Any

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

import nervure

PLACE = re.compile(r"<!-- (room|class): ([\w.]+) -->")
# What has no docstring of its own.
CONSTANTS = {
    "FUSED": "Which activations are computed together with which loss, from logits.",
    "KINDS": "What an array can be, for the argument ``kind``.",
    "LANGUAGES": "The languages that nervure speaks.",
    "TABLE": "What each name stands for where it is written as text.",
}


@functools.cache
def rooms() -> tuple[str, ...]:
    """The rooms of the face and those inside them, without Keras' layout, which repeats their names."""
    found = ["nervure"]
    for name in nervure.__all__:
        room = getattr(nervure, name)
        if inspect.ismodule(room) and name != "keras":
            inner = [each for each in room.__all__ if inspect.ismodule(getattr(room, each))]
            found += [f"nervure.{name}", *(f"nervure.{name}.{each}" for each in inner)]
    return tuple(found)


def public_names(room: str) -> list[str]:
    """The names that a room of the face offers; rooms inside it have pages of their own."""
    module = importlib.import_module(room)
    return [name for name in module.__all__ if not inspect.ismodule(getattr(module, name)) and not name.startswith("_")]


def home_of(room: str, name: str) -> str:
    """The room in which a name is described: where it is written if that is public, else the one that offers it."""
    member = getattr(importlib.import_module(room), name)
    written = f"{getattr(member, '__module__', room)}."
    places = [each for each in rooms() if written.startswith(f"{each}.") and name in public_names(each)]
    return max(places, key=len) if has_docstring(member) and places else room


def room_page(room: str) -> str:
    """A room in Markdown: the table, then its families."""
    module = importlib.import_module(room)
    names = public_names(room)
    rows = [f"| {{py:obj}}`~{room}.{name}` | {_first_line(getattr(module, name), name)} |" for name in names]
    parts = ["| | |\n|---|---|\n" + "\n".join(rows)]
    for title, members in _families(module, names).items():
        parts.append(f"## {title}\n\n{_block(room, members)}")
    return "\n\n".join(parts)


def class_part(name: str) -> str:
    """A class that is not in the face, but what its methods give."""
    room, _, last = name.rpartition(".")
    return _block(room, [last])


def _block(room: str, names: Iterable[str]) -> str:
    entries = "\n\n".join([f".. currentmodule:: {room}", *(_entry(room, name) for name in names)])
    return f"```{{eval-rst}}\n{entries}\n```"


def _families(module: ModuleType, names: Iterable[str]) -> dict[str, list[str]]:
    """The names under the titles of the modules that they come from, in the order of these titles."""
    families: dict[str, list[str]] = {}
    for name in names:
        families.setdefault(_title(getattr(module, name), module), []).append(name)
    return dict(sorted(families.items()))


def _title(member: Any, room: ModuleType) -> str:
    home = inspect.getmodule(member) if has_docstring(member) else room
    line = (getattr(home, "__doc__", None) or room.__doc__ or "").strip().splitlines()[0]
    return line.rstrip(".")


def has_docstring(member: Any) -> bool:
    """Whether it is a class or a function; constants have none."""
    return inspect.isclass(member) or inspect.isroutine(member)


def _first_line(member: Any, name: str) -> str:
    text = (inspect.getdoc(member) or "") if has_docstring(member) else CONSTANTS[name]
    return _plain(text.split("\n\n")[0].replace("\n", " "))


def _plain(line: str) -> str:
    """A line of a docstring in Markdown, inside a table."""
    line = re.sub(r":math:`([^`]+)`", r"{math}`\1`", line)
    line = re.sub(r"(?<!\w):(\w+):`~?([^`]+)`", r"`\2`", line).replace("``", "`")
    return line.replace("|", "\\|")


def _entry(room: str, name: str) -> str:
    member = getattr(importlib.import_module(room), name)
    if not has_docstring(member):
        return f".. py:data:: {name}\n\n   {CONSTANTS[name]}"
    home = home_of(room, name)
    if home != room:
        kind = "class" if inspect.isclass(member) else "function"
        return f".. py:{kind}:: {name}\n\n   The same as :py:obj:`{home}.{name}`."
    if not inspect.isclass(member):
        return f".. autofunction:: {room}.{name}"
    own = own_members(member) if member.__name__ == name else []
    return f".. autoclass:: {room}.{name}" + (f"\n   :members: {', '.join(own)}" if own else "")


def own_members(member: type) -> list[str]:
    """Methods and properties with which a class brings something new; what it only fills in stands with its parent."""
    parents = member.__mro__[1:]
    return [
        name
        for name, value in vars(member).items()
        if not name.startswith("_")
        and (isinstance(value, property | classmethod | staticmethod) or inspect.isfunction(value))
        and inspect.getdoc(value)
        and not any(hasattr(parent, name) for parent in parents)
    ]


def write_rooms(app: Sphinx, page: str, text: list[str]) -> None:
    """While a page is read: puts rooms in their places."""
    draw = {"room": room_page, "class": class_part}
    text[0] = PLACE.sub(lambda match: draw[match[1]](match[2]), text[0])


def prepare_docstring(app: Sphinx, kind: str, name: str, what: Any, options: Any, lines: list[str]) -> None:
    """Before napoleon reads the sections: our words where it would read others.

    A layer's section "Parameters" tells its weights, while Sphinx calls the arguments so; and what stands before a
    colon in the first line of a property is no type.
    """
    lines[:] = ["Weights:" if line == "Parameters:" else line for line in lines]
    if kind == "property":
        lines[:0] = ["..", ""]


def keep_unlisted(
    app: Sphinx, environment: BuildEnvironment, node: pending_xref, words: nodes.Element
) -> nodes.Element | None:
    """A name that Python knows, but the reference does not list, stays as code; any other is a mistake."""
    if node.get("refdomain") != "py":
        return None
    module, name = importlib.import_module(node.get("py:module") or "nervure"), node["reftarget"]
    holder = getattr(module, node["py:class"].split(".")[0], module) if node.get("py:class") else module
    written = inspect.getmodule(holder)
    is_known = any(_leads(each, name) for each in (holder, module, written)) or _is_importable(name)
    return words if is_known else None


def _is_importable(name: str) -> bool:
    """Whether ``nervure.training.step.TrainingStep`` leads to something, or a room offers the name."""
    parts = name.split(".")
    for first in range(len(parts), 0, -1):
        try:
            return _leads(importlib.import_module(".".join(parts[:first])), ".".join(parts[first:]))
        except ImportError:
            continue
    return any(name in public_names(room) for room in rooms())


def _leads(start: Any, name: str) -> bool:
    try:
        functools.reduce(getattr, filter(None, name.split(".")), start)
    except AttributeError:
        return False
    return True


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx."""
    app.connect("source-read", write_rooms)
    app.connect("autodoc-process-docstring", prepare_docstring, priority=400)
    app.connect("missing-reference", keep_unlisted)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

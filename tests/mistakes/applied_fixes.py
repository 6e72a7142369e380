"""Applies the fix that an error prints to the text of a program, without knowing the program.

applied("model = Sequential([Input((8,)), LSTM(3)])", "Put `Reshape((8, 1))` before `LSTM 'lstm'`.")
"""

from __future__ import annotations

import ast
import inspect
import re
from typing import Any

from nervure import layers, models

_FORMS = {
    "insert": r"Put `([^`]+)` before `([^`]+)`\.",
    "argument": r"Write `([^`]+)` in `([^`]+)`\.",
    "remove": r"Leave (`)([^`]+)` out\.",
    "replace": r"Write `([^`]+)` instead of `([^`]+)`\.",
    "statement": r"Write `([^`]+)` on the line before `([^`]+)`\.",
}


def applied(source: str, fix: str) -> str:
    """The program after the change that ``fix`` names.

    Raises:
        LookupError: the sentence is of no known form, or the place is not in the program.
    """
    for form, pattern in _FORMS.items():
        if found := re.fullmatch(pattern, fix):
            program = Program(source)
            change = getattr(program, form)
            return str(change(*found.groups()) if form != "remove" else change(found[2]))
    raise LookupError(f"no change of the code: {fix}")


class Program:
    """A text with its tree: what is found in the tree is changed in the text."""

    def __init__(self, source: str) -> None:
        self.source, self.tree = source, ast.parse(source)
        self.parents = {child: parent for parent in ast.walk(self.tree) for child in ast.iter_child_nodes(parent)}
        lines = source.splitlines(keepends=True)
        self._starts = [sum(map(len, lines[:number])) for number in range(len(lines) + 1)]

    def insert(self, code: str, place: str) -> str:
        """One layer more, before the layer ``place``."""
        call = self._outermost(self._find(place))
        code = self._prefix(call) + code
        parent = self.parents[call]
        if isinstance(parent, ast.List):
            return self._changed(self._start(call), self._start(call), f"{code}, ")
        if isinstance(parent, ast.Call) and isinstance(parent.func, ast.Attribute) and parent.func.attr == "add":
            start = self._start(parent)
            return self._changed(start, start, f"{self._text(parent.func)}({code})\n")
        reads = parent if isinstance(parent, ast.Call) else self._last_call_of(parent)
        (first, *_) = reads.args
        return self._changed(self._start(first), self._end(first), f"{code}({self._text(first)})")

    def argument(self, code: str, place: str) -> str:
        """Another value of an argument, or one argument more."""
        call = self._find(place)
        name, _, value = code.partition("=")
        for keyword in call.keywords:
            if keyword.arg == name:
                return self._changed(self._start(keyword.value), self._end(keyword.value), value)
        names = list(inspect.signature(self._called(call)).parameters)
        if name in names and names.index(name) < len(call.args):
            old = call.args[names.index(name)]
            return self._changed(self._start(old), self._end(old), value)
        comma = ", " if call.args or call.keywords else ""
        return self._changed(self._end(call) - 1, self._end(call) - 1, f"{comma}{code}")

    def remove(self, place: str) -> str:
        """One layer less."""
        call = self._find(place)
        parent = self.parents[call]
        if isinstance(parent, ast.List):
            behind = re.match(r"\s*,\s*", self.source[self._end(call) :])
            return self._changed(self._start(call), self._end(call) + (behind.end() if behind else 0), "")
        if isinstance(parent, ast.Call) and parent.func is call:
            return self._changed(self._start(parent), self._end(parent), self._text(parent.args[0]))
        return self._changed(self._start(parent), self._end(parent), "pass")

    def replace(self, code: str, place: str) -> str:
        """One layer for another."""
        call = self._find(place)
        return self._changed(self._start(call), self._end(call), self._prefix(call) + code)

    def statement(self, code: str, place: str) -> str:
        """One line more, before the one that calls ``place``."""
        node: ast.AST = self._find(place)
        while not isinstance(node, ast.stmt):
            node = self.parents[node]
        start = self._starts[node.lineno - 1]
        return self._changed(start, start, f"{' ' * node.col_offset}{code}\n")

    def _find(self, place: str) -> ast.Call:
        """The call that makes the layer ``Dense 'dense_1'`` or ``Dense(3)``, or that of a method, ``fit``."""
        calls = [node for node in ast.walk(self.tree) if isinstance(node, ast.Call)]
        calls.sort(key=self._start)
        if place.isidentifier():
            named = [call for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr == place]
            return _first(named, place)
        if named_layer := re.fullmatch(r"(\w+) '(.+)'", place):
            kind, name = named_layer.groups()
            of_kind = [call for call in calls if self._kind(call) == kind]
            told = [call for call in of_kind if any(_is_name(keyword, name) for keyword in call.keywords)]
            number = re.search(r"_(\d+)$", name)
            return _first(told or of_kind[int(number[1]) if number else 0 :], place)
        wanted = ast.parse(place, mode="eval").body
        assert isinstance(wanted, ast.Call)
        return _first([call for call in calls if self._same(call, wanted)], place)

    def _called(self, call: ast.Call) -> Any:
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        return getattr(layers, name, None) or getattr(models.Sequential([]), name, None)

    def _kind(self, call: ast.Call) -> str:
        return str(getattr(self._called(call), "__name__", ""))

    def _same(self, call: ast.Call, wanted: ast.Call) -> bool:
        if not self._kind(call) or self._kind(call) != self._kind(wanted):
            return False
        return _bound(self._called(call), call) == _bound(self._called(wanted), wanted)

    def _outermost(self, call: ast.Call) -> ast.Call:
        """The layer that lies around a layer, ``Bidirectional(LSTM(3))``."""
        parent = self.parents[call]
        if isinstance(parent, ast.Call) and call in parent.args and isinstance(self._called(parent), type):
            return self._outermost(parent)
        return call

    def _last_call_of(self, assignment: ast.AST) -> ast.Call:
        assert isinstance(assignment, ast.Assign)
        name = ast.unparse(assignment.targets[0])
        calls = [node for node in ast.walk(self.tree) if isinstance(node, ast.Call) and ast.unparse(node.func) == name]
        return _first(calls[::-1], name)

    def _prefix(self, call: ast.Call) -> str:
        """``layers.`` where the program writes that before the names of layers."""
        return f"{self._text(call.func.value)}." if isinstance(call.func, ast.Attribute) else ""

    def _start(self, node: Any) -> int:
        return int(self._starts[node.lineno - 1] + node.col_offset)

    def _end(self, node: Any) -> int:
        return int(self._starts[node.end_lineno - 1] + node.end_col_offset)

    def _text(self, node: ast.AST) -> str:
        return self.source[self._start(node) : self._end(node)]

    def _changed(self, start: int, end: int, code: str) -> str:
        return self.source[:start] + code + self.source[end:]


def _first(calls: list[ast.Call], place: str) -> ast.Call:
    if not calls:
        raise LookupError(f"not in the program: {place}")
    return calls[0]


def _is_name(keyword: ast.keyword, name: str) -> bool:
    return keyword.arg == "name" and isinstance(keyword.value, ast.Constant) and keyword.value.value == name


def _bound(function: Any, call: ast.Call) -> dict[str, str]:
    """The arguments of a call by name, as text."""
    keywords = {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}
    signature = inspect.signature(function)
    bound = signature.bind(*call.args, **keywords)
    found = {name: value for name, value in bound.arguments.items() if isinstance(value, ast.AST)}
    return {name: ast.unparse(value) for name, value in (found | keywords).items()}

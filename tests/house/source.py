"""The source of the project, read but not run: what the tests of the house look at."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "nervure"
TESTS = ROOT / "tests"

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """One Python file: its path below its folder (``ops/dense.py``), its text and its tree."""

    path: str
    text: str

    @property
    def tree(self) -> ast.Module:
        return _parsed(self.text)

    @property
    def lines(self) -> list[str]:
        return self.text.splitlines()


def modules(folder: Path = SOURCE) -> list[Module]:
    paths = sorted(path for path in folder.rglob("*.py") if "__pycache__" not in path.parts)
    return [Module(path.relative_to(folder).as_posix(), path.read_text(encoding="utf-8")) for path in paths]


def functions(tree: ast.AST) -> Iterator[tuple[str, Function]]:
    """Every function and method of a file, also those inside others, with its dotted name."""
    yield from _functions(tree, "")


def _functions(node: ast.AST, prefix: str) -> Iterator[tuple[str, Function]]:
    for child in ast.iter_child_nodes(node):
        name = prefix
        if isinstance(child, ast.ClassDef | Function):
            name = f"{prefix}{child.name}."
        if isinstance(child, Function):
            yield name[:-1], child
        yield from _functions(child, name)


def dotted(node: ast.expr) -> str:
    """``np.save`` for the expression ``np.save``; a part that is no name is ``?``."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return "?"


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Every call with the dotted name of what is called."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield dotted(node.func), node


def imported(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Every module and every name that is imported, dotted, with its line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((name.name, node.lineno) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((f"{node.module}.{name.name}", node.lineno) for name in node.names)


@functools.cache
def _parsed(text: str) -> ast.Module:
    return ast.parse(text)

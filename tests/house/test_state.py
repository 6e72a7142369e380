from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.house.source import Module, calls, dotted, functions, modules

CHANGING_METHODS = frozenset(
    {"add", "append", "clear", "discard", "extend", "insert", "pop", "popitem", "remove", "setdefault", "update"}
)
# The process-wide settings: each is a user's explicit choice, or drawn once and recorded.
SETTINGS = frozenset({"language/__init__.py _chosen", "randomness.py _of_process"})


def module_level_names(tree: ast.Module) -> set[str]:
    """Names that a file binds at its top, or imports in capitals: tables that all share."""
    bound: set[str] = set()
    for statement in tree.body:
        if isinstance(statement, ast.Assign):
            bound |= {target.id for target in statement.targets if isinstance(target, ast.Name)}
        elif isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            bound.add(statement.target.id)
        elif isinstance(statement, ast.ImportFrom):
            bound |= {alias.asname or alias.name for alias in statement.names if (alias.asname or alias.name).isupper()}
    return bound


def changes(node: ast.AST) -> Iterator[tuple[str, int]]:
    """Names whose object is changed in place, or that are bound again by ``global``."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.Global):
            yield from ((name, inner.lineno) for name in inner.names)
        targets = [inner.target] if isinstance(inner, ast.AugAssign | ast.AnnAssign) else []
        targets += inner.targets if isinstance(inner, ast.Assign | ast.Delete) else []
        for target in targets:
            if isinstance(target, ast.Subscript):
                yield dotted(target.value), inner.lineno
    for name, call in calls(node):
        owner, _, method = name.rpartition(".")
        if method in CHANGING_METHODS:
            yield owner, call.lineno


def local_names(function: ast.AST) -> set[str]:
    bound = {node.arg for node in ast.walk(function) if isinstance(node, ast.arg)}
    return bound | {
        node.id for node in ast.walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }


def shared_changes(module: Module) -> list[str]:
    shared = module_level_names(module.tree)
    found = set()
    for _, function in functions(module.tree):
        declared = {name for node in ast.walk(function) if isinstance(node, ast.Global) for name in node.names}
        hidden = local_names(function) - declared
        found |= {
            (line, name)
            for name, line in changes(function)
            if name in shared and name not in hidden and f"{module.path} {name}" not in SETTINGS
        }
    return [f"{module.path}:{line} {name}" for line, name in sorted(found)]


def registrations(module: Module) -> list[str]:
    """Decorators and calls at the top of a file that enter something into a table elsewhere."""
    found = []
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            for decorator in node.decorator_list:
                name = dotted(decorator.func if isinstance(decorator, ast.Call) else decorator)
                if "register" in name:
                    found.append(f"{module.path}:{decorator.lineno} {name}")
    for statement in module.tree.body:
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
            found.append(f"{module.path}:{statement.lineno} {dotted(statement.value.func)}")
    return found


def test_changes_of_shared_tables_are_found() -> None:
    top = "from a import TABLE\nown = {}\n"
    for body in ("TABLE['a'] = 1", "own['a'] = 1", "TABLE.update(a=1)", "del own['a']", "own['a'] += 1"):
        assert len(shared_changes(Module("a.py", f"{top}def f():\n    {body}\n"))) == 1, body
    assert shared_changes(Module("a.py", "seen = 0\ndef f():\n    global seen\n    seen = 1\n")) == ["a.py:3 seen"]
    for body in ("own = {}\n    own['a'] = 1", "other['a'] = 1", "return own['a']", "self.own.append(1)"):
        assert shared_changes(Module("a.py", f"{top}def f(other, self):\n    {body}\n")) == [], body


def test_registrations_are_found() -> None:
    assert registrations(Module("a.py", "@register('dense')\nclass A: ...")) == ["a.py:1 register"]
    assert registrations(Module("a.py", "TABLE.update(a=1)")) == ["a.py:1 TABLE.update"]
    assert registrations(Module("a.py", "@functools.cache\ndef f(): ...")) == []


def test_no_function_changes_what_a_whole_process_shares() -> None:
    found = [finding for module in modules() for finding in shared_changes(module)]
    assert not found, "\n".join(found)


def test_nothing_registers_itself() -> None:
    found = [finding for module in modules() for finding in registrations(module)]
    assert not found, "\n".join(found)

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.house.source import Module, calls, imported, modules

FORBIDDEN_IMPORTS = {
    "pickle": "loading runs code",
    "cPickle": "loading runs code",
    "dill": "loading runs code",
    "cloudpickle": "loading runs code",
    "joblib": "loading runs code",
    "marshal": "loading runs code",
    "shelve": "loading runs code",
}
FORBIDDEN_CALLS = {
    "eval": "runs text",
    "exec": "runs text",
    "compile": "runs text",
    "__import__": "imports by a name",
    "os.system": "runs text",
    "torch.load": "unpickles",
    "warnings.warn": "advice goes through nervure.errors.advise",
    "warnings.warn_explicit": "advice goes through nervure.errors.advise",
    "warn": "advice goes through nervure.errors.advise",
    "numpy.random.seed": "global state; see randomness",
    "np.random.seed": "global state; see randomness",
    "torch.manual_seed": "global state; see randomness",
    "random.seed": "global state; see randomness",
    "torch.set_num_threads": "belongs to the user",
    "torch.set_default_dtype": "belongs to the user",
    "locals": "names that nobody can follow",
    "print": "the terminal belongs to render, cli and progress callbacks",
}
# Who may, and why.
ALLOWED = {
    # Names of nervure's own modules out of the literal tables of packages, resolved on first use.
    ("lazy_names.py", "importlib.import_module"),
    # In a child whose parent's threads nobody could end: with them it would wait for ever.
    ("kernels/forking.py", "torch.set_num_threads"),
    # For the time of a block, which gives the user's number back.
    ("models/threads.py", "torch.set_num_threads"),
}
FILTERS = frozenset({"warnings.filterwarnings", "warnings.simplefilter"})
BY_NAME = "importlib.import_module"


def forbidden(module: Module) -> list[str]:
    found = []
    catching = set(inside_catch_warnings(module.tree))
    for name, line in imported(module.tree):
        reason = FORBIDDEN_IMPORTS.get(name.partition(".")[0])
        if reason:
            found.append((line, f"import of {name}: {reason}"))
    for name, call in calls(module.tree):
        if name in FORBIDDEN_CALLS and (module.path, name) not in ALLOWED:
            found.append((call.lineno, f"{name}: {FORBIDDEN_CALLS[name]}"))
        if name.endswith("import_module") and (module.path, BY_NAME) not in ALLOWED:
            if not is_text(call.args[0]):
                found.append((call.lineno, f"{name}: imports by a name"))
            elif call.args[0].value.partition(".")[0] == "nervure":
                found.append((call.lineno, f"{name}: hides an import from the floors; write an import statement"))
        if name in FILTERS and id(call) not in catching:
            found.append((call.lineno, f"{name}: for the whole process; put it inside warnings.catch_warnings()"))
        if any(keyword.arg == "allow_pickle" and not is_false(keyword.value) for keyword in call.keywords):
            found.append((call.lineno, "allow_pickle: loading runs code"))
    return [f"{module.path}:{line} {what}" for line, what in sorted(found)]


def inside_catch_warnings(tree: ast.AST) -> Iterator[int]:
    for node in ast.walk(tree):
        if isinstance(node, ast.With) and any("warnings.catch_warnings" in ast.unparse(item) for item in node.items):
            yield from (id(call) for statement in node.body for _, call in calls(statement))


def is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def is_false(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is False


QUIET = "with warnings.catch_warnings():\n    warnings.simplefilter('ignore')"


def test_forbidden_calls_are_found() -> None:
    for text in (
        "import pickle",
        "from pickle import loads",
        "warnings.warn('careful')",
        "warnings.simplefilter('ignore')",
        "eval('1')",
        "Given(**locals())",
        "exec('1')",
        "torch.load(path)",
        "np.load(path, allow_pickle=True)",
        "torch.manual_seed(1)",
        "importlib.import_module(name)",
        "importlib.import_module('nervure.models.loading')",
        "import_module('nervure')",
        "print('hello')",
    ):
        assert len(forbidden(Module("a.py", text))) == 1, text
    for text in (
        "model.eval()",
        "np.load(path, allow_pickle=False)",
        "self.compile()",
        "re.compile('a')",
        "import_module('a.b')",
        QUIET,
    ):
        assert forbidden(Module("a.py", text)) == [], text
    assert forbidden(Module("lazy_names.py", "importlib.import_module(name)")) == []


def test_nothing_forbidden_is_called() -> None:
    found = [finding for module in modules() for finding in forbidden(module)]
    assert not found, "\n".join(found)

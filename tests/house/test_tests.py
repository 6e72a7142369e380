from __future__ import annotations

import ast

from tests.house.source import TESTS, Function, Module, calls, dotted, functions, imported, modules

# Here one real body of a kernel is exchanged for the other, or a copy that must not happen is watched for.
EXCHANGES = frozenset({"ops/test_batch_normalization.py", "ops/test_convolution.py"})
ASSERTING = ("assert_", "check_", "raises", "fail", "warns", "proved", "verify")


def can_fail(function: Function) -> bool:
    """Whether a test states something: an assertion, an expected error, or a call of something that asserts."""
    if any(isinstance(node, ast.Assert) for node in ast.walk(function)):
        return True
    return any(name.rpartition(".")[2].startswith(ASSERTING) for name, _ in calls(function))


def named_tests(module: Module) -> list[tuple[str, Function]]:
    return [(name, function) for name, function in functions(module.tree) if function.name.startswith("test_")]


def idle_tests(module: Module) -> list[str]:
    return [f"{module.path} {name}" for name, function in named_tests(module) if not can_fail(function)]


def mocks(module: Module) -> list[str]:
    found = [f"{module.path}:{line} {name}" for name, line in imported(module.tree) if "mock" in name.lower()]
    for name, call in calls(module.tree):
        # Settings may be exchanged for a test (an item of a mapping, a variable), code may not.
        if name.endswith("monkeypatch.setattr") and module.path not in EXCHANGES:
            found.append(f"{module.path}:{call.lineno} {name}")
    return found


def vague_names(module: Module) -> list[str]:
    """Names of one or two words are no sentences."""
    return [f"{module.path} {name}" for name, function in named_tests(module) if function.name.count("_") < 3]


def unconditional_skips(module: Module) -> list[str]:
    found = []
    for name, function in named_tests(module):
        for decorator in function.decorator_list:
            called = dotted(decorator.func if isinstance(decorator, ast.Call) else decorator)
            if called.endswith(("mark.skip", "mark.xfail")):
                found.append(f"{module.path} {name}")
    return found


def test_idle_tests_mocks_vague_names_and_skips_are_found() -> None:
    assert idle_tests(Module("a.py", "def test_it_runs():\n    run()")) == ["a.py test_it_runs"]
    assert idle_tests(Module("a.py", "def test_a():\n    with pytest.raises(KeyError): run()")) == []
    assert idle_tests(Module("a.py", "def test_a():\n    check_layer(layer)")) == []
    assert mocks(Module("a.py", "from unittest.mock import patch")) == ["a.py:1 unittest.mock.patch"]
    assert mocks(Module("a.py", "def test_a(monkeypatch): monkeypatch.setattr(a, 'b', c)")) != []
    assert mocks(Module("a.py", "def test_a(monkeypatch): monkeypatch.setenv('A', 'b')")) == []
    assert vague_names(Module("a.py", "def test_dense(): ...")) == ["a.py test_dense"]
    assert vague_names(Module("a.py", "def test_dense_adds_the_bias(): ...")) == []
    assert unconditional_skips(Module("a.py", "@pytest.mark.skip(reason='later')\ndef test_a(): ...")) == [
        "a.py test_a"
    ]
    assert unconditional_skips(Module("a.py", "@pytest.mark.skipif(a, reason='b')\ndef test_a(): ...")) == []


def test_every_test_can_fail() -> None:
    found = [finding for module in modules(TESTS) for finding in idle_tests(module)]
    assert not found, "\n".join(found)


def test_tests_run_the_real_code() -> None:
    found = [finding for module in modules(TESTS) for finding in mocks(module)]
    assert not found, "\n".join(found)


def test_names_of_tests_are_sentences() -> None:
    found = [finding for module in modules(TESTS) for finding in vague_names(module)]
    assert not found, "\n".join(found)


def test_no_test_is_switched_off() -> None:
    found = [finding for module in modules(TESTS) for finding in unconditional_skips(module)]
    assert not found, "\n".join(found)


def test_every_file_of_tests_has_tests() -> None:
    files = [module for module in modules(TESTS) if module.path.rpartition("/")[2].startswith("test_")]
    empty = [module.path for module in files if not named_tests(module)]
    assert files
    assert not empty, f"no tests in: {empty}"

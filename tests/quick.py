"""The tests that say within a minute whether a change holds: ``make quick``.

They are the twins of the files that differ from origin/main, in the working tree, too; the same family on other floors;
the contracts of what these files define; and the tests of the house.
"""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCE, TESTS = PurePosixPath("src/nervure"), PurePosixPath("tests")
# Rooms in which the same family has the same file name.
FLOORS = ("kernels", "ops", "layers", "losses", "metrics", "optimizers", "explain/rules")
CONTRACTS = {room: f"tests/contracts/test_{room}.py" for room in ("ops", "layers", "losses", "metrics", "optimizers")}
MOST_NAMES = 8  # of what is built upon a changed file: a layer of each kind says enough within a minute
_VARIABLE = "NERVURE_QUICK_NAMES"


def changed_files(since: str = "origin/main") -> list[str]:
    """What differs from where this branch left ``since``, and what git does not track yet."""
    base = _git("merge-base", since, "HEAD") or ["HEAD"]
    return sorted({*_git("diff", "--name-only", base[0]), *_git("ls-files", "--others", "--exclude-standard")})


def _git(*arguments: str) -> list[str]:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.splitlines() if done.returncode == 0 else []


def twins_of(changed: str) -> set[str]:
    """The files of tests that know a file: its twins, or those that import what tests share."""
    path = PurePosixPath(changed)
    if path.suffix != ".py":
        return set()
    if path.is_relative_to(SOURCE):
        place = path.relative_to(SOURCE)
        rooms = {str(place.parent), *FLOORS} if str(place.parent) in FLOORS else {str(place.parent)}
        return {str(TESTS / room / f"test_{place.name}") for room in rooms}
    if not path.is_relative_to(TESTS) or path.name.startswith("test_"):
        return {changed} if path.is_relative_to(TESTS) else set()
    return {str(test.relative_to(ROOT)) for test in (ROOT / TESTS).rglob("test_*.py") if _imports(test, path)}


def _imports(file: Path, path: PurePosixPath) -> bool:
    module = re.escape(".".join(path.with_suffix("").parts))
    package, _, name = module.rpartition(r"\.")
    return bool(re.search(rf"^from ({module} import|{package} import .*\b{name}\b)", file.read_text("utf-8"), re.M))


def contracts_of(changed: Iterable[str]) -> dict[str, set[str]]:
    """The contracts of a room, with the names of the cases that files define or that are built upon them."""
    found: dict[str, set[str]] = {}
    for each in changed:
        path = PurePosixPath(each)
        if path.suffix == ".py" and path.is_relative_to(SOURCE) and path.parent.name in CONTRACTS:
            own = names_in(each)
            upon = sorted({name for file in _built_upon(path) for name in names_in(file)} - own)
            found.setdefault(CONTRACTS[path.parent.name], set()).update(own, upon[:: max(1, len(upon) // MOST_NAMES)])
    return found


def _built_upon(path: PurePosixPath) -> list[str]:
    room = (ROOT / path).parent
    return [str(file.relative_to(ROOT)) for file in room.glob("*.py") if _imports(file, path.relative_to("src"))]


def names_in(path: str) -> set[str]:
    """The classes that a file defines, and the operations, by the name that their cases bear."""
    if not (ROOT / path).is_file():
        return set()
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    classes = {node.name for node in tree.body if isinstance(node, ast.ClassDef)}
    made = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    ops = [call.args[0] for call in made if call.func.id in ("Op", "LossOp") and call.args]
    return classes | {str(name.value) for name in ops if isinstance(name, ast.Constant)}


def is_chosen(test: str, names: Iterable[str]) -> bool:
    """Whether a test of the contracts has one of the names in its brackets; a test without brackets is about all."""
    _, bracket, case = test.partition("[")
    return not bracket or not set(re.split(r"[\s,\]-]+", case)).isdisjoint(names)


def leave_out_others(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out the contracts of everything else, in a run that :func:`main` began."""
    if _VARIABLE not in os.environ:
        return
    names = os.environ[_VARIABLE].split()
    others = {item for item in items if item.path.parent.name == "contracts" and not is_chosen(item.name, names)}
    config.hook.pytest_deselected(items=list(others))
    items[:] = [item for item in items if item not in others]


def main() -> int:
    """Runs them; the exit code of pytest."""
    changed = changed_files()
    twins = {test for each in changed for test in twins_of(each) if (ROOT / test).is_file()}
    contracts = contracts_of(changed)
    environment = {**os.environ, _VARIABLE: " ".join(sorted(set().union(*contracts.values())))}
    chosen = [*sorted(twins | set(contracts) - {"tests/house"}), "tests/house"]
    print(f"{len(changed)} files differ from origin/main: {' '.join(chosen)}", flush=True)
    command = [sys.executable, "-m", "pytest", "--numprocesses", "auto", "--dist", "worksteal"]
    return subprocess.run([*command, *sys.argv[1:], *chosen], cwd=ROOT, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())

from __future__ import annotations

import re

from tests.house.source import SOURCE

# These two wrap other people's torch code; everything else brings its own derivative.
EXEMPT = frozenset({"layers/torch_module.py", "losses/torch_function.py"})
AUTOGRAD = re.compile(r"requires_grad|enable_grad|torch\.autograd|from torch import .*\bautograd\b")
KINDS = (".py", ".pyi", ".cpp", ".h")


def lines_with_autograd(text: str) -> list[int]:
    return [number for number, line in enumerate(text.splitlines(), 1) if AUTOGRAD.search(line)]


def test_autograd_is_found_in_code_and_in_comments() -> None:
    assert lines_with_autograd("x.requires_grad_()\ny = 1\n# torch.autograd would do it\n") == [1, 3]
    assert lines_with_autograd("with torch.enable_grad(): pass") == [1]
    assert lines_with_autograd("from torch import Tensor, autograd") == [1]
    assert lines_with_autograd("with torch.no_grad(): pass") == []


def test_no_derivative_is_left_to_autograd() -> None:
    found = []
    for path in sorted(path for path in SOURCE.rglob("*") if path.suffix in KINDS):
        name = path.relative_to(SOURCE).as_posix()
        lines = lines_with_autograd(path.read_text(encoding="utf-8"))
        found += [] if name in EXEMPT else [f"{name}:{line}" for line in lines]
    assert not found, f"autograd outside {sorted(EXEMPT)}: {found}"


def test_exemptions_name_what_exists() -> None:
    assert all((SOURCE / path).is_file() for path in EXEMPT)

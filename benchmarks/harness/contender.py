"""The contenders, and the Python that runs them."""

from __future__ import annotations

import functools
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PEERS = ROOT / ".venv-peers" / "bin" / "python"

# Settings for old releases of a peer's library, which only slow down current ones.
_DROPPED = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")
# Progress bars are drawn as on a typical terminal, whatever this one is.
_SCREEN = {"TERM": "xterm-256color", "COLUMNS": "100"}
_PROGRAM = "import importlib.util as u, sys; sys.exit(not all(u.find_spec(name) for name in sys.argv[1:]))"


@dataclass(frozen=True)
class Contender:
    """A library in one of its variants.

    Args:
        name: its name on the command line.
        module: its file in benchmarks/contenders.
        title: its title in tables.
        variant: the name of the variant in its file.
        needs: the packages that must be installed, by their import names.
        precision: "float32" or "bfloat16".
        counts: whether it can be the best peer; otherwise it is only listed.
        environment: its environment variables.
    """

    name: str
    module: str
    title: str
    variant: str = ""
    needs: tuple[str, ...] = ()
    precision: str = "float32"
    counts: bool = True
    environment: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_ours(self) -> bool:
        """Whether it is nervure."""
        return self.module == "nervure"


def python_of(contender: Contender) -> Path | None:
    """The Python with a contender's packages: this one for nervure, else preferably the peers' environment; or None."""
    own = Path(sys.executable)
    places = [own] if contender.is_ours else [PEERS, own]
    return next((python for python in places if python.exists() and _has(python, contender.needs)), None)


def environment_of(contender: Contender, extra: Mapping[str, str]) -> dict[str, str]:
    """The environment variables of its process."""
    kept = {name: value for name, value in os.environ.items() if name not in _DROPPED}
    return {**kept, **_SCREEN, **contender.environment, **extra}


@functools.cache
def _has(python: Path, packages: tuple[str, ...]) -> bool:
    return subprocess.run([python, "-c", _PROGRAM, *packages], capture_output=True, check=False).returncode == 0

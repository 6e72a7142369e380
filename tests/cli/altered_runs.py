"""Runs whose files somebody altered: any value of any record, any byte, whole files that are something else."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.models.hostile_files import Mutants

_VALUES: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 2, 255, 2**31, 2**63, -(2**63), 10**30, 0.5, -0.0, 1e308, 1e-320, float("nan"),
    float("inf"), -float("inf"), "", "a", "..", "x\x00y", "\x1b[31mred\x1b[0m", "\u202eevil", "\x9b31m", "=cmd|' C'!A0",
    "new\nline", "\ud800", "l" * 5000, "<script>alert(1)</script>", "한글", "{0}%s", "relu", "float16", "true", "12",
    [], {}, [[]], [1, 2, 3], ["a", "a"], {"a": {"b": []}}, [None] * 12, {"": 0}, {"\x1b[2J": 1}, 28, "rgb", "grayscale",
)  # fmt: skip
_TEXTS = (
    "", "null", "[]", "3", '"a"', "{", "{}", '{"a": 1, "a": 2}', "[" * 3000, '{"a":' * 3000, "\ufeff{}", "NaN",
    "{'a': 1}", "1" * 5000, '{"seed": 1}', "\x1b[31m", "\x00",
)  # fmt: skip


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    for key in value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        yield value, key
        yield from _places(value[key])


class Alterations:
    """Endless alterations of the files of a run, the same ones for the same seed.

    Args:
        run: the folder of a sound run.
        seed: of the draws.
    """

    def __init__(self, run: Path, seed: int) -> None:
        self._files = {path.name: path.read_bytes() for path in sorted(run.iterdir()) if path.is_file()}
        self._models = Mutants({n: b for n, b in self._files.items() if n == "model.safetensors"}, seed)
        self._draws = random.Random(seed)
        self.names = sorted(name for name, data in self._files.items() if data)

    def of(self, name: str) -> bytes:
        """Other content for the file ``name``."""
        data = self._files[name]
        way = self._draws.random()
        if name.endswith(".json") and way < 0.7:
            return self._record(json.loads(data))
        if name == "model.safetensors" and way < 0.8:
            return self._models.next()[1]
        if name.endswith(".csv") and way < 0.6:
            return self._table(data.decode())
        if way < 0.85:
            return self._draws.choice(_TEXTS).encode()
        return self._bytes(data)

    def _record(self, values: Any) -> bytes:
        values = copy.deepcopy(values)
        for _ in range(self._draws.choice((1, 1, 1, 2, 4))):
            places = list(_places(values))
            if not places:
                break
            holder, key = self._draws.choice(places)
            way = self._draws.randrange(6)
            if way == 0:
                del holder[key]
            elif way == 1 and isinstance(holder, dict):
                holder[str(self._draws.choice(_VALUES))] = holder.pop(key)
            elif way == 2:
                taken = [value for inner, place in _places(values) if (value := inner[place]) is not holder]
                holder[key] = copy.deepcopy(self._draws.choice(taken))
            else:
                holder[key] = copy.deepcopy(self._draws.choice(_VALUES))
        return json.dumps(values, ensure_ascii=self._draws.random() < 0.5).encode(errors="surrogatepass")

    def _table(self, table: str) -> bytes:
        rows = [row.split(",") for row in table.splitlines()]
        for _ in range(self._draws.randint(1, 3)):
            row = self._draws.choice(rows)
            row[self._draws.randrange(len(row))] = str(self._draws.choice(_VALUES))
        return "\n".join(map(",".join, rows)).encode(errors="surrogatepass")

    def _bytes(self, data: bytes) -> bytes:
        changed = bytearray(data)
        for _ in range(self._draws.choice((1, 2, 20))):
            place = self._draws.randrange(len(changed))
            changed[place : place + self._draws.choice((0, 1, 50))] = self._draws.randbytes(
                self._draws.choice((0, 1, 8))
            )
            changed = changed or bytearray(b"x")
        return bytes(changed)

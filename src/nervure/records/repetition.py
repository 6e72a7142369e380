"""A repeated run: what is the same, and what is not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Matter = Literal["data", "pretrained", "code", "versions", "device", "weights"]


@dataclass(frozen=True, slots=True)
class Agreement:
    """One thing in which two runs should agree.

    Args:
        matter: the thing.
        before: its value in the first run, as words that fit on a line.
        now: its value in the second run.
    """

    matter: Matter
    before: str
    now: str

    @property
    def holds(self) -> bool:
        """Whether nothing changed."""
        return self.before == self.now


@dataclass(frozen=True, slots=True)
class Repetition:
    """A run next to its repetition.

    Args:
        run: the first run.
        folder: the folder of the second run.
        agreements: data, the pretrained module if there is one, code, versions, device and the final weights.

    Examples:
        >>> Repetition("a", "b", (Agreement("data", "1f", "1f"), Agreement("weights", "07", "31"))).is_the_same
        False
    """

    run: str
    folder: str
    agreements: tuple[Agreement, ...]

    @property
    def is_the_same(self) -> bool:
        """Whether the final weights agree bit for bit."""
        return all(each.holds for each in self.agreements if each.matter == "weights")

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        return {
            "run": self.run,
            "folder": self.folder,
            "is_the_same": self.is_the_same,
            "agreements": {
                each.matter: {"holds": each.holds, "before": each.before, "now": each.now} for each in self.agreements
            },
        }

"""A run that was done again: what is the same, and what is not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Matter = Literal["data", "pretrained", "code", "versions", "device", "weights"]


@dataclass(frozen=True, slots=True)
class Agreement:
    """One thing that two runs should agree in.

    Args:
        matter: what it is.
        before: how it was, in words that fit a line.
        now: how it is.
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
    """A run beside its repetition.

    Args:
        run: the first one.
        folder: where the second lies.
        agreements: data, the pretrained module where there is one, code, versions, device and the final weights.

    Examples:
        >>> Repetition("a", "b", (Agreement("data", "1f", "1f"), Agreement("weights", "07", "31"))).is_the_same
        False
    """

    run: str
    folder: str
    agreements: tuple[Agreement, ...]

    @property
    def is_the_same(self) -> bool:
        """Whether the bits of the final weights agree."""
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

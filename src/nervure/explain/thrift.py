"""What a page omits to stay small: first what the page can compute, then what it cannot."""

from __future__ import annotations

import math
from typing import NamedTuple


class Thrift(NamedTuple):
    """The contents of a page.

    Attributes:
        sweeps_chosen: whether the page computes products and their gradients in the steps for chosen classes.
        sweeps: whether it does so everywhere.
        most_slots: the size up to which arrays of optimizer slots are included.
        num_classes: the number of classes that can be chosen.
        ahead: whether derivations are included for what the page has no rule for.
        most_weights: the size up to which arrays of weights are included.
        most_values: the size up to which arrays of values are included.
    """

    sweeps_chosen: bool = False
    sweeps: bool = False
    most_slots: float = math.inf
    num_classes: int = 12
    ahead: bool = True
    most_weights: float = math.inf
    most_values: float = math.inf

    @property
    def left_out(self) -> tuple[str, ...]:
        """What a reader needs to know about omissions, as keys of sentences."""
        found = {
            "page.left_sweeps": self.sweeps, "page.left_slots": self.most_slots < math.inf,
            "page.left_ahead": not self.ahead, "page.left_weights": self.most_weights < math.inf,
            "page.left_values": self.most_values < math.inf,
        }  # fmt: skip
        return tuple(key for key, is_so in found.items() if is_so)


_FEW_SLOTS = Thrift(most_slots=100_000)
_LEAN = Thrift(sweeps_chosen=True, sweeps=True, most_slots=0)
LEVELS = (
    Thrift(),
    _FEW_SLOTS,
    _FEW_SLOTS._replace(sweeps_chosen=True),
    Thrift(sweeps_chosen=True, most_slots=10_000),
    Thrift(sweeps_chosen=True, most_slots=0),
    _LEAN,
    _LEAN._replace(num_classes=3),
    _LEAN._replace(num_classes=3, ahead=False),
    *(
        Thrift(True, True, 0, 1, False, most_weights, most_values)
        for most_weights, most_values in (
            (300_000, math.inf), (60_000, math.inf), (60_000, 200_000), (20_000, 40_000), (4_000, 4_000), (0, 0)
        )
    ),
)  # fmt: skip

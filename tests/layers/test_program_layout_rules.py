from __future__ import annotations

import pytest
import torch

from nervure.layers import program_layout_rules as rules
from nervure.layers.program_rules import Call

MAPS = torch.zeros(2, 3, 8, 8, device="meta")


def test_an_axis_is_not_cut_into_more_pieces_than_have_names() -> None:
    long = torch.zeros((), device="meta").expand(2**40)
    with pytest.raises(ValueError, match="1099511627776"):
        rules.pieces(Call({"self": long, "dim": 0}, 1))


@pytest.mark.parametrize("pad", [[7, 7, -9, 7], [-9, 5, -9, 5], [8, 0, 0, 0], [1], [2**62, 0]])
def test_what_is_mirrored_is_there(pad: list[int]) -> None:
    with pytest.raises(ValueError, match="pad"):
        rules.padding(Call({"self": MAPS, "padding": pad}, 1))


@pytest.mark.parametrize("scale", [-1.0, 1e-30, float("nan"), 3.0])
def test_a_scale_is_that_of_the_sizes(scale: float) -> None:
    given = {"self": MAPS, "output_size": [16, 16], "scales_h": 2.0, "scales_w": 2.0}
    rules.resizing(Call(given, 1))
    with pytest.raises(ValueError, match="scales"):
        rules.resizing(Call({**given, "scales_h": scale}, 1))

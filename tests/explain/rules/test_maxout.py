from __future__ import annotations

from nervure.layers import Maxout
from tests.explain.proving import assert_corruption_is_found, network_of, proved


def test_every_number_agrees() -> None:
    proved(Maxout(2, pieces=3), (3,))
    proved(Maxout(2, pieces=2, use_bias=False), (2, 3))


def test_the_winner_is_the_largest_piece_and_is_handed_the_gradient() -> None:
    network = network_of(Maxout(1, pieces=2, name="maxout"), (1,))
    network.set_weights([[[[2.0]], [[-1.0]]], [[0.0], [1.0]]])
    explanation = network.explain([[3.0]], [[0.0]])
    assert str(explanation.value_of("maxout/z", (0, 1, 0))).splitlines()[1:3] == [
        "  z[0,1,0] = x[0,0]·w[1,0,0] + b[1,0]",
        "           = 3 × (-1) + 1",
    ]
    assert str(explanation.value_of("maxout/output", (0, 0))).splitlines()[1:3] == [
        "  o[0,0] = max(z[0,0,0], z[0,1,0])",
        "         = max(6, -2)",
    ]
    assert explanation.gradient_of("maxout/z", (0, 0, 0)).value == 12
    assert explanation.gradient_of("maxout/z", (0, 1, 0)).value == 0


def test_of_equal_pieces_the_first_wins() -> None:
    network = network_of(Maxout(1, pieces=2, name="maxout"), (1,))
    network.set_weights([[[[2.0]], [[2.0]]], [[0.0], [0.0]]])
    explanation = network.explain([[3.0]], [[0.0]])
    explanation.verify(everything=True)
    assert explanation.gradient_of("maxout/z", (0, 1, 0)).value == 0


def test_a_changed_number_is_found() -> None:
    explanation = proved(Maxout(2, pieces=3, name="maxout"), (3,))
    assert_corruption_is_found(explanation, "gradient", "maxout/kernel", (1, 0, 1))

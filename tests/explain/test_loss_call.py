from __future__ import annotations

import pytest

from nervure.records.expression import Number
from nervure.records.place import Place
from tests.explain.networks import classifier, explained


def test_what_a_loss_reads_has_letters() -> None:
    call = explained().derivations.losses["output"]
    assert (call.name, call.value_shape) == ("output/output", (1,))
    assert (call.o((0, 0)).letter, call.t((0, 0)).letter) == ("o", "y")
    assert call.t((0, 1)).place == Place("value", "output/target", (0, 1))
    assert call.value((0,)).place == Place("value", "output/loss", (0,))


def test_a_fused_loss_reads_what_goes_into_the_activation() -> None:
    network, x, y = classifier()
    call = network.explain(x, y).derivations.losses["output"]
    assert (call.name, call.o((0, 0)).letter) == ("output/z", "z")


def test_the_share_of_a_sample_is_left_out_where_it_is_the_whole_loss() -> None:
    one = explained().derivations.losses["output"]
    assert one.share((0,)) is None
    assert one.shared(Number(2.0), (0,)).value == 2.0
    network, x, y = classifier()
    three = network.explain(x, y).derivations.losses["output"]
    assert three.shared(Number(3.0), (1,)).value == pytest.approx(1.0)
    assert three.share_expression((1,)).value == pytest.approx(1 / 3)

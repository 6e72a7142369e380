from __future__ import annotations

import numpy as np

import nervure as nv
from nervure.explain.page_names import PageNames


def hostile() -> PageNames:
    x = nv.Input((2,), name="d/z")
    model = nv.Model(x, nv.layers.Dense(2, name="loss")(nv.layers.Dense(3, name="d")(x)))
    model.compile("adam", "mse")
    return PageNames(model.explain(np.ones((2, 2)), np.zeros((2, 2))).recording)


def test_no_two_arrays_have_the_same_name_or_lie_as_the_same_part_in_one_box() -> None:
    names = hostile().all()
    assert len({name.name for name in names}) == len(names)
    assert len({(name.box, name.part) for name in names}) == len(names)


def test_a_layer_that_is_called_loss_is_not_the_loss() -> None:
    names = hostile()
    assert names.box("loss") != names.loss
    (loss,) = (name for name in names.all() if name.kind == "loss")
    assert (loss.box, loss.letter) == (names.loss, "E")


def test_what_an_optimizer_keeps_knows_its_parameter() -> None:
    kept = {(name.of, name.role, name.letter) for name in hostile().all() if name.kind == "slot"}
    assert ("d/kernel", "momentum", "m") in kept
    assert ("loss/bias", "velocity", "v") in kept

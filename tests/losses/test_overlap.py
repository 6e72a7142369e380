from __future__ import annotations

import numpy as np
import pytest
import torch

from nervure import losses
from nervure.errors import ArgumentError, ShapeError
from nervure.language import set_language

Y = np.array([[[[1.0], [1.0]], [[0.0], [0.0]]], [[[1.0], [1.0]], [[0.0], [0.0]]]])
P = np.array([[[[0.0], [1.0]], [[0.0], [1.0]]], [[[0.4], [0.0]], [[0.0], [0.9]]]])


def test_the_examples_of_keras_come_out() -> None:
    assert losses.dice(Y, P, axis=(1, 2, 3)).tolist() == pytest.approx([0.5, 0.75757575], rel=1e-6)
    assert float(losses.dice(Y, P)) == pytest.approx(0.6164383614186526, rel=1e-6)
    assert losses.tversky(Y, P, axis=(1, 2, 3)).tolist() == pytest.approx([0.5, 0.75757575], rel=1e-6)
    assert float(losses.Tversky()(Y, P)) == pytest.approx(0.6164383614186526, rel=1e-6)


def test_without_an_axis_the_batch_is_one_region() -> None:
    for kind in (losses.Dice, losses.Tversky):
        assert kind(reduction="none")(Y, P).shape == ()
        assert kind(axis=(1, 2, 3), reduction="none")(Y, P).shape == (2,)
        assert kind(axis=[1, 2], reduction="none")(Y, P).shape == (2, 1)


def test_what_was_missed_and_false_alarms_have_their_own_weights() -> None:
    y, p = np.array([[1.0, 1.0, 1.0, 0.0]]), np.array([[1.0, 0.0, 0.0, 1.0]])
    assert losses.Tversky(alpha=1.0, beta=0.0)(y, p) == pytest.approx(2 / 3)
    assert losses.Tversky(alpha=0.0, beta=1.0)(y, p) == pytest.approx(1 / 2)
    for name in ("alpha", "beta"):
        with pytest.raises(ArgumentError, match=f"{name} >= 0"):
            losses.Tversky(**{name: -1.0})


@pytest.mark.parametrize("kind", [losses.Dice, losses.Tversky])
def test_weights_of_samples_need_a_value_for_each(kind: type[losses.Dice]) -> None:
    weighted = kind(axis=(1, 2, 3))(Y, P, sample_weight=[2.0, 0.0])
    assert weighted == pytest.approx(0.5)
    fixes = (
        ("en", rf"{kind.__name__}\(axis=\(1, 2, 3\)\)"),
        ("ko", rf"{kind.__name__}\(axis=\(1, 2, 3\)\)라고 쓰거나"),
    )
    for language, sentence in fixes:
        set_language(language)
        with pytest.raises(ShapeError, match=sentence):
            kind()(Y, P, sample_weight=[1.0, 1.0])


def test_the_axis_survives_a_configuration() -> None:
    loss = losses.get({"class_name": "Dice", "config": losses.Dice(axis=(1, 2, 3)).get_config()})
    value, cache = loss.forward(torch.from_numpy(Y), torch.from_numpy(P))
    assert float(value) == pytest.approx((0.5 + 0.75757575) / 2, rel=1e-6)
    assert loss.backward(cache).shape == (2, 2, 2, 1)

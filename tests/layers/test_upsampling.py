from __future__ import annotations

import functools

import numpy as np
import pytest

from nervure.errors import ArgumentError, ShapeError
from nervure.layers import Input, UpSampling1D, UpSampling2D, UpSampling3D
from tests.layers.layer_rules import assert_says, check_layer_rules, numbers


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        (UpSampling1D, {}),
        (UpSampling1D, {"size": 3}),
        (UpSampling2D, {}),
        (UpSampling2D, {"size": (1, 3)}),
        (UpSampling2D, {"size": 2, "interpolation": "bilinear"}),
        (UpSampling2D, {"size": (3, 2), "interpolation": "Bicubic"}),
        (UpSampling2D, {"interpolation": "lanczos3"}),
        (UpSampling2D, {"interpolation": "lanczos5"}),
        (UpSampling3D, {}),
        (UpSampling3D, {"size": (1, 2, 3)}),
    ],
)
def test_upsamplings_keep_the_rules_of_layers(kind: type, options: dict) -> None:
    check_layer_rules(lambda: kind(**options), (*(2, 3, 4)[-kind.num_axes :], 3))


def test_every_cell_becomes_several() -> None:
    x = np.array([[1.0, 2.0], [3.0, 4.0]], "float32").reshape(1, 2, 2, 1)
    assert UpSampling2D((1, 2))(x)[0, :, :, 0].tolist() == [[1, 1, 2, 2], [3, 3, 4, 4]]
    y = UpSampling2D(2, interpolation="bilinear")(x)[0, :, :, 0]
    assert y[0].tolist() == [1.0, 1.25, 1.75, 2.0]
    assert y[:, 0].tolist() == [1.0, 1.5, 2.5, 3.0]


def test_inputs_of_unknown_size_are_drawn() -> None:
    assert UpSampling2D(2)(Input((None, 20, 3))).shape == (None, None, 40, 3)
    assert UpSampling1D(3)(numbers(0, 2, 4, 3)).shape == (2, 12, 3)


def test_what_cannot_be_meant_is_refused() -> None:
    assert_says(ArgumentError, lambda: UpSampling1D(0), "UpSampling1D", "size")
    assert_says(ArgumentError, lambda: UpSampling3D((2, 2)), "size=(2, 2)", "(3, 3, 3)")
    for given in ("cubic", None, 2):
        call = functools.partial(UpSampling2D, interpolation=given)
        assert_says(ArgumentError, call, "'nearest', 'bilinear'", f"interpolation={given!r}")
    assert_says(ArgumentError, lambda: UpSampling2D(data_format="channels_first"), "channels last")
    assert_says(ShapeError, lambda: UpSampling2D()(Input((28, 28))), "`shape=(28, 28, 1)`")

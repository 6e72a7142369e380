from __future__ import annotations

import numpy as np
import pytest
import torch

from nervure import Input, Model
from nervure.insight.layer_maps import LayerOutputs
from nervure.insight.reach import no_reach, reach_of, reaches, same_places
from nervure.layers import (
    Conv2D,
    Dense,
    Flatten,
    GlobalMaxPooling2D,
    Layer,
    LayerNormalization,
    Permute,
    Softmax,
    UpSampling2D,
)
from nervure.ops.upsampling import INTERPOLATIONS, UPSAMPLING


def reach_through(layer: Layer) -> tuple[list[list[int]], list[list[int]]] | None:
    x = Input((4, 5, 3))
    outputs = LayerOutputs(Model(x, layer(x)), "test")
    step = outputs.plan.steps[0]
    found = reaches(step, outputs.shapes[0], outputs.shapes[step.outputs[0]])
    return None if found is None else (found[0].astype(int).tolist(), found[1].astype(int).tolist())


def test_windows_reach_the_cells_they_lie_over() -> None:
    rows, columns = reach_through(Conv2D(1, (2, 3), strides=2)) or ([], [])
    assert rows == [[1, 0, 0, 0], [0, 1, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 1, 0], [0, 0, 0, 1]]
    assert np.array(columns)[1:-1, 1:-1].tolist() == [[1, 0], [1, 0], [1, 1], [0, 1], [0, 1]]


def test_padding_is_reached_before_and_behind_the_cells() -> None:
    reach = reach_of(3, np.arange(3)[:, None] + np.arange(-1, 2))
    assert reach[0].tolist() == [True, True, False, False, False]
    assert reach[-1].tolist() == [False, False, False, True, True]


@pytest.mark.parametrize("layer", [Dense(2), LayerNormalization(), Softmax()])
def test_what_works_cell_by_cell_reaches_its_own_place(layer: Layer) -> None:
    rows, columns = reach_through(layer) or ([], [])
    assert rows == np.eye(6, dtype=int).tolist()
    assert columns == np.eye(7, dtype=int).tolist()


@pytest.mark.parametrize(
    "layer", [Flatten(), GlobalMaxPooling2D(), LayerNormalization(axis=(1, 2, 3)), Permute((2, 1, 3)), Softmax(axis=1)]
)
def test_what_keeps_no_places_apart_is_told(layer: Layer) -> None:
    assert reach_through(layer) is None


@pytest.mark.parametrize("interpolation", ["nearest", *INTERPOLATIONS])
@pytest.mark.parametrize("factor", [2, 3])
def test_upsampling_reaches_the_cells_that_have_a_share(interpolation: str, factor: int) -> None:
    rows, columns = reach_through(UpSampling2D((factor, 1), interpolation=interpolation)) or ([], [])
    single = torch.eye(4, dtype=torch.float64)[:, :, None, None]  # each sample has one row of ones
    shares = UPSAMPLING.forward(single, size=(factor, 1), interpolation=interpolation)[0][:, :, 0, 0]
    np.testing.assert_array_equal(np.array(rows)[1:-1, 1:-1], shares.abs().numpy() > 1e-9)
    assert columns == np.eye(7, dtype=int).tolist()


def test_one_cell_is_stretched_over_all() -> None:
    assert same_places(1, 3)[1, 1:-1].all()
    assert not no_reach(2, 2)[1:-1].any()

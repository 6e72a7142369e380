from __future__ import annotations

import numpy as np
import torch

from nervure.layers import GRU, Dense, Embedding
from nervure.layers.single_call import SingleCall, walk
from nervure.ops.op import Context
from tests.layers.layer_rules import numbers
from tests.layers.recurrent_walks import built


def test_a_layer_alone_computes_in_the_type_and_at_the_place_wanted() -> None:
    layer = built(Dense(3), [np.zeros((2, 4))], torch.float64)
    call = SingleCall((torch.ones(2, 4),), [None], torch.zeros(0, dtype=torch.float64), (None, 4))
    ((y, mask),) = walk(layer.place, "dense", call, Context())
    assert mask is None
    assert y.dtype == torch.float64
    assert np.allclose(y, layer.get_weights()[0].sum(0))


def test_word_numbers_stay_whole_numbers() -> None:
    layer = Embedding(2**24 + 2, 1, "zeros")
    words = np.array([[2**24 + 1]])  # float32 has no such number
    layer(np.array([[0]]))
    layer.embeddings.array[2**24 + 1] = 1.0
    assert layer(words).item() == 1.0


def test_a_mask_reaches_the_layer() -> None:
    layer = GRU(3)
    x = numbers(0, 2, 5, 4)
    mask = np.array([[1, 1, 1, 0, 0], [1, 1, 1, 1, 1]])
    assert np.allclose(layer(x, mask=mask)[:1], layer(x[:1, :3]), atol=1e-6)
    assert np.allclose(layer(x, mask=torch.from_numpy(mask).bool())[1:], layer(x[1:]), atol=1e-6)


def test_states_that_go_on_are_stored_after_the_call() -> None:
    layer = built(GRU(3, stateful=True), [numbers(0, 2, 5, 4)])
    call = SingleCall((torch.from_numpy(numbers(0, 2, 5, 4)),), [None], torch.zeros(0), (2, 5, 4))
    ((y, _),) = walk(layer.place, "gru", call, Context())
    assert layer.states is not None
    assert np.array_equal(layer.states[0], y)

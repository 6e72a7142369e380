from __future__ import annotations

import json

import numpy as np
import pytest
import torch

from nervure.errors import ArgumentError, DataError, ShapeError
from nervure.layers import Embedding, Input
from nervure.models import Sequential
from tests.layers.layer_rules import assert_says, steps_of
from tests.layers.recurrent_walks import walk_sequences

WORDS = np.array([[3, 0, 2], [1, 1, 0]])


@pytest.mark.parametrize("kind", ["uint8", "int16", "int32", "int64", "float32", "float64"])
def test_words_of_any_type_give_their_rows(kind: str) -> None:
    layer = Embedding(4, 5)
    y = layer(WORDS.astype(kind))
    assert y.dtype == np.float32
    assert np.array_equal(y, layer.get_weights()[0][WORDS])


def test_the_promised_shape_is_that_of_the_output() -> None:
    assert Embedding(4, 5)(Input((None,))).shape == (None, None, 5)
    assert Embedding(4, 5)(Input((2, 3))).shape == (None, 2, 3, 5)
    assert Embedding(4, 5)(Input(())).shape == (None, 5)
    assert Embedding(4, 5)(WORDS).shape == (2, 3, 5)


def test_tensors_come_back_as_tensors() -> None:
    assert isinstance(Embedding(4, 5)(torch.from_numpy(WORDS)), torch.Tensor)


def test_the_configuration_gives_the_layer_back() -> None:
    layer = Embedding(4, 5, "he_normal", "l2", "non_neg", mask_zero=True, name="words")
    config = json.loads(json.dumps(layer.get_config()))
    twin = Embedding.from_config(config)
    assert json.loads(json.dumps(twin.get_config())) == config
    twin(WORDS)
    layer(WORDS)
    twin.set_weights(layer.get_weights())
    assert np.array_equal(twin(WORDS), layer(WORDS))
    assert twin.embeddings.regularizer is not None
    assert twin.embeddings.constraint is not None


def test_a_row_gets_the_gradients_of_all_its_places() -> None:
    walked = walk_sequences(Embedding(4, 2), [WORDS])
    assert walked.dparameters[0].tolist() == [[2, 2], [2, 2], [1, 1], [1, 1]]


def test_zero_is_padding_where_the_layer_is_told_so() -> None:
    layer = Embedding(4, 2, mask_zero=True, name="words")
    layer(WORDS)
    assert [step.name for step in steps_of(layer)] == ["words/output", "words/mask"]
    layer = Embedding(4, 2, name="words")
    layer(WORDS)
    assert [step.name for step in steps_of(layer)] == ["words/output"]


@pytest.mark.parametrize("given", [np.eye(3, 2), [np.eye(3, 2)], torch.eye(3, 2)])
def test_the_first_table_may_be_given(given: object) -> None:
    layer = Embedding(3, 2, weights=given)
    assert layer(np.array([0, 1, 2])).tolist() == np.eye(3, 2).tolist()
    assert layer.get_config()["weights"] is None


def test_the_older_way_to_tell_the_length_works() -> None:
    assert Sequential([Embedding(10, 4, input_length=6)]).layers[0].declared_shape == (None, 6)


def test_words_reach_it_as_they_were_fed_in_every_precision() -> None:
    words = np.array([[300, 511, 257]])  # bfloat16 has none of these
    for precision in ("float32", "float64", "bfloat16"):
        model = Sequential([Input((3,)), Embedding(512, 2)])
        model.compile(precision=precision)
        table = model.get_weights()[0]
        assert np.allclose(model.predict(words, verbose=0), table[words], rtol=1e-2)


def test_words_without_a_row_are_named() -> None:
    layer = Embedding(4, 2, name="words")
    assert_says(DataError, lambda: layer(WORDS + 2), "Embedding 'words'", "5 at x[0, 0]", "at least 6")
    assert_says(DataError, lambda: layer(WORDS - 1), "-1 at x[0, 1]")
    assert_says(DataError, lambda: layer(WORDS / 2), "1.5 at x[0, 0]")


@pytest.mark.parametrize("wrong", [0, -1, 2.5, None, "10"])
def test_sizes_must_be_positive_whole_numbers(wrong: object) -> None:
    assert_says(ArgumentError, lambda: Embedding(wrong, 2), "input_dim")
    assert_says(ArgumentError, lambda: Embedding(2, wrong), "output_dim")


def test_a_table_of_another_shape_is_refused() -> None:
    assert_says(ShapeError, lambda: Embedding(3, 2, weights=np.eye(2)), "(3, 2)", "(2, 2)")

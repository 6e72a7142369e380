from __future__ import annotations

import numpy as np
import pytest

import nervure as nv
from nervure.explain.explanation import Explanation
from nervure.explain.recording import Recording

L = nv.layers
X = np.random.default_rng(1).normal(size=(6, 5, 5, 2))


def drawn(seed: int) -> nv.Sequential:
    """A network of a few layers that training treats differently, trained a little."""
    chance = np.random.default_rng(seed)
    nv.set_seed(seed)
    layers = [L.Conv2D(3, 2), L.BatchNormalization(), L.Activation("relu"), L.Dropout(0.4), L.MaxPooling2D()]
    kept = [layer for layer in layers if chance.random() < 0.7]
    model = nv.Sequential([nv.Input((5, 5, 2)), *kept, L.Flatten(), L.Dense(3, "softmax")])
    optimizer = [nv.optimizers.SGD(0.1, momentum=0.9), nv.optimizers.Adam(0.01), nv.optimizers.RMSprop(0.01)]
    model.compile(optimizer[seed % 3], "sparse_categorical_crossentropy")
    model.fit(X, [0, 1, 2, 0, 1, 2], epochs=2, verbose=0)
    return model


def same(one: Recording, other: Recording) -> None:
    assert one.arrays.keys() == other.arrays.keys()
    for key, array in one.arrays.items():
        np.testing.assert_allclose(array, other.arrays[key], rtol=1e-12, atol=1e-14, err_msg=str(key))


@pytest.mark.parametrize("seed", range(9))
def test_the_walks_beside_an_explanation_are_those_that_explain_gives_by_itself(seed: int) -> None:
    model = drawn(seed)
    predicted, steps = model.explain(X[:2]), [model.explain(X[:2], [c, c]) for c in range(3)]
    assert predicted.others is not None
    assert predicted.others.step is not None
    model.fit(X, [2, 1, 0, 2, 1, 0], epochs=1, verbose=0)  # what comes later changes nothing
    for chosen in (2, 0, 1, 0):
        same(predicted.others.step(chosen), steps[chosen].recording)
        assert steps[chosen].others is not None
        same(steps[chosen].others.prediction(), predicted.recording)


def test_classes_stand_in_the_order_of_their_probability() -> None:
    explained: Explanation = drawn(2).explain(X[:1])
    assert explained.others is not None
    likely = explained.recording.array("value", "dense/output")
    assert likely is not None
    assert [*explained.others.classes] == [*np.argsort(-likely[0])]


def test_without_classes_there_is_nothing_to_choose() -> None:
    model = nv.Sequential([nv.Input((4,)), L.Dense(3)])
    others = model.explain(np.ones((1, 4))).others
    assert others is not None
    assert (others.step, [*others.classes]) == (None, [])

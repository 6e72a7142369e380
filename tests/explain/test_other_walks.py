from __future__ import annotations

import numpy as np

import nervure as nv


def test_a_prediction_offers_steps_and_a_step_offers_its_prediction() -> None:
    model = nv.Sequential([nv.Input((2,)), nv.layers.Dense(2, activation="softmax")])
    model.compile("sgd", "sparse_categorical_crossentropy")
    x = np.ones((1, 2))
    prediction, step = model.explain(x).others, model.explain(x, [1]).others
    assert prediction is not None
    assert step is not None
    assert prediction.step is not None
    assert prediction.step(1).loss == model.explain(x, [1]).value
    assert step.step is None
    assert step.prediction().loss is None

from __future__ import annotations

import numpy as np
import pytest
import torch

from benchmarks.contenders.keras_words import compiled
from benchmarks.contenders.nervure import words
from benchmarks.contenders.pytorch_network import module_of
from benchmarks.harness.inputs import inputs_of
from benchmarks.harness.serving import Job
from benchmarks.works.table import WORKS


@pytest.mark.parametrize("name", ["predict-1", "cifar-resnet", "gru-8-50-4-16", "lstm-8-50-4-16", "dense-4-8-3"])
def test_pytorchs_network_and_ours_are_the_same_function(name: str) -> None:
    work = WORKS[name]
    inputs = inputs_of(work)
    x = inputs.x[:2]
    model = compiled(words(Job(work, inputs, "float32", 0.0)), work, inputs.weights, x.shape[1:])
    ours = model.predict(x, verbose=0)
    given = torch.from_numpy(x)
    theirs = module_of(work.network, x.shape[1:], inputs.weights).eval()
    with torch.no_grad():
        logits = theirs(given.permute(0, 3, 1, 2) if given.ndim == 4 else given)
    assert np.abs(torch.softmax(logits, 1).numpy() - ours).max() < 1e-5

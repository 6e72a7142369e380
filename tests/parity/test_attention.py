"""Attention beside Keras': same weights in, same outputs and gradients out, masks and arguments of the call alike."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from nervure import layers
from nervure.models import Model
from tests.layers.layer_rules import walk

keras = pytest.importorskip("keras")

Row = tuple[str, dict[str, Any], dict[str, Any], tuple[tuple[int, ...], ...]]
CAUSAL = {"use_causal_mask": True}
ROWS: list[Row] = [
    ("Attention", {}, {}, ((3, 4), (5, 4))),
    ("Attention", {"use_scale": True}, {}, ((3, 4), (5, 6), (5, 4))),
    ("Attention", {"score_mode": "concat"}, {}, ((3, 4), (5, 4))),
    ("Attention", {"score_mode": "concat", "use_scale": True}, CAUSAL, ((3, 4), (5, 6), (5, 4))),
    ("Attention", {"use_scale": True}, CAUSAL, ((4, 4), (4, 4))),
    ("AdditiveAttention", {}, {}, ((3, 4), (5, 4))),
    ("AdditiveAttention", {}, CAUSAL, ((4, 4), (4, 4))),
    ("AdditiveAttention", {"use_scale": False}, {}, ((3, 4), (5, 4))),
    ("AdditiveAttention", {}, {}, ((3, 4), (5, 6), (5, 4))),
    ("AdditiveAttention", {"use_scale": False}, CAUSAL, ((3, 4), (5, 6), (5, 4))),
    ("MultiHeadAttention", {}, {}, ((3, 4), (5, 6))),
    ("MultiHeadAttention", {"value_dim": 2}, CAUSAL, ((4, 6), (4, 6))),
    ("MultiHeadAttention", {"use_bias": False, "output_shape": 5}, {}, ((3, 4), (5, 6))),
    ("MultiHeadAttention", {"output_shape": (2, 3)}, {}, ((3, 4), (5, 6), (5, 3))),
    ("MultiHeadAttention", {"use_gate": True}, CAUSAL, ((3, 4), (5, 6), (5, 3))),
    ("MultiHeadAttention", {"sliding_window": 2}, CAUSAL, ((5, 4), (5, 4))),
    ("MultiHeadAttention", {}, {}, ((3, 4, 5), (2, 6, 3))),
    ("MultiHeadAttention", {"attention_axes": 2, "use_gate": True}, {}, ((3, 4, 5), (3, 2, 6))),
    ("MultiHeadAttention", {"attention_axes": (1,), "use_bias": False}, CAUSAL, ((4, 3, 5), (4, 3, 2))),
    ("MultiHeadAttention", {"attention_axes": -2, "output_shape": (2, 3)}, {}, ((2, 4, 5), (2, 3, 4), (2, 3, 6))),
    ("MultiHeadAttention", {"attention_axes": [3, 1], "value_dim": 2}, {}, ((2, 3, 4, 5), (3, 3, 2, 6))),
    ("MultiHeadAttention", {"attention_axes": (-3,), "output_shape": 2}, {}, ((2, 3, 4, 5), (2, 5, 4, 5))),
]


@pytest.mark.parametrize("training", [False, True], ids=["inference", "training"])
@pytest.mark.parametrize("row", ROWS, ids=str)
def test_outputs_gradients_and_weights_are_those_of_keras(row: Row, training: bool) -> None:
    name, options, call, shapes = row
    if name == "MultiHeadAttention":
        options = {"num_heads": 2, "key_dim": 3, **options}
    generator = np.random.default_rng(3)
    inputs = [generator.standard_normal((6, *shape)).astype("float32") for shape in shapes]
    leaves = [torch.from_numpy(x).requires_grad_() for x in inputs]
    theirs = getattr(keras.layers, name)(**options)
    fed = leaves if name == "MultiHeadAttention" else [leaves]
    theirs(*fed, **call)
    drawn = [generator.uniform(-1, 1, weight.shape).astype("float32") for weight in theirs.weights]
    theirs.set_weights(drawn)
    expected = theirs(*fed, training=training, **call)
    dy = generator.standard_normal(expected.shape).astype("float32")
    (expected * torch.from_numpy(dy)).sum().backward()

    ours = getattr(layers, name)(**options)
    ours(*(inputs if name == "MultiHeadAttention" else [inputs]), **call)
    assert [parameter.shape for parameter in ours.parameters] == [weight.shape for weight in drawn]
    paths = ["/".join(weight.path.split("/")[1:]) for weight in theirs.weights]
    assert [parameter.name for parameter in ours.parameters] == paths
    ours.set_weights(drawn)
    walked = walk(ours, inputs, dy, training=training)
    near(walked.y, expected.detach(), 1e-5)
    for gradient, leaf in zip(walked.dinputs, leaves, strict=True):
        assert gradient is not None
        near(gradient, leaf.grad, 1e-4)
    for path, variable in zip(paths, theirs.weights, strict=True):
        near(walked.dparameters[path], variable.value.grad, 1e-4)


def near(ours: torch.Tensor, theirs: torch.Tensor, tolerance: float) -> None:
    assert ours.shape == theirs.shape
    assert (ours - theirs).abs().max().item() <= tolerance * max(1.0, theirs.abs().max().item())


@pytest.mark.parametrize("name", ["Attention", "AdditiveAttention", "MultiHeadAttention"])
@pytest.mark.parametrize("masked", [(True, True), (True, False), (False, True)])
@pytest.mark.parametrize("causal", [False, True])
def test_masked_sequences_are_attended_to_as_in_keras(name: str, masked: tuple[bool, bool], causal: bool) -> None:
    generator = np.random.default_rng(0)
    fed = [generator.standard_normal((3, 5, 4)).astype("float32") for _ in range(2)]
    for x, kept in zip(fed, (3, 2), strict=True):
        x[0, kept:], x[1, 4:] = 0, 0

    def outputs(house: Any, model: type, weights: Any) -> tuple[list[np.ndarray], Any]:
        inputs = [house.Input((5, 4)), house.Input((5, 4))]
        values = [house.Masking()(x) if wanted else x for x, wanted in zip(inputs, masked, strict=True)]
        if name == "MultiHeadAttention":
            y = house.MultiHeadAttention(2, 3)(*values, use_causal_mask=causal)
        else:
            y = getattr(house, name)()(values, use_causal_mask=causal)
        made = model(inputs, [y, house.GlobalAveragePooling1D()(y)])
        if weights is not None:
            made.set_weights(weights)
        found = made([torch.from_numpy(x) for x in fed])
        arrays = [np.asarray(each.detach()) for each in found]
        return arrays, [np.asarray(weight.value.detach()) for weight in made.weights] if house is keras.layers else None

    theirs, weights = outputs(keras.layers, keras.Model, None)
    ours, _ = outputs(layers, Model, weights)
    if name == "MultiHeadAttention" and masked[0]:
        # What stands at a query that is padding is nobody's business: there Keras' backends disagree.
        real = np.any(fed[0] != 0, -1)
        ours[0], theirs[0] = ours[0][real], theirs[0][real]
    for mine, other in zip(ours, theirs, strict=True):
        assert np.allclose(mine, other, atol=1e-5)


def test_returned_weights_are_those_of_keras() -> None:
    x = np.random.default_rng(0).standard_normal((3, 5, 4)).astype("float32")
    mask = np.tri(5, 5, 1, dtype=bool)[None].repeat(3, 0)
    theirs = keras.layers.MultiHeadAttention(2, 3)
    expected = theirs(x, x, attention_mask=mask, return_attention_scores=True)
    ours = layers.MultiHeadAttention(2, 3)
    ours(x, x, attention_mask=mask, return_attention_scores=True)
    ours.set_weights([weight.value.detach().numpy() for weight in theirs.weights])
    found = ours(x, x, attention_mask=mask, return_attention_scores=True)
    for mine, other in zip(found, expected, strict=True):
        assert np.allclose(mine, other.detach(), atol=1e-5)


@pytest.mark.parametrize(
    ("axes", "shapes", "mask_shape"),
    [
        (None, ((2, 3, 4), (3, 2, 5)), (2, 3, 3, 2)),
        ((1, 2), ((2, 3, 4), (3, 2, 5)), (2, 2, 3, 3, 2)),  # the heads have masks of their own
        (1, ((2, 3, 4), (4, 3, 5)), (2, 4)),
        (2, ((2, 3, 4), (2, 5, 4)), (2, 3, 5)),
        ((2,), ((2, 3, 4), (2, 5, 4)), (2, 2, 3, 5)),
        ((3, 1), ((2, 3, 4, 5), (3, 3, 2, 6)), (3, 4, 2, 2, 3)),
    ],
)
def test_masks_and_weights_over_several_axes_are_those_of_keras(axes: Any, shapes: Any, mask_shape: Any) -> None:
    generator = np.random.default_rng(0)
    fed = [generator.standard_normal((3, *shape)).astype("float32") for shape in shapes]
    mask = generator.random((3, *mask_shape)) < 0.7
    mask[..., 0] = True
    called = {"attention_mask": mask, "return_attention_scores": True}
    theirs = keras.layers.MultiHeadAttention(2, 3, attention_axes=axes)
    expected = theirs(*fed, **called)
    ours = layers.MultiHeadAttention(2, 3, attention_axes=axes)
    ours(*fed, **called)
    ours.set_weights([weight.value.detach().numpy() for weight in theirs.weights])
    for mine, other in zip(ours(*fed, **called), expected, strict=True):
        assert mine.shape == tuple(other.shape)
        assert np.allclose(mine, other.detach(), atol=1e-5)


def test_padding_in_rows_of_pictures_is_left_out_as_in_keras() -> None:
    x = np.random.default_rng(0).standard_normal((3, 4, 5, 2)).astype("float32")
    x[0, :, 3:], x[1, 2, 1:] = 0, 0

    def made(house: Any, model: type) -> Any:
        picture = house.Input((4, 5, 2))
        return model(picture, house.MultiHeadAttention(2, 3, attention_axes=2)(picture, house.Masking()(picture)))

    theirs, ours = made(keras.layers, keras.Model), made(layers, Model)
    ours.set_weights([weight.value.detach().numpy() for weight in theirs.weights])
    expected = theirs(torch.from_numpy(x)).detach()
    assert np.allclose(ours(torch.from_numpy(x)), expected, atol=1e-5)

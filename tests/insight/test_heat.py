from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np
import pytest
import torch

from nervure import Model, losses
from nervure.errors import ArgumentError, DataError, ShapeError, UnknownNameError
from nervure.explain.copies import copied_plan
from nervure.insight import feature_maps, grad_cam, occlusion, randomised_check, saliency, top_patches
from nervure.language import set_language
from nervure.ops.op import Context
from tests.insight.networks import classifier, pictures, residual, set_random_weights, winding, without_channels
from tests.insight.torch_twin import score


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("target", [0, 3])
def test_saliency_is_what_autograd_finds(channels: int, target: int) -> None:
    model, (picture,) = classifier(channels=channels), pictures(1, channels=channels)
    value, x, _ = score(model, picture, target)
    (gradient,) = torch.autograd.grad(value, x)
    expected = gradient[0].abs().amax(-1).numpy()
    found = saliency(model, picture, target).values
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-5 * expected.max())


@pytest.mark.parametrize(("layer", "number"), [("first", 0), ("second", 1), (None, 1)])
def test_grad_cam_is_what_autograd_finds(layer: str | None, number: int) -> None:
    model, (picture,) = classifier(), pictures(1)
    for target in range(4):
        value, _, twin = score(model, picture, target)
        maps = twin.maps[number]
        (gradient,) = torch.autograd.grad(value, maps)
        weights = gradient.mean((2, 3), keepdim=True)
        expected = torch.relu((weights * maps).sum(1))[0].detach().numpy()
        heat = grad_cam(model, picture, target, layer)
        np.testing.assert_allclose(heat.values, expected, rtol=1e-5, atol=1e-5 * max(expected.max(), 1e-3))
        assert heat.record.layer == (layer or "second")


@pytest.mark.parametrize(("network", "shape"), [(residual, (16, 15, 1)), (winding, (12, 11, 2))])
def test_saliency_goes_back_through_branches(network: Callable[[], Model], shape: tuple[int, ...]) -> None:
    model = network()
    set_random_weights(model)
    picture = np.random.default_rng(3).normal(size=shape)
    plan = copied_plan(model.network().plan, model.network().store, torch.float64).plan
    x = torch.from_numpy(picture)[None].requires_grad_()
    scores = plan.steps[-1].inputs  # what softmax reads
    (score,) = (
        dataclasses.replace(plan, steps=plan.steps[:-1], outputs=scores, output_masks=())
        .forward([x], Context())
        .outputs
    )
    (gradient,) = torch.autograd.grad(score[0, 1], x)
    expected = gradient[0].abs().amax(-1).numpy()
    np.testing.assert_allclose(saliency(model, picture, 1).values, expected, rtol=1e-5, atol=1e-5 * expected.max())


def test_a_map_in_the_size_of_the_picture_goes_with_it() -> None:
    model, (picture,) = classifier(), pictures(1)
    record = grad_cam(model, picture, 2, labels=["a", "b", "가", "<d>"]).record
    assert (record.map.height, record.map.width) == (12, 10)
    assert (record.height, record.width) == (4, 3)
    assert record.target == "가"
    probabilities = model.predict(picture[None], verbose=0)[0]
    assert record.probability == pytest.approx(float(probabilities[2]), abs=1e-6)
    assert record.prediction.label == ["a", "b", "가", "<d>"][int(probabilities.argmax())]
    assert record.prediction.picture.pixels == picture.astype("uint8").tobytes()


def test_without_a_target_the_predicted_class_is_meant() -> None:
    model, (picture,) = classifier(), pictures(1)
    label = int(model.predict(picture[None], verbose=0).argmax())
    np.testing.assert_array_equal(saliency(model, picture).values, saliency(model, picture, label).values)
    named = saliency(model, picture, "wanted", labels=["wanted" if n == label else str(n) for n in range(4)])
    np.testing.assert_array_equal(named.values, saliency(model, picture).values)


def test_the_two_classes_of_a_sigmoid_have_opposite_scores() -> None:
    model, (picture,) = classifier(activation="sigmoid"), pictures(1)
    np.testing.assert_array_equal(saliency(model, picture, 0).values, saliency(model, picture, 1).values)
    one, zero = grad_cam(model, picture, 1).values, grad_cam(model, picture, 0).values
    assert not np.array_equal(one, zero)
    assert not ((one > 0) & (zero > 0)).any()


def test_scores_are_those_before_softmax_whether_the_network_or_the_loss_applies_it() -> None:
    model, plain, (picture,) = classifier(), classifier(activation=None), pictures(1)
    plain.compile(loss=losses.SparseCategoricalCrossentropy(from_logits=True))
    np.testing.assert_allclose(saliency(plain, picture, 1).values, saliency(model, picture, 1).values, rtol=1e-6)


def test_occlusion_is_the_probability_that_a_square_takes() -> None:
    model, (picture,) = classifier(), pictures(1)
    heat = occlusion(model, picture, 1, square_px=4, stride_px=3)
    assert heat.values.shape == (4, 3)
    whole = model.predict(picture[None], verbose=0)[0, 1]
    for row, top in enumerate((0, 3, 6, 8)):
        for column, left in enumerate((0, 3, 6)):
            covered = picture.copy()
            covered[top : top + 4, left : left + 4] = picture.mean()
            lost = whole - model.predict(covered[None], verbose=0)[0, 1]
            assert heat.values[row, column] == pytest.approx(lost, abs=1e-6)
    drawn, rounding = heat.record.map, heat.record.map.scale / 100
    assert drawn.value(0, 0) == pytest.approx(heat.values[0, 0], abs=rounding)
    assert drawn.value(3, 3) == pytest.approx(heat.values[:2, :2].mean(), abs=rounding), "four squares covered it"
    assert heat.record.square_px == (4, 4)
    gaps = occlusion(model, picture, 1, square_px=2, stride_px=4).record.map
    assert (gaps.value(0, 2), gaps.scale > 0) == (0.0, True), "no square covered it"


def test_nothing_of_the_model_changes() -> None:
    model, (picture,) = classifier(), pictures(1)
    model.compile("adam", "sparse_categorical_crossentropy")
    before, gradients = model.get_weights(), model.gradients(picture[None], [1])
    for heat in (grad_cam(model, picture), saliency(model, picture), occlusion(model, picture)):
        assert heat.values.size
    for weight, old in zip(model.get_weights(), before, strict=True):
        np.testing.assert_array_equal(weight, old)
    for name, gradient in model.gradients(picture[None], [1]).items():
        np.testing.assert_array_equal(gradient, gradients[name])


def test_residual_networks_and_pictures_without_channels_are_looked_at_too() -> None:
    model = residual()
    set_random_weights(model)
    (picture,) = pictures(1, height=16, width=15)
    assert grad_cam(model, picture).record.layer == "shortcut"
    assert saliency(model, picture).values.shape == (16, 15)
    gray = without_channels()
    (picture,) = pictures(1, height=9, width=8)
    assert grad_cam(gray, picture[..., 0]).record.layer == "bent"
    assert saliency(gray, picture[..., 0]).values.shape == (9, 8)


def test_what_cannot_be_meant_is_told() -> None:
    model, two = classifier(), pictures(2)
    with pytest.raises(DataError, match="only one image"):
        grad_cam(model, two)
    with pytest.raises(ArgumentError, match="no class with that number"):
        saliency(model, two[0], 4)
    with pytest.raises(UnknownNameError, match="Did you mean 'cat'"):
        saliency(model, two[0], "cta", labels=["cat", "dog", "cow", "hen"])
    with pytest.raises(ArgumentError, match="number of names differs"):
        saliency(model, two[0], labels=["cat"])
    with pytest.raises(ArgumentError, match="no rows and columns"):
        grad_cam(model, two[0], layer="flat")
    with pytest.raises(UnknownNameError, match="Did you mean 'second'"):
        grad_cam(model, two[0], layer="secnd")
    with pytest.raises(ShapeError):
        saliency(model, np.zeros((5, 5, 1), "float32"))
    with pytest.raises(ArgumentError, match="must fit into the image"):
        occlusion(model, two[0], square_px=11)
    for given in ({"square_px": 2.5}, {"stride_px": 0}):
        with pytest.raises(ArgumentError, match="must be a positive whole number"):
            occlusion(model, two[0], **given)
    for nothing in (None, "picture.png"):
        with pytest.raises(DataError, match="not numbers"):
            grad_cam(model, nothing)
    with pytest.raises(ArgumentError, match="does not output class probabilities"):
        saliency(classifier(activation=None), two[0])


def test_a_network_that_answers_no_numbers_says_nothing_about_a_picture() -> None:
    model, two = classifier(), pictures(2)
    model.set_weights([weight * np.nan for weight in model.get_weights()])
    calls: tuple[Callable[[], object], ...] = (
        lambda: grad_cam(model, two[0], 1), lambda: saliency(model, two[0]), lambda: occlusion(model, two[0]),
        lambda: randomised_check(model, two), lambda: feature_maps(model, two[0]), lambda: top_patches(model, two),
    )  # fmt: skip
    for call in calls:
        with pytest.raises(DataError, match="outputs of the network are not numbers"):
            call()


def test_maps_print_and_draw_themselves_in_both_languages() -> None:
    model, (picture,) = classifier(), pictures(1)
    heat = grad_cam(model, picture, 2)
    assert repr(heat).startswith("Grad-CAM for 2 (")
    assert repr(occlusion(model, picture)).startswith("Occlusion for ")
    assert "Grad-CAM for 2" in heat.plot().to_svg()
    set_language("ko")
    assert repr(heat).startswith("2 (")

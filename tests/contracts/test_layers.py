from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from nervure import layers
from nervure.layers import Layer
from nervure.models import Model, Sequential, load_model
from nervure.randomness import set_seed
from nervure.testing import check_layer
from nervure.testing.given import batch_of
from nervure.testing.specimen import Specimen, ramp_like
from nervure.testing.walk import walk_backward, walk_forward
from tests.contracts.cases import LAYERS, LayerCase, Wrong, name_of
from tests.contracts.docstrings import arguments_of, documentation_of
from tests.gradient_check import AUTOMATIC, assert_near
from tests.layers.layer_rules import assert_says
from tests.torch_bodies import torch_bodies

every_layer = pytest.mark.parametrize("case", LAYERS, ids=name_of)
every_class = pytest.mark.parametrize(
    "kind", dict.fromkeys([type(case.make()) for case in LAYERS]), ids=lambda kind: kind.__name__
)
COMPUTE_NOTHING = (layers.InputLayer, layers.Reshape, layers.Concatenate)  # and so have no formula


def network_of(case: LayerCase) -> Model:
    """A model that is the layer alone."""
    layer = case.make()
    if isinstance(layer, layers.InputLayer):
        return Sequential([layer, layers.Activation("linear")])
    if isinstance(case.shape, list):
        inputs = [layers.Input(shape) for shape in case.shape]
        return Model(inputs, layer(inputs))
    return Sequential([layers.Input(case.shape), layer])


def data_for(case: LayerCase, samples: int = 5) -> Any:
    """Numbers to predict from, float32."""
    shapes = case.shape if isinstance(case.shape, list) else [case.shape]
    arrays = [
        np.random.default_rng(n).uniform(-1, 1, (samples, *shape)).astype("float32") for n, shape in enumerate(shapes)
    ]
    return arrays if isinstance(case.shape, list) else arrays[0]


def holds_code(layer: layers.Layer) -> bool:
    """Whether it holds what no file does."""
    return isinstance(layer, layers.TorchModule) and not isinstance(layer, layers.TorchProgram)


def code_of(layer: layers.TorchModule) -> Any:
    """The code in a layer, which no file holds: whoever loads hands it over."""
    return layer.function if isinstance(layer, layers.Lambda) else layer.module


@every_layer
def test_every_rule_of_check_layer_holds(case: LayerCase) -> None:
    report = check_layer(case.make(), case.shape, skip=case.skip)
    assert all(rule.passed for rule in report.rules), str(report)


@every_layer
@pytest.mark.parametrize("training", [True, False])
def test_backward_is_what_torch_differentiates(case: LayerCase, training: bool) -> None:
    layer = case.make()
    with torch.no_grad():
        specimen = Specimen.of(layer, batch_of(layer, case.shape, None, seed=0), None, seed=0)
        copy = specimen.layer()
        forward = walk_forward(copy, specimen.inputs(), specimen.context(training))
        dys = tuple(map(ramp_like, forward.outputs))
        ours = walk_backward(copy, forward, dys)
    trained = [parameter for parameter in copy.parameters if parameter.trainable]
    inputs = tuple(x.requires_grad_() for x in specimen.inputs())
    for parameter in trained:
        parameter.value = parameter.array.clone().requires_grad_()
    leaves = [*inputs, *(parameter.array for parameter in trained)]
    with torch_bodies():
        outputs = (
            walk_forward(copy, inputs, specimen.context(training)).outputs
            if case.reference is None
            else (case.reference(copy, inputs, training),)
        )
    loss = torch.stack([(dy * y).sum() for dy, y in zip(dys, outputs, strict=True)]).sum()
    witnesses = torch.autograd.grad(loss, leaves, allow_unused=True)
    gradients = [*ours.inputs, *(ours.parameters[parameter.name] for parameter in trained)]
    for gradient, witness in zip(gradients, witnesses, strict=True):
        if witness is None:  # nothing depends on it: a mask
            assert gradient is None
            continue
        assert gradient is not None
        # The bias of the keys of attention moves nothing: either way leaves rounding of its zero gradient.
        floor = 1e-5 if isinstance(layer, layers.MultiHeadAttention) else 0.0
        assert_near(gradient, witness, AUTOMATIC, f"{layer.where}, training {training}", largest=floor)


@every_layer
def test_a_model_file_gives_back_the_same_predictions_and_weights(case: LayerCase, tmp_path: Path) -> None:
    model, x = network_of(case), data_for(case)
    model.set_weights([0.5 * weight + 0.125 for weight in model.get_weights()])
    model.save(tmp_path / "model.safetensors")
    modules = {layer.name: code_of(layer) for layer in model.layers if holds_code(layer)}
    again = load_model(tmp_path / "model.safetensors", custom_objects=modules)
    assert np.array_equal(again.predict(x, verbose=0), model.predict(x, verbose=0))
    assert [layer.name for layer in again.layers] == [layer.name for layer in model.layers]
    assert again.to_json() == model.to_json()
    for one, other in zip(model.get_weights(), again.get_weights(), strict=True):
        assert np.array_equal(one, other)


@every_layer
def test_a_configuration_is_plain_and_gives_the_layer_back(case: LayerCase) -> None:
    layer = case.make()
    config = layer.get_config()
    if "config" in case.skip:  # a module is code: whoever loads hands it over
        assert isinstance(layer, layers.TorchModule)
        config = {**config, "function" if isinstance(layer, layers.Lambda) else "module": code_of(layer)}
    else:
        config = json.loads(json.dumps(config))
        assert config == layer.get_config()
    twin = type(layer).from_config(config)
    assert type(twin) is type(layer)
    assert twin.get_config() == layer.get_config()


@every_layer
def test_prediction_is_inference_and_training_differs_only_where_it_should(case: LayerCase) -> None:
    model, x = network_of(case), data_for(case, samples=40)
    predicted = model.predict(x, verbose=0)
    assert np.allclose(model(x), predicted, rtol=1e-5, atol=1e-6)
    assert np.array_equal(model.predict(x, batch_size=40, verbose=0), model.predict(x, batch_size=40, verbose=0))
    trained = model(x, training=True)
    assert bool(np.allclose(trained, predicted, rtol=1e-5, atol=1e-6)) != case.differs_in_training


@every_layer
def test_the_seed_that_was_set_fixes_the_weights(case: LayerCase) -> None:
    if case.skip:
        pytest.skip("a module comes with its weights")
    drawn = []
    for seed in (3, 3, 4):
        set_seed(seed)
        drawn.append(network_of(case).get_weights())
    assert all(np.array_equal(a, b) for a, b in zip(drawn[0], drawn[1], strict=True))
    is_random = any(float(weight.std()) > 0 for weight in drawn[0])
    assert is_random == any(not np.array_equal(a, b) for a, b in zip(drawn[0], drawn[2], strict=True))


@every_layer
def test_two_layers_called_on_arrays_after_one_seed_are_no_clones(case: LayerCase) -> None:
    if case.skip:
        pytest.skip("a module comes with its weights")
    set_seed(3)
    drawn = []
    for layer in (case.make(), case.make()):
        layer(data_for(case))
        drawn.append(layer.get_weights())
    for one, other in zip(*drawn, strict=True):
        if one.ndim > 1:  # a bias may begin with different numbers that nobody draws
            assert np.array_equal(one, other) == (one.std() == 0)


@every_layer
def test_a_frozen_layer_has_no_gradients_and_keeps_its_weights(case: LayerCase) -> None:
    model, x = network_of(case), data_for(case)
    y = np.asarray(model.predict(x, verbose=0)) + 1
    model.compile("sgd", "mse")
    free = model.gradients(x, y)
    assert set(free) == {
        f"{layer.name}/{parameter.name}"
        for layer in model.layers
        for parameter in layer.parameters
        if parameter.trainable
    }
    model.trainable = False
    model.compile("sgd", "mse")
    assert model.gradients(x, y) == {}
    before = model.get_weights()
    model.train_on_batch(x, y)
    assert all(np.array_equal(a, b) for a, b in zip(before, model.get_weights(), strict=True))


@every_layer
def test_arrays_and_tensors_of_any_type_are_taken_and_given_back_in_kind(case: LayerCase) -> None:
    layer, x = case.make(), data_for(case)
    y = layer(x)
    assert isinstance(y, np.ndarray)
    assert y.dtype == np.float32
    as_tensors = [torch.from_numpy(one) for one in x] if isinstance(x, list) else torch.from_numpy(x)
    from_tensors = layer(as_tensors)
    assert isinstance(from_tensors, Tensor)
    assert np.array_equal(from_tensors.numpy(), y)
    wide = [one.astype("float64") for one in x] if isinstance(x, list) else x.astype("float64")
    assert np.array_equal(layer(wide), y)


WRONGS = [(name_of(case), wrong) for case in LAYERS for wrong in case.wrong]


@pytest.mark.parametrize("wrong", [wrong for _, wrong in WRONGS], ids=[name for name, _ in WRONGS])
def test_a_wrong_argument_or_input_ends_in_four_lines_in_either_language(wrong: Wrong) -> None:
    assert_says(*wrong)


@every_class
def test_every_class_is_refused_something(kind: type[Layer]) -> None:
    assert any(case.wrong for case in LAYERS if type(case.make()) is kind)


@every_class
def test_the_docstring_is_complete(kind: type[Layer]) -> None:
    described = documentation_of(kind)
    assert described.summary.endswith(".")
    assert described.has_formula or kind in COMPUTE_NOTHING
    arguments = arguments_of(kind)
    assert described.names("Args") == arguments
    wanted = ["Args", "Input shape", "Output shape", "Backward", "Raises", "Examples"]
    if kind is layers.InputLayer:
        wanted = ["Args", "Output shape", "Raises", "Examples"]
    assert [section for section in wanted if section not in described.sections] == []
    assert ">>>" in described.sections["Examples"]
    if "Source" in described.sections:
        assert described.has_year_of_source


@every_class
def test_parameters_are_documented_under_their_names(kind: type[Layer]) -> None:
    layer = next(case for case in LAYERS if type(case.make()) is kind)
    names = {parameter.name for one in network_of(layer).layers for parameter in one.parameters}
    # The names are those of what is inside.
    if issubclass(kind, layers.TorchModule) or getattr(kind, "nested_arguments", ()):
        return
    text = documentation_of(kind).sections.get("Parameters", "")
    assert bool(names) == bool(text)
    assert all(name in text for name in names)

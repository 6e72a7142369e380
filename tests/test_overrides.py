from __future__ import annotations

from typing import Any

import pytest

from nervure import callbacks, layers, losses, metrics, models, optimizers
from nervure.errors import ArgumentError
from nervure.initializers import GlorotUniform
from nervure.overrides import refuse_overrides
from nervure.regularizers import L2


def defining(kind: type, name: str) -> Any:
    return type("Mine", (kind,), {name: lambda self, *arguments, **named: None})


@pytest.mark.parametrize(
    ("kind", "name", "told"),
    [
        (layers.Dense, "call", "forward(x, context)"),
        (layers.Dropout, "call", "Lambda"),
        (layers.LSTMCell, "call", "forward(x, context)"),
        (layers.Conv2D, "convolution_op", "Lambda"),
        (layers.Dense, "forward", "Lambda"),
        (layers.LSTM, "get_initial_state", "initial_state=states"),
        (layers.Attention, "_calculate_scores", "Lambda"),
        (layers.Add, "_merge_function", "Lambda"),
        (layers.Layer, "compute_mask", "AttachMask"),
        (layers.Layer, "save_own_variables", "add_weight"),
        (models.Sequential, "train_step", "model.gradients"),
        (models.Model, "call", "Model(x, y)"),
        (models.Model, "compute_loss", "compile(loss=function)"),
        (models.Sequential, "compute_metrics", "compile(metrics="),
        (losses.MeanSquaredError, "call", "compile(loss=function)"),
        (losses.MeanSquaredError, "__call__", "compile(loss=function)"),
        (optimizers.SGD, "update_step", "step(values, gradients, learning_rate)"),
        (metrics.Mean, "stateless_update_state", "update_state"),
        (metrics.AUC, "interpolate_pr_auc", "result()"),
        (callbacks.EarlyStopping, "get_monitor_value", "on_epoch_end"),
        (L2, "__call__", "penalty(value)"),
    ],
)
def test_a_method_that_is_never_called_is_refused_with_the_way_that_works(kind: type, name: str, told: str) -> None:
    with pytest.raises(ArgumentError) as found:
        defining(kind, name)()
    lines = str(found.value).splitlines()
    assert len(lines) == 4
    assert f"{name} would never be called: the class would compute what {kind.__name__} computes" in lines[0]
    assert told in lines[3]


def test_an_event_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ArgumentError, match="there is no event on_epoch_ended"):
        defining(callbacks.Callback, "on_epoch_ended")()
    for name in ("on_epoch_end", "on_batch_end", "set_model", "mine", "_on_something"):
        defining(callbacks.Callback, name)()


def test_classes_in_between_are_read_and_mixins_behind_are_not() -> None:
    between = defining(layers.Dense, "call")
    with pytest.raises(ArgumentError, match="class Last defines call"):
        type("Last", (between,), {})(3)

    class Mixin:
        def call(self, x: Any) -> Any:
            return x

    with pytest.raises(ArgumentError):
        type("First", (Mixin, layers.Dense), {})(3)
    type("Behind", (layers.Dense, Mixin), {})(3)  # Dense comes first: in Keras, too, its own call counts


def test_a_name_that_is_set_to_none_overrides_nothing() -> None:
    assert type("Mine", (layers.Dense,), {"call": None})(3).units == 3


def test_what_is_called_may_be_overridden() -> None:
    for kind, name in (
        (layers.Dense, "build"), (layers.Dense, "compute_output_shape"), (layers.Dense, "get_config"),
        (layers.Dense, "lower"), (layers.Layer, "forward"), (layers.Layer, "backward"), (layers.LSTMCell, "forward"),
        (losses.MeanSquaredError, "forward"), (optimizers.SGD, "step"), (metrics.Mean, "update_state"),
        (metrics.Mean, "result"), (GlorotUniform, "__call__"), (models.Sequential, "fit"),
    ):  # fmt: skip
        mine = defining(kind, name)
        refuse_overrides(mine)
        assert getattr(mine, name) is not getattr(kind, name)


def test_a_pair_of_functions_counts_where_the_class_lowers_into_it() -> None:
    class Mine(layers.Dense):
        lower = layers.Layer.lower

        def forward(self, x: Any, context: Any) -> Any:
            return 0 * x @ self.kernel.array, None

    import torch

    assert Mine(2)(torch.ones(1, 3)).tolist() == [[0.0, 0.0]]

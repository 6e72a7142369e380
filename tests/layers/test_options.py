from __future__ import annotations

import inspect
import typing

import pytest

from nervure import layers
from nervure.layers import options
from nervure.layers.layer import Layer

TAILS = [name for name in vars(options) if name.endswith("Options")]


def tail_of(kind: type[Layer]) -> dict[str, object]:
    """What may stand behind ``**kwargs`` of a layer."""
    hints = typing.get_type_hints(inspect.unwrap(kind.__init__), include_extras=True)
    return typing.get_type_hints(typing.get_args(hints["kwargs"])[0], include_extras=True)


OWN = [
    getattr(layers, name)
    for name in layers.__all__
    if isinstance(getattr(layers, name), type)
    and issubclass(getattr(layers, name), Layer)
    and "kwargs" in inspect.signature(getattr(layers, name)).parameters
]


def test_all_tails_together_name_every_argument_that_layers_have_in_common() -> None:
    common = {name for name in inspect.signature(Layer).parameters if name != "unknown"}
    assert set(options.PenalizedOptions.__annotations__) == common
    assert len(TAILS) >= 9


@pytest.mark.parametrize("kind", OWN, ids=lambda kind: kind.__name__)
def test_signature_and_tail_of_a_layer_name_every_common_argument(kind: type[Layer]) -> None:
    named, tail = inspect.signature(kind).parameters, tail_of(kind)
    assert not set(named) & set(tail), "named twice"
    missing = set(options.PenalizedOptions.__annotations__) - set(named) - set(tail)
    assert missing <= {"activity_regularizer"}


@pytest.mark.parametrize("name", ["name", "trainable", "dtype", "input_shape", "input_dim", "batch_input_shape"])
def test_the_tail_declares_the_kinds_of_the_layer(name: str) -> None:
    of_layer = typing.get_type_hints(inspect.unwrap(Layer.__init__), include_extras=True)
    of_tail = typing.get_type_hints(options.PenalizedOptions, include_extras=True)
    assert of_layer[name] == of_tail[name]

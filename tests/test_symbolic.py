"""What ``layer(x)`` returns while a graph is drawn."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from keras.src.backend.common.keras_tensor import KerasTensor

from nervure import layers
from nervure.errors import StateError
from nervure.layers import Input
from nervure.models import Model
from nervure.symbolic import Node, SymbolicTensor, symbolic_tensors

LAYER = SimpleNamespace(name="dense_1")

ALONE = ("abs", "neg", "invert", "round", "bool", "float", "int")
BOTH = ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "and", "or", "xor")
OPERATORS = (*ALONE, *BOTH, *(f"r{name}" for name in BOTH), "lt", "le", "gt", "ge", "ne", "getitem")


def _node(*shapes: tuple[int | None, ...]) -> Node:
    return Node(LAYER, (), shapes)


def test_a_node_makes_one_tensor_for_each_output() -> None:
    first, second = _node((None, 3), (None, 4, 5)).outputs
    assert (first.shape, first.index) == ((None, 3), 0)
    assert (second.shape, second.index) == ((None, 4, 5), 1)


def test_a_tensor_knows_the_call_it_comes_from_and_so_the_whole_graph() -> None:
    start = _node((None, 3))
    node = Node(LAYER, start.outputs, ((None, 4),))
    (made,) = node.outputs
    assert made.node is node
    assert made.node.layer is LAYER
    assert made.node.inputs[0].node is start


def test_a_tensor_is_printed_with_its_shape_and_its_layer() -> None:
    assert repr(_node((None, 28, 28, 1)).outputs[0]) == "<SymbolicTensor shape=(None, 28, 28, 1) from dense_1>"


def test_a_tensor_knows_its_name_its_axes_and_the_type_of_its_numbers() -> None:
    (made,) = Node(LAYER, (), ((None, 28, 28, 1),), "int32").outputs
    assert (made.name, made.ndim, made.dtype) == ("dense_1", 4, "int32")
    assert _node((None, 3)).outputs[0].dtype == "float32"


DEEDS = {
    "x + y": lambda x, y: x + y,
    "x - y": lambda x, y: x - y,
    "x * y": lambda x, y: x * y,
    "x / y": lambda x, y: x / y,
    "x @ y": lambda x, y: x @ y,
    "-x": lambda x, _: -x,
    "x + 2": lambda x, _: x + 2.0,
    "2 + x": lambda x, _: 2.0 + x,
    "x - 2": lambda x, _: x - 2.0,
    "2 - x": lambda x, _: 2.0 - x,
    "x * 2": lambda x, _: x * 2.0,
    "2 * x": lambda x, _: 2.0 * x,
    "x / 2": lambda x, _: x / 2.0,
    "x[:, 0]": lambda x, _: x[:, 0],
    "2 / x": lambda x, _: 2.0 / x,
    "x ** y": lambda x, y: x**y,
    "x ** 2": lambda x, _: x**2.0,
    "2 ** x": lambda x, _: 2.0**x,
    "x % y": lambda x, y: x % y,
    "x % 2": lambda x, _: x % 2.0,
    "x // 2": lambda x, _: x // 2.0,
    "x > y": lambda x, y: x > y,
    "x > 2": lambda x, _: x > 2.0,
    "x <= 2": lambda x, _: x <= 2.0,
    "x != 2": lambda x, _: x != 2.0,
    "2 < x": lambda x, _: x > 2.0,
    "abs(x)": lambda x, _: abs(x),
}


@pytest.mark.parametrize("deed", DEEDS)
def test_arithmetic_is_answered_with_the_layer_that_does_it(deed: str) -> None:
    """What the error says to write is run: it computes what was meant."""
    x, y = Input((3, 3)), Input((3, 3))
    with pytest.raises(StateError) as caught:
        DEEDS[deed](x, y)
    code = caught.value.fix.removeprefix("Write ").removesuffix(".")
    meant = eval(code, {"layers": layers, "x": x, "y": y if deed.endswith(" y") else 2.0})  # noqa: S307
    first, second = np.random.default_rng(0).uniform(1, 2, (2, 4, 3, 3)).astype("float32")
    network = Model([x, y], [meant, layers.Identity()(y)])
    np.testing.assert_allclose(network([first, second])[0], DEEDS[deed](first, second), rtol=1e-6)


def test_no_operator_of_keras_ends_in_a_word_of_python() -> None:
    """A method that is missing here would be a raw TypeError, or, of ``x != 0``, an answer to something else."""
    operators = KerasTensor.__dict__.keys() & {f"__{name}__" for name in OPERATORS}
    assert len(operators) > 30
    x = Input((3, 3))
    for name in operators:
        with pytest.raises(StateError, match=r"Write (layers|model)\."):
            getattr(type(x), name)(*[x, 2.0][: 1 if name.strip("_") in ALONE else 2])


def test_tensors_are_told_apart_as_the_things_they_are() -> None:
    x, y = Input((3,)), Input((3,))
    assert x == x
    assert x != y
    assert len({x, y}) == 2


@pytest.mark.parametrize("ask", [bool, np.asarray, np.mean, float, int, round])
def test_a_tensor_without_numbers_is_neither_true_nor_an_array(ask: Any) -> None:
    with pytest.raises(StateError, match="no values yet"):
        ask(_node((None, 3)).outputs[0])


def test_one_tensor_comes_alone_and_several_come_together() -> None:
    first, second = _node((None, 3), (None, 4)).outputs
    assert symbolic_tensors(first) == ((first,), True)
    assert symbolic_tensors([first]) == ((first,), False)
    assert symbolic_tensors((first, second)) == ((first, second), False)


@pytest.mark.parametrize("data", [np.ones(3), [np.ones(3)], [], (), 3.0, None, "x"])
def test_data_is_not_symbolic(data: Any) -> None:
    assert symbolic_tensors(data) is None


def test_a_list_of_data_and_symbols_is_not_symbolic() -> None:
    (symbol,) = _node((None, 3)).outputs
    assert symbolic_tensors([symbol, np.ones(3)]) is None


def test_two_tensors_of_one_shape_are_different_tensors() -> None:
    first, second = _node((None, 3), (None, 3)).outputs
    assert first != second
    assert len({first, second}) == 2
    assert isinstance(first, SymbolicTensor)


def test_nothing_can_be_hung_on_a_tensor_or_a_node() -> None:
    (symbol,) = _node((None, 3)).outputs
    for thing in (symbol, symbol.node):
        with pytest.raises(AttributeError):
            thing.note = 1

"""What ``layer(x)`` returns while a graph is drawn."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from nervure.symbolic import Node, SymbolicTensor, symbolic_tensors

LAYER = SimpleNamespace(name="dense_1")


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

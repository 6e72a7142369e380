from __future__ import annotations

import pytest

from nervure import layers, models, optimizers
from nervure.errors import ArgumentError, UnknownNameError
from nervure.explain.explanation import Explanation
from nervure.explain.references import find
from nervure.language import in_language
from nervure.records.reference import Reference
from tests.explain.networks import explained


def hostile() -> Explanation:
    """An input called like the product of a layer, before that layer."""
    x = layers.Input((1,), name="d/z")
    dense = layers.Dense(1, name="d", activation="relu", kernel_initializer="ones", bias_initializer="ones")
    network = models.Model(x, dense(x))
    network.compile(optimizers.SGD(0.1, momentum=0.5), "mse")
    return network.explain([[2.0]], [[1.0]])


def test_an_input_called_like_a_step_is_another_array() -> None:
    explanation = hostile()
    assert {"d/z (input)", "d/z (step)"} <= {*explanation.names}
    assert explanation.value_of("d/z (input)", (0, 0)).value == 2.0
    z = explanation.value_of("d/z (step)", (0, 0))
    assert z.value == 3.0
    assert str(z).splitlines()[:3] == [
        "d/z (step)[0,0] = 3", "  z[0,0] = x[0,0]·w[0,0] + b[0]", "         = 2 × 1 + 1",
    ]  # fmt: skip
    assert "z is d/z (step), x is d/z (input)" in str(z)
    explanation.verify(everything=True)


def test_a_name_of_several_is_refused_with_the_names_that_tell_them_apart() -> None:
    explanation = hostile()
    for ask in (explanation.value_of, explanation.gradient_of, explanation.why):
        with pytest.raises(ArgumentError, match="several things here are named 'd/z'") as raised:
            ask("d/z", (0, 0))
        assert "expected: 'd/z (input)', 'd/z (step)'" in str(raised.value)
        assert "fix:      Write 'd/z (input)', for example." in str(raised.value)
    with in_language("ko"), pytest.raises(ArgumentError, match="불리는 것이 여러 개예요"):
        explanation.shape_of("d/z")


def test_texts_of_such_names_are_found_again() -> None:
    explanation = hostile()
    for text in (explanation.value_of("d/z (step)", (0, 0)), explanation.why("d/z (input)", (0, 0)), explanation):
        explanation.verify(text=str(text), num=0)


def test_a_natural_name_is_enough_where_one_array_goes_by_it() -> None:
    x, other = Reference("input", 0, natural="x", name="x (input)"), Reference("output", 1, natural="y", name="y")
    assert find("x", [x, other], "here") is x
    assert find("x (input)", [x, other], "here") is x
    with pytest.raises(UnknownNameError, match="Did you mean 'y'"):
        find("yy", [other], "here")


def test_every_name_is_one_of_its_own_in_an_ordinary_network_too() -> None:
    explanation = explained()
    assert len({*explanation.names}) == len(explanation.names)
    assert not any("(" in name for name in explanation.names)
    assert [each.name for each in explanation.derivations.references] == explanation.names

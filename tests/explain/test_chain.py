from __future__ import annotations

import numpy as np
import pytest

from nervure import layers, models, regularizers
from nervure.explain.chain import chain_to, factor_beside, strongest
from nervure.explain.derivations import Derivations
from nervure.records.expression import Negative, Number, Symbol, select
from tests.explain.networks import X, Y, two_two_two
from tests.records.places import place

G = Symbol("z", (0,), 2.0, place("gradient", "dense/z", (0,)), is_gradient=True)
W = Symbol("w", (0,), 3.0, place("value", "dense/kernel", (0,)))


def _derivations() -> Derivations:
    return two_two_two().explain(X, Y).derivations


def test_the_way_leads_from_a_weight_to_the_loss() -> None:
    chain = chain_to(_derivations(), _derivations().place("gradient", "hidden/kernel", (0, 0)))
    names = [hop.derivation.place.name for hop in chain.hops]
    assert names == ["hidden/kernel", "hidden/z", "hidden/output", "output/z", "output/output"]
    assert chain.update is not None
    assert chain.update.value == pytest.approx(0.3 - 0.5 * chain.gradient.value)


def test_a_value_has_a_way_but_no_update() -> None:
    assert chain_to(_derivations(), _derivations().place("gradient", "hidden/z", (0, 1))).update is None


def test_at_a_fork_the_largest_term_is_followed() -> None:
    derivation = _derivations().derivation(_derivations().place("gradient", "hidden/output", (0, 0)))
    term, symbol = strongest(derivation)
    assert term is not None
    assert symbol is not None
    assert term.value == max((part.value for part in derivation.expression.parts), key=abs)
    assert str(symbol.place) == "dE/d output/z[0,0]"


@pytest.mark.parametrize(
    ("term", "factor"),
    [
        (G * W, 3.0),
        (G, 1.0),
        (Negative(G * W), -3.0),
        (G * W / 2, 1.5),
        (G * W * (1 - W), -6.0),
        (select(W, ">", 0, G / 4, 0), 0.25),
    ],
)
def test_the_factor_is_the_term_without_the_gradient(term: Symbol, factor: float) -> None:
    found = factor_beside(term, G)
    assert found is not None
    assert found.value == factor


def test_what_is_no_factor_has_none_beside_it() -> None:
    assert factor_beside(Number(1.0) + G, G) is None


@pytest.mark.parametrize("seed", range(30))
def test_the_largest_is_the_largest_and_what_is_larger_is_named(seed: int) -> None:
    draw = np.random.default_rng(seed)
    penalty = regularizers.L1L2(*draw.uniform(0, 3, 2))
    network = models.Sequential([layers.Input((2,)), layers.Dense(2, kernel_regularizer=penalty, name="dense")])
    network.compile("sgd", "mse", precision="float64")
    index = tuple(map(int, draw.integers(0, 2, 2)))
    why = network.explain(draw.normal(size=(3, 2)), draw.normal(size=(3, 2))).why("dense/kernel", index)
    *of_samples, of_l1, of_l2 = (abs(contribution.value) for contribution in why.gradient.contributions)
    followed, larger = why.chain.hops[0].term, why.chain.hops[0].larger
    assert followed is not None
    assert abs(followed.value) == max(of_samples)
    assert (larger is None) == (max(of_samples) >= max(of_l1, of_l2))
    assert larger is None or abs(larger.value) == max(of_l1, of_l2)


def test_the_way_begins_at_the_loss_where_its_term_is_larger_than_that_of_an_activity_penalty() -> None:
    network = models.Sequential(
        [layers.Input((1,)), layers.Dense(1, use_bias=False, activity_regularizer="l2", name="d")]
    )
    network.compile("sgd", "mse", precision="float64")
    network.set_weights([np.array([[1.0]])])
    way = str(network.explain(np.array([[1.0]]), np.array([[5.0]])).why("d/kernel", (0, 0)))
    assert "activity_penalty" not in way.partition("The way back")[2]
    nearer = str(network.explain(np.array([[1.0]]), np.array([[1.0]])).why("d/kernel", (0, 0)))
    assert "dE/d d/activity_penalty = 1" in nearer

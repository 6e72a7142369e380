from __future__ import annotations

from typing import Any

import numpy as np

import nervure as nv
from nervure.explain.page_ahead import written_ahead
from tests.explain.networks import classifier


def recurrent(optimizer: Any = "sgd") -> nv.explain.explanation.Explanation:
    model = nv.Sequential([nv.Input((3, 2)), nv.layers.SimpleRNN(2), nv.layers.Dense(1)])
    model.compile(optimizer, "mse")
    return model.explain(np.ones((2, 3, 2)), np.zeros((2, 1)))


def test_steps_without_a_rule_bring_derivations_and_others_do_not() -> None:
    places = written_ahead(recurrent().derivations)
    layers = {place.name.partition("/")[0] for place in places if place.kind == "value"}
    assert layers == {"simple_rnn", "loss"}
    assert {place.kind for place in places} == {"value", "gradient"}


def test_each_comes_to_what_the_engine_computed() -> None:
    explanation = recurrent()
    for place, expression in written_ahead(explanation.derivations).items():
        engine = explanation.derivations.engine_value(place)
        assert abs(expression.value - engine) <= 1e-10 * max(1.0, expression.magnitude)


def test_optimizers_without_a_rule_bring_their_updates() -> None:
    places = written_ahead(recurrent("rmsprop").derivations)
    assert "updated" in {place.kind for place in places}


def test_of_a_network_that_the_page_knows_only_the_loss_and_the_shares_of_its_samples_are_written() -> None:
    network, x, y = classifier()
    places = written_ahead(network.explain(x, y).derivations)
    assert {place.reference.kind for place in places} == {"loss", "sample_loss"}
    assert len(places) == 1 + len(x)


def test_what_ties_a_weight_to_its_gradient_is_written_where_gradients_are_cut() -> None:
    places = written_ahead(recurrent(nv.optimizers.Adam(clipvalue=0.1)).derivations)
    kinds = {(place.kind, place.reference.kind, place.reference.part) for place in places}
    assert {
        ("updated", "slot", "momentum"),
        ("updated", "slot", "velocity"),
        ("value", "update", "used_gradient"),
    } <= kinds

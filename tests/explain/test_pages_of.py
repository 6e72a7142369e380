from __future__ import annotations

import numpy as np
import pytest

import nervure as nv
from nervure.explain.explanation import Explanation
from nervure.explain.pages_of import pages_of
from nervure.models.zoo import small_resnet
from nervure.records.explanation_page import ExplanationPages
from nervure.render.explanation_page import MOST_BYTES, explanation_html, smallest

L = nv.layers
X = np.random.default_rng(3).normal(size=(1, 6))


def network(classes: int = 4) -> nv.Sequential:
    model = nv.Sequential([nv.Input((6,)), L.Dense(5, "tanh"), L.Dropout(0.5), L.Dense(classes, "softmax")])
    model.compile("adam", "sparse_categorical_crossentropy")
    return model


def all_pages(explained: Explanation) -> list[ExplanationPages]:
    return [*pages_of(explained.recording, explained.others, "model", None)]


def test_without_targets_no_walk_has_one_before_a_class_is_chosen() -> None:
    pages, *_ = all_pages(network().explain(X))
    assert pages.given is None
    assert (pages.prediction.losses, pages.prediction.loss, pages.prediction.optimizer) == ((), None, None)
    assert sorted(pages.chosen) == [0, 1, 2, 3]
    for chosen, page in pages.chosen.items():
        assert np.frombuffer(page.losses[0].targets.data, "<i4") == chosen
        assert page.training


def test_with_targets_there_is_the_step_and_the_prediction() -> None:
    pages, *_ = all_pages(network().explain(X, [2]))
    assert pages.given is not None
    assert (pages.given.training, pages.prediction.training) == (True, False)
    assert (dict(pages.chosen), pages.num_classes) == ({}, 0)


def test_of_many_classes_the_likeliest_can_be_chosen() -> None:
    explained = network(30).explain(X)
    pages, *_ = all_pages(explained)
    assert explained.others is not None
    assert [*pages.chosen] == [*explained.others.classes[:12]]
    assert pages.num_classes == 30


@pytest.mark.parametrize("labeled", [True, False])
def test_a_large_network_has_a_small_page_that_says_what_is_left_out(labeled: bool) -> None:
    model = small_resnet((64, 64, 3))
    model.compile("adam", "sparse_categorical_crossentropy")
    x = np.random.default_rng(0).integers(0, 255, (1, 64, 64, 3))
    explained = model.explain(x, [3]) if labeled else model.explain(x)
    html = smallest(map(explanation_html, pages_of(explained.recording, explained.others, "resnet", None)))
    assert len(html.encode()) <= MOST_BYTES
    assert '"left_out":["page.left' in html


def test_even_weights_that_fill_a_file_by_themselves_leave_a_page() -> None:
    model = nv.Sequential([nv.Input((1000,)), L.Dense(2000, "relu"), L.Dense(3, "softmax")])
    model.compile("sgd", "sparse_categorical_crossentropy")
    explained = model.explain(np.ones((1, 1000)), [1])
    html = smallest(map(explanation_html, pages_of(explained.recording, explained.others, "wide", None)))
    assert len(html.encode()) <= MOST_BYTES
    assert "page.left_weights" in html

from __future__ import annotations

import numpy as np

from nervure import layers, models
from nervure.language import set_language
from nervure.render.explained_part import part_sections, part_text
from tests.explain.networks import classifier, explained


def test_a_part_has_a_heading_and_every_number_of_a_small_network() -> None:
    text = part_text(explained().forward.record)
    assert text.startswith("Forward\n=======\n\nhidden/z[0,0] = 0.08")
    assert text.count("\n  where ") == 4


def test_of_a_large_array_one_number_is_worked_and_the_rest_is_named() -> None:
    network, x, y = classifier()
    text = part_text(network.explain(x, y).forward.record)
    assert "… 14 more like it: explanation.value_of('hidden/z', (" in text


def test_as_html_it_says_how_to_ask_for_the_rest_too() -> None:
    network, x, y = classifier()
    sections = part_sections(network.explain(x, y).forward.record)
    assert any(section.startswith("<p>… 14 more like it") for section in sections)


def test_headings_in_korean_are_underlined_in_full() -> None:
    set_language("ko")
    assert part_text(explained().update.record).startswith("가중치 업데이트\n===============\n")


def test_below_numbers_of_one_array_every_letter_is_explained() -> None:
    network = models.Sequential(
        [layers.Input((3, 2)), layers.GRU(1, activation="linear", use_bias=False), layers.Dense(1)]
    )
    network.compile("sgd", "mse", precision="float64")
    text = part_text(network.explain(np.ones((2, 3, 2)), np.ones((2, 1))).backward.record)
    (paragraph,) = [each for each in text.split("\n\n") if each.startswith("dE/d gru/recurrent_kernel[0,0]")]
    assert "z is gru/sums" in paragraph
    assert "z_h is gru/recurrent" in paragraph

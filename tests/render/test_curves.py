from __future__ import annotations

import io
import logging
import math
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nervure.errors import StateError
from nervure.language import set_language
from nervure.records.history import HistoryRecord
from nervure.render.curves import (
    TRAINING_COLOR,
    VALIDATION_COLOR,
    _apart,
    _drawn,
    curves_figure,
    curves_svg,
)
from nervure.render.figure import hangul_font, readable

_EPOCHS = tuple(range(1, 13))
_HISTORY = HistoryRecord(
    {
        "loss": tuple(0.5 * math.exp(-0.4 * epoch) for epoch in _EPOCHS),
        "accuracy": tuple(1 - 0.2 * math.exp(-0.4 * epoch) for epoch in _EPOCHS),
        "val_loss": tuple(0.4 * math.exp(-0.3 * epoch) for epoch in _EPOCHS),
        "val_accuracy": tuple(0.99 - 0.2 * math.exp(-0.4 * epoch) for epoch in _EPOCHS),
    },
    _EPOCHS,
)


def _texts(svg: str) -> list[str]:
    root = ElementTree.fromstring(svg)
    return [element.text or "" for element in root.iter("{http://www.w3.org/2000/svg}text")]


def test_there_is_a_panel_for_the_loss_and_one_for_each_metric() -> None:
    figure = curves_figure(_HISTORY)
    assert [panel.get_title(loc="left") for panel in figure.axes] == ["loss", "accuracy"]
    drawn = [[tuple(line.get_ydata()) for line in panel.lines] for panel in figure.axes]
    assert drawn == [
        [_HISTORY.values["loss"], _HISTORY.values["val_loss"]],
        [_HISTORY.values["accuracy"], _HISTORY.values["val_accuracy"]],
    ]


def test_curves_are_named_at_their_ends_and_told_apart_by_color_and_dash() -> None:
    panel = curves_figure(_HISTORY).axes[0]
    training, validation = panel.lines
    assert (training.get_color(), validation.get_color()) == (TRAINING_COLOR, VALIDATION_COLOR)
    assert (training.is_dashed(), validation.is_dashed()) == (False, True)
    assert [(label.get_text(), label.xy[0]) for label in panel.texts] == [("training", 12), ("validation", 12)]


def test_the_axis_of_epochs_has_whole_numbers() -> None:
    for epochs in (_EPOCHS, (1,), (1, 2), (7, 8, 9)):
        history = HistoryRecord({"loss": tuple(1 / epoch for epoch in epochs)}, epochs)
        figure = curves_figure(history)
        figure.savefig(io.BytesIO(), format="png")
        low, high = figure.axes[0].get_xlim()
        ticks = [tick for tick in figure.axes[0].get_xticks() if low <= tick <= high]
        assert ticks
        assert all(tick == int(tick) for tick in ticks)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("en", {"loss", "accuracy", "training", "validation", "epoch", "12"}),
        ("ko", {"손실 (loss)", "정확도 (accuracy)", "훈련", "검증", "에포크", "12"}),
    ],
)
def test_the_svg_has_its_words_as_text_in_either_language(code: str, words: set[str]) -> None:
    set_language(code)
    assert words <= set(_texts(curves_svg(_HISTORY)))


def test_a_metric_may_be_called_anything() -> None:
    name = "<img src=x onerror=alert(1)>$x_1$\n&"
    svg = curves_svg(HistoryRecord({"loss": (1.0, 0.5), name: (1.0, 2.0)}, (1, 2)))
    assert "<img src=x onerror=alert(1)>$x_1$?&" in _texts(svg)


def test_inside_a_page_the_ink_is_the_page_s() -> None:
    svg = curves_svg(_HISTORY, inherit_ink=True)
    assert "fill: currentColor" in svg
    assert f"stroke: var(--nervure-training, {TRAINING_COLOR})" in svg
    assert "#ffffff" not in svg
    assert "#222222" not in svg
    assert ElementTree.fromstring(svg).attrib["role"] == "img"
    assert "#222222" in curves_svg(_HISTORY)


def test_values_that_are_no_numbers_leave_gaps() -> None:
    history = HistoryRecord({"loss": (1.0, math.nan, math.inf, 0.5), "val_loss": (math.nan,) * 4}, (1, 2, 3, 4))
    panel = curves_figure(history).axes[0]
    assert [label.get_text() for label in panel.texts] == ["training"]
    assert _texts(curves_svg(history))


def test_a_single_epoch_is_a_point() -> None:
    panel = curves_figure(HistoryRecord({"loss": (0.5,)}, (1,))).axes[0]
    assert panel.lines[0].get_marker() == "o"


def test_a_learning_rate_belongs_to_no_data() -> None:
    figure = curves_figure(HistoryRecord({"loss": (1.0, 0.5), "learning_rate": (0.1, 0.01)}, (1, 2)))
    assert [len(panel.texts) for panel in figure.axes] == [1, 0]


def test_more_than_three_quantities_go_on_below() -> None:
    values = dict.fromkeys(("loss", "a", "b", "c"), (1.0, 0.5))
    figure = curves_figure(HistoryRecord(values, (1, 2)))
    assert len(figure.axes) == 4
    assert figure.get_size_inches()[1] > 6


def test_an_empty_history_is_refused() -> None:
    with pytest.raises(StateError, match="there are no epochs to draw"):
        curves_figure(HistoryRecord({}, ()))
    with pytest.raises(StateError, match="there are no epochs to draw"):
        curves_svg(HistoryRecord({}, ()))


def test_korean_labels_are_drawn_with_a_font_that_has_hangul() -> None:
    if hangul_font() is None:
        pytest.skip("no Hangul font is installed")
    set_language("ko")
    figure = curves_figure(_HISTORY)
    # A sign that no font has would be a warning here, and warnings are errors.
    figure.savefig(io.BytesIO(), format="png")
    assert figure.axes[0].get_title(loc="left") == "손실 (loss)"


def test_without_a_hangul_font_labels_are_english_and_the_user_is_told(caplog: pytest.LogCaptureFixture) -> None:
    set_language("ko")
    with caplog.at_level(logging.WARNING, "nervure"):
        figure = readable(lambda: _drawn(_HISTORY), lambda: None)
        korean = readable(lambda: _drawn(_HISTORY), lambda: "NanumGothic")
    assert len(caplog.messages) == 1
    assert "한글 글꼴" in caplog.text
    assert korean.axes[0].get_title(loc="left") == "손실 (loss)"
    figure.savefig(io.BytesIO(), format="png")
    assert figure.axes[0].get_title(loc="left") == "loss"
    assert [label.get_text() for label in figure.axes[0].texts] == ["training", "validation"]


def test_pyplot_is_never_loaded_and_no_backend_chosen() -> None:
    program = (
        "import sys, matplotlib; before = dict(matplotlib.rcParams.copy())\n"
        "from nervure.records import HistoryRecord\n"
        "from nervure.render.curves import curves_figure, curves_svg\n"
        "history = HistoryRecord({'loss': (1.0, 0.5)}, (1, 2))\n"
        "curves_figure(history); curves_svg(history)\n"
        "print('matplotlib.pyplot' in sys.modules, before == dict(matplotlib.rcParams.copy()))"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert told.stdout == "False True\n"


@given(st.lists(st.floats(0, 1), max_size=4))
def test_labels_are_moved_apart_and_keep_their_order(heights: list[float]) -> None:
    moved = _apart(heights, 0.1)
    order = sorted(range(len(heights)), key=heights.__getitem__)
    placed = [moved[place] for place in order]
    assert all(above - below >= 0.1 - 1e-9 for below, above in pairwise(placed))
    assert all(height >= 0.05 - 1e-9 for height in placed)


def test_labels_that_are_far_apart_stay_where_they_are() -> None:
    assert _apart([0.9, 0.2], 0.1) == [0.9, 0.2]

from __future__ import annotations

import numpy as np
import pytest

from nervure import Input, Sequential
from nervure.errors import ArgumentError, UnknownNameError
from nervure.insight import filters
from nervure.layers import Dense, DepthwiseConv2D
from tests.insight.networks import classifier


def test_filters_are_the_weights_of_the_first_convolution() -> None:
    model = classifier(channels=2)
    record = filters(model).record
    kernel = model.get_weights()[0]
    assert (record.layer, record.kind, record.channels, len(record.filters)) == ("first", "Conv2D", 2, 6)
    for each in record.filters:
        assert each.color is None
        for channel, drawn in enumerate(each.maps):
            found = [[drawn.value(row, column) for column in range(3)] for row in range(3)]
            assert drawn.scale == pytest.approx(np.abs(kernel).max())
            np.testing.assert_allclose(found, kernel[:, :, channel, each.unit], atol=drawn.scale / 200)


def test_three_channels_are_colors_around_a_middle_gray() -> None:
    model = classifier(channels=3)
    kernel = model.get_weights()[0]
    record = filters(model).record
    color = record.filters[1].color
    assert color is not None
    levels = np.frombuffer(color.pixels, np.uint8).reshape(3, 3, 3).astype(float)
    np.testing.assert_allclose((levels - 128) / 127 * np.abs(kernel).max(), kernel[..., 1], atol=0.01)


def test_another_convolution_is_shown_by_its_name() -> None:
    record = filters(classifier(), "second").record
    assert (record.layer, record.channels, len(record.filters)) == ("second", 6, 8)
    depthwise = filters(Sequential([Input((5, 5, 2)), DepthwiseConv2D(3, depth_multiplier=2, name="deep")])).record
    assert (depthwise.kind, depthwise.channels, len(depthwise.filters)) == ("DepthwiseConv2D", 1, 4)


def test_layers_without_filters_are_told() -> None:
    with pytest.raises(ArgumentError, match="'pooled' has no filters"):
        filters(classifier(), "pooled")
    with pytest.raises(UnknownNameError, match="Did you mean 'second'"):
        filters(classifier(), "secod")
    with pytest.raises(ArgumentError, match="no layer of 'flat' has filters"):
        filters(Sequential([Input((4,)), Dense(2)], name="flat"))


def test_filters_print_and_draw_themselves() -> None:
    found = filters(classifier(channels=2))
    assert repr(found).startswith("first (Conv2D): 6 x (3, 3, 2), largest weight")
    svg = found.plot().to_svg()
    assert "Filters of first: 6." in svg
    assert "Each filter reads 2 channels" in svg

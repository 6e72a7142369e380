from __future__ import annotations

import numpy as np
import pytest

from nervure import Input, Sequential
from nervure.errors import ArgumentError, UnknownNameError
from nervure.insight import feature_maps
from nervure.layers import Conv2D, Dense, Flatten
from tests.insight.networks import classifier, pictures


def test_maps_are_the_values_of_every_layer_with_rows_and_columns() -> None:
    model, (picture,) = classifier(), pictures(1)
    maps, trace = feature_maps(model, picture), model.trace(picture[None])
    assert list(maps) == ["rescaling", "first", "normalized", "pooled", "second"]
    for layer in maps:
        np.testing.assert_allclose(maps[layer], trace[f"{layer}/output"][0], atol=1e-6)


def test_bytes_of_a_layer_have_one_scale() -> None:
    model, (picture,) = classifier(), pictures(1)
    maps = feature_maps(model, picture, "second", most=5)
    (layer,) = maps.record.layers
    assert (layer.kind, layer.num_units, len(layer.maps), layer.field.height) == ("Conv2D", 8, 5, 8)
    values = maps["second"]
    for each in layer.maps:
        drawn = each.map
        assert drawn.scale == pytest.approx(np.abs(values).max())
        found = [[drawn.value(row, column) for column in range(drawn.width)] for row in range(drawn.height)]
        np.testing.assert_allclose(found, values[..., each.unit], atol=drawn.scale / 200)


def test_the_class_is_said_where_there_is_one() -> None:
    model, (picture,) = classifier(), pictures(1)
    said = model.predict(picture[None], verbose=0)[0]
    record = feature_maps(model, picture, labels=["a", "b", "c", "d"]).record
    assert record.label == "abcd"[said.argmax()]
    assert record.probability == pytest.approx(float(said.max()), abs=1e-6)
    part = Sequential([Input((12, 10, 1)), Conv2D(2, 3, name="only")])
    assert feature_maps(part, picture).record.label is None
    with pytest.raises(ArgumentError, match="does not output class probabilities"):
        feature_maps(part, picture, labels=["a"])


def test_layers_that_have_no_maps_are_told() -> None:
    model, (picture,) = classifier(), pictures(1)
    with pytest.raises(ArgumentError, match="'flat' has no rows and columns"):
        feature_maps(model, picture, "flat")
    with pytest.raises(UnknownNameError, match="Did you mean 'pooled'"):
        feature_maps(model, picture, ["poled"])
    flat = Sequential([Input((3, 3, 1)), Flatten(), Dense(2)])
    with pytest.raises(ArgumentError, match="no layer of"):
        feature_maps(flat, np.zeros((3, 3, 1)))


def test_maps_print_and_draw_themselves() -> None:
    maps = feature_maps(classifier(), pictures(1)[0])
    lines = repr(maps).splitlines()
    assert lines[2].split() == ["first", "(Conv2D)", "6", "x", "(12,", "10)", *lines[2].split()[6:]]
    assert len(lines) == 6
    assert "second (Conv2D): 8 of 8 maps of 4 x 3" in maps.plot().to_svg()

from __future__ import annotations

import numpy as np
import pytest

from nervure.data import ArrayDataset
from nervure.errors import ArgumentError, DataError, UnknownNameError
from nervure.insight import receptive_field, top_patches
from tests.insight.networks import classifier, crossed, pictures, set_random_weights


def test_patches_are_the_strongest_answers_of_each_unit_one_a_picture() -> None:
    model, x = classifier(), pictures(60)
    found = top_patches(model, ArrayDataset(x, batch_size=7), "second", most=4)
    (layer,) = found
    values = model.trace(x)["second/output"]  # (60, 4, 3, 8)
    assert (found.record.count, layer.num_units, len(layer.units)) == (60, 8, 8)
    for unit in layer.units:
        strongest = values[..., unit.unit].reshape(60, -1).max(1)
        expected = [value for value in np.sort(strongest)[::-1][:4] if value > values[..., unit.unit].min()]
        assert [patch.value for patch in unit.patches] == pytest.approx(expected, rel=1e-5)
        assert len({patch.index for patch in unit.patches}) == len(unit.patches)


def test_a_patch_is_what_the_unit_can_see_and_not_a_pixel_more() -> None:
    model, x = classifier(), pictures(30)
    field = receptive_field(model, "second")
    values = model.trace(x)["second/output"]
    for unit in top_patches(model, x, "second")[0].units:
        for patch in unit.patches:
            row, column = divmod(int(values[patch.index, ..., unit.unit].argmax()), values.shape[2])
            box = field.box(row, column)
            assert (patch.top, patch.left, patch.picture.height, patch.picture.width) == tuple(box)
            part = x[patch.index, box.top : box.top + box.height, box.left : box.left + box.width]
            assert patch.picture.pixels == part.astype("uint8").tobytes()
            # Everything outside the patch may change, the answer does not.
            alone = np.full_like(x[:1], 77)
            alone[0, box.top : box.top + box.height, box.left : box.left + box.width] = part
            answer = model.trace(alone)["second/output"][0, row, column, unit.unit]
            assert answer == pytest.approx(patch.value, rel=1e-5)


def test_pixels_that_a_unit_does_not_see_are_gray_in_its_patch() -> None:
    model = crossed()
    set_random_weights(model)
    x = np.random.default_rng(1).integers(0, 100, (6, 13, 13, 1)).astype("uint8")
    field = receptive_field(model, "joined")
    found = top_patches(model, x, "joined", most=1)[0]
    values = model.trace(x)["joined/output"]
    for unit in found.units:
        for patch in unit.patches:
            row, column = divmod(int(values[patch.index, ..., unit.unit].argmax()), values.shape[2])
            top, left, height, width = field.box(row, column)
            seen = field.mask(row, column)[top : top + height, left : left + width]
            pixels = np.frombuffer(patch.picture.pixels, np.uint8).reshape(height, width)
            part = x[patch.index, top : top + height, left : left + width, 0]
            np.testing.assert_array_equal(pixels, np.where(seen, part, 128))
    assert not field.mask(6, 6)[4:9, 4:9].all()


def test_a_unit_that_answers_the_same_to_everything_has_no_patch() -> None:
    model, x = classifier(), pictures(10)
    weights = model.get_weights()
    weights[0][..., 2], weights[1][2] = 0, -1
    model.set_weights(weights)
    found = top_patches(model, x, "first", units=[2, 0])[0]
    assert [(unit.unit, len(unit.patches)) for unit in found.units] == [(2, 0), (0, 9)]
    assert "unit 2 gives the same value for every image" in top_patches(model, x, "first").plot().to_svg()


def test_one_pass_serves_all_convolutions_and_labels_are_shown() -> None:
    model, x = classifier(), pictures(12)
    y = np.arange(12) % 4
    found = top_patches(model, (x, y), most=2, labels=["a", "b", "c", "d"])
    assert [layer.layer for layer in found] == ["first", "second"]
    assert len(found) == 2
    for layer in found:
        for unit in layer.units:
            assert all(patch.truth == "abcd"[y[patch.index]] for patch in unit.patches)
    assert [layer.layer for layer in top_patches(model, x, ["pooled", "first"])] == ["pooled", "first"]
    assert top_patches(model, x)[0].units[0].patches[0].truth is None


def test_unknown_layers_units_and_no_pictures_are_told() -> None:
    model, x = classifier(), pictures(3)
    with pytest.raises(UnknownNameError, match="Did you mean 'first'"):
        top_patches(model, x, "fist")
    with pytest.raises(ArgumentError, match="no rows and columns"):
        top_patches(model, x, "flat")
    with pytest.raises(ArgumentError, match="no such unit"):
        top_patches(model, x, "first", units=[6])
    with pytest.raises(ArgumentError, match="no such unit"):
        top_patches(model, x, "first", units=-1)
    with pytest.raises(ArgumentError, match="units must be a whole number"):
        top_patches(model, x, "first", units=[0.5])
    assert [unit.unit for unit in top_patches(model, x, "first", units=2)[0].units] == [2]
    with pytest.raises(DataError):
        top_patches(model, x[:0])


def test_patches_print_themselves_with_what_a_unit_sees() -> None:
    lines = repr(top_patches(classifier(), pictures(5), "first")).splitlines()
    assert lines[0] == "Images examined: 5."
    assert lines[2] == "first (Conv2D): a unit sees 3 x 3 of the 12 x 10 pixels"
    assert lines[3].startswith("unit 0")

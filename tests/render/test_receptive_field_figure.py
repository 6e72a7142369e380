from __future__ import annotations

import numpy as np

from nervure.render.receptive_field_figure import receptive_field_figure
from tests.render import insight_records as records


def test_the_pixels_that_are_seen_are_black() -> None:
    seen = [[True, False], [False, False]]
    figure = receptive_field_figure(records.FIELD, seen)
    (image,) = figure.axes[0].get_images()
    sheet = np.asarray(image.get_array())
    assert (sheet == 16).all(2).sum() == 80 * 80
    assert (sheet == 236).all(2).sum() == 3 * 80 * 80
    assert "conv2d: a unit sees 3 x 3 of the 28 x 28 pixels" in figure.to_svg()

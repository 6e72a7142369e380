from __future__ import annotations

from nervure.insight import Insight, filters
from tests.insight.networks import classifier


def test_printed_it_is_a_table_and_a_notebook_shows_the_figure() -> None:
    found = filters(classifier())
    assert isinstance(found, Insight)
    assert repr(found) == found.table()
    assert found._repr_svg_().startswith('<svg role="img" aria-label="Filters of first: 6."')

from __future__ import annotations

from xml.etree import ElementTree

from nervure.records.confusion import ConfusionRecord
from nervure.render.confusion_figure import confusion_figure
from tests.render import insight_records as records

_TEXT = "{http://www.w3.org/2000/svg}text"


def test_numbers_and_names_stand_in_the_figure_as_text() -> None:
    figure = confusion_figure(records.CONFUSION)
    found = [element.text for element in ElementTree.fromstring(figure.to_svg()).iter(_TEXT)]
    assert {"8", "2", "1", "1,200", "<b>cat</b>", "강아지", "predicted", "true"} <= set(found)
    assert "0" not in found
    assert figure.description == "Confusion matrix of 3 classes; accuracy 99.8 %."


def test_a_cell_is_as_dark_as_its_share_of_the_row() -> None:
    figure = confusion_figure(ConfusionRecord(("a", "b"), ((10, 0), (5, 5))))
    reds = [round(patch.get_facecolor()[0] * 255) for patch in figure.axes[0].patches]
    assert reds == [16, 236, 126, 126]


def test_many_classes_have_no_numbers_in_their_cells_and_no_empty_cells() -> None:
    counts = tuple(tuple(int(row in (column, 0)) for column in range(31)) for row in range(31))
    figure = confusion_figure(ConfusionRecord(tuple(map(str, range(31))), counts))
    assert list(figure.axes[0].texts) == []
    assert len(figure.axes[0].patches) == 61
    assert round(figure.axes[0].get_facecolor()[0] * 255) == 236, "as light as an empty cell"

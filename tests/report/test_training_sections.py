from __future__ import annotations

from nervure.records.history import HistoryRecord
from nervure.report.training_sections import curves_payload, network_payload, shapes_text
from tests.report.sample import sample_report


def test_a_value_that_is_no_number_interrupts_its_line() -> None:
    found = curves_payload(sample_report().history)
    assert found is not None
    loss, accuracy, rate = found["quantities"]
    assert loss["validation"] == [1.4, 1.0, None, 0.8]
    assert accuracy["training"] == [0.4, 0.6, 0.8, 0.9]
    assert rate["validation"] is None
    assert found["findings"][0]["problem"]["en"].startswith("Overfitting since epoch 3")


def test_a_run_without_an_epoch_has_no_curves() -> None:
    assert curves_payload(HistoryRecord({}, ())) is None


def test_boxes_know_their_parameters() -> None:
    report = sample_report()
    found = network_payload(report.diagram, report.architecture)
    assert found is not None
    assert [box["parameters"] for box in found["diagram"]["boxes"]] == [0, 0, 2400, 2400, 0, 0, 0, 0]
    assert found["parameters"] == 4864
    assert network_payload(None, report.architecture) is None


def test_shapes_are_written_as_people_write_them() -> None:
    assert shapes_text([(None, None, 8), (3,)]) == "(N, ?, 8), (3)"

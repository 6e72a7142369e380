from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import confusion_matrix, precision_recall_fscore_support

from nervure.insight import class_table, confusion, judge, mistakes
from nervure.insight.judgement import Judgement
from nervure.language import set_language
from tests.insight.networks import classifier, pictures


@pytest.fixture(scope="module")
def judgement() -> Judgement:
    x = pictures(200)
    y = np.random.default_rng(2).integers(0, 4, 200)
    return judge(classifier(), (x, y), ["cat", "<i>dog</i>", "고양이", "$x$"])


def test_counts_are_those_of_scikit_learn(judgement: Judgement) -> None:
    matrix = confusion(judgement.model, judgement)
    np.testing.assert_array_equal(matrix.counts, confusion_matrix(judgement.truths, judgement.predicted))
    assert matrix.labels == judgement.labels
    assert matrix.record.count == 200


def test_behind_each_number_are_its_surest_pictures(judgement: Judgement) -> None:
    record = confusion(judgement.model, judgement, examples=3).record
    for truth in range(4):
        for label in range(4):
            cell = (judgement.truths == truth) & (judgement.predicted == label)
            surest = np.sort(judgement.confidence[cell])[::-1][:3]
            examples = record.examples_of(truth, label)
            np.testing.assert_allclose([each.probability for each in examples], surest)
            assert all(each.truth == record.labels[truth] and each.label == record.labels[label] for each in examples)
    assert confusion(judgement.model, judgement, examples=0).record.examples == ()


def test_mistakes_begin_with_the_surest_one(judgement: Judgement) -> None:
    found = mistakes(judgement.model, judgement, most=7)
    wrong = np.flatnonzero(judgement.predicted != judgement.truths)
    assert (found.record.count, found.record.num_wrong, len(found)) == (200, len(wrong), 7)
    assert found[0].probability == judgement.confidence[wrong].max()
    assert [each.probability for each in found] == sorted((each.probability for each in found), reverse=True)


def test_shares_are_those_of_scikit_learn(judgement: Judgement) -> None:
    table = class_table(judgement.model, judgement)
    expected = precision_recall_fscore_support(judgement.truths, judgement.predicted, zero_division=0)
    found = [(row.precision or 0, row.recall, row.f1, row.count) for row in table.rows]
    np.testing.assert_allclose(np.array(found, dtype=float).T, expected)


def test_data_is_judged_on_the_way_where_there_is_no_judgement() -> None:
    model, x = classifier(), pictures(10)
    y = np.arange(10) % 4
    np.testing.assert_array_equal(confusion(model, (x, y)).counts, confusion(model, judge(model, (x, y))).counts)


@pytest.mark.parametrize("code", ["en", "ko"])
def test_results_print_and_draw_themselves_whatever_classes_are_called(judgement: Judgement, code: str) -> None:
    set_language(code)
    for found in (confusion(judgement.model, judgement), class_table(judgement.model, judgement)):
        assert "고양이" in repr(found)
        svg = found.plot().to_svg()
        assert "<i>" not in svg
        assert "&lt;i&gt;dog&lt;/i&gt;" in svg
    found = mistakes(judgement.model, judgement)
    assert len(repr(found).splitlines()) == len(found) + 1
    assert "고양이" in found.plot().to_svg()


def test_a_network_without_mistakes_has_none_to_show() -> None:
    model, x = classifier(), pictures(5)
    found = mistakes(model, (x, model.predict(x, verbose=0).argmax(1)))
    assert len(found) == 0
    assert repr(found) == "None."
    assert "None." in found.plot().to_svg()

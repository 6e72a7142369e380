from __future__ import annotations

import numpy as np
import pytest

from nervure import Input, Sequential, set_seed
from nervure.data import ArrayDataset, digits
from nervure.insight import Judgement, judge, likely_wrong_labels
from nervure.insight.confident_learning import confident_joint
from nervure.insight.pictures import PictureSource
from nervure.layers import Dense, Flatten, Rescaling
from tests.insight.networks import classifier, pictures


def test_the_joint_is_that_of_the_definition() -> None:
    random = np.random.default_rng(4)
    probabilities = random.dirichlet(np.ones(5) * 0.4, 300).astype("float32")
    given = random.integers(0, 4, 300)  # nothing is labelled 4
    joint = confident_joint(probabilities, given)
    thresholds = [probabilities[given == j, j].astype(float).mean() if j < 4 else np.inf for j in range(5)]
    counts = np.zeros((5, 5), int)
    for row, label in zip(probabilities, given, strict=True):
        reached = [j for j in range(5) if row[j] >= thresholds[j]]
        if reached:
            counts[label, max(reached, key=lambda j: row[j])] += 1
    np.testing.assert_array_equal(joint.counts, counts)
    np.testing.assert_allclose(joint.thresholds[:4], thresholds[:4])
    assert np.isnan(joint.thresholds[4])


def test_labels_that_were_exchanged_on_purpose_are_found() -> None:
    set_seed(1)
    x, y = digits()
    order = np.random.default_rng(0).permutation(len(x))
    x, y = x[order], y[order].astype(int)
    model = Sequential([Input((28, 28)), Rescaling(1 / 255), Flatten(), Dense(32, activation="relu"),
                        Dense(10, activation="softmax")])  # fmt: skip
    model.compile("adam", "sparse_categorical_crossentropy")
    model.fit(x[:4000], y[:4000], epochs=8, batch_size=64, verbose=0, seed=1)
    held_out, labels = x[4000:5000], y[4000:5000].copy()
    wrong = np.random.default_rng(1).choice(1000, 30, replace=False)
    labels[wrong] = (labels[wrong] + 3) % 10
    found = likely_wrong_labels(model, (held_out, labels), most=1000)
    places = {each.prediction.index for each in found}
    assert len(places & set(wrong.tolist())) >= 22
    assert found.record.num_found == len(found) < 60
    first = found[0]
    assert first.prediction.index in wrong
    assert first.given_probability < 0.05 < 0.9 < first.prediction.probability
    assert first.prediction.truth == str(labels[first.prediction.index])


def test_labels_that_the_network_agrees_with_are_left_alone() -> None:
    model, x = classifier(), pictures(40)
    said = model.predict(x, verbose=0).argmax(1)
    found = likely_wrong_labels(model, (x, said))
    assert found.record.num_found == 0
    assert repr(found).splitlines()[0] == "0 of 40 labels may be wrong; the likeliest:"
    assert "There is none." in found.plot().to_svg()


def test_each_is_shown_with_its_label_and_the_likelier_one() -> None:
    model, x = classifier(), pictures(40)
    judgement = judge(model, (x, np.arange(40) % 4), ["a", "b", "c", "d"])
    found = likely_wrong_labels(model, judgement, most=3)
    assert len(found) == min(3, found.record.num_found)
    for each in found:
        assert each.prediction.truth != each.prediction.label
        column = "abcd".index(each.prediction.label)
        assert each.prediction.probability == pytest.approx(judgement.probabilities[each.prediction.index, column])


def test_the_list_begins_where_label_and_likelier_class_are_farthest_apart() -> None:
    sure = [[0.9, 0.1, 0.0], [0.4, 0.5, 0.1], [0.2, 0.2, 0.6]]
    probabilities = np.array([[0.15, 0.6, 0.25], [0.2, 0.75, 0.05], [0.1, 0.52, 0.38], *sure], np.float32)
    given = np.array([0, 0, 0, 0, 1, 2])
    model, x = classifier(num_classes=3), pictures(6)
    judgement = Judgement(model, PictureSource(ArrayDataset(x, given, shuffle=False)), probabilities, given, "abc")
    found = likely_wrong_labels(model, judgement)
    assert [each.prediction.index for each in found] == [1, 0, 2], "the label has 0.20, 0.15 and 0.10"


def test_a_picture_that_is_taken_for_its_label_is_no_finding_though_it_reaches_the_threshold_of_a_rare_class() -> None:
    probabilities = np.array([[0.9, 0.1], [0.9, 0.1], [0.55, 0.45], [0.3, 0.7], [0.6, 0.4]], np.float32)
    given = np.array([0, 0, 0, 0, 1])
    model, x = classifier(num_classes=2), pictures(5)
    judgement = Judgement(model, PictureSource(ArrayDataset(x, given, shuffle=False)), probabilities, given, "ab")
    assert confident_joint(probabilities, given).likely[2] == 1
    assert [each.prediction.index for each in likely_wrong_labels(model, judgement)] == [3]

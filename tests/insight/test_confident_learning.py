from __future__ import annotations

import numpy as np
import pytest

from nervure import Input, Sequential, set_seed
from nervure.data import ArrayDataset, digits
from nervure.insight import Judgement, likely_wrong_labels
from nervure.insight.confident_learning import confident_joint
from nervure.insight.shown_images import PictureSource
from nervure.layers import Dense, Flatten, Rescaling
from tests.insight.networks import classifier, pictures


def test_the_joint_is_that_of_the_definition() -> None:
    random = np.random.default_rng(4)
    probabilities = random.dirichlet(np.ones(5) * 0.4, 300).astype("float32")
    given = random.integers(0, 4, 300)  # nothing is labeled 4
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


def judged_as(probabilities: list[list[float]], given: list[int]) -> Judgement:
    """What a network would have said of some pictures."""
    model, x = classifier(num_classes=len(probabilities[0])), pictures(len(given))
    source = PictureSource(ArrayDataset(x, np.array(given), shuffle=False))
    names = "abcdefghij"[: len(probabilities[0])]
    return Judgement(model, source, np.array(probabilities, np.float32), np.array(given), names)


def random_answers(chance: np.random.Generator, accuracy: float, count: int, num_classes: int) -> Judgement:
    """A network that is right so often, and as sure where it is wrong."""
    given = chance.integers(0, num_classes, count)
    said = np.where(
        chance.random(count) < accuracy, given, (given + chance.integers(1, num_classes, count)) % num_classes
    )
    probabilities = np.full((count, num_classes), 0.1 / (num_classes - 1))
    probabilities[np.arange(count), said] = chance.uniform(0.7, 0.9, count)
    return judged_as((probabilities / probabilities.sum(1, keepdims=True)).tolist(), given.tolist())


@pytest.mark.parametrize("num_classes", [2, 5, 10])
@pytest.mark.parametrize("seed", range(5))
def test_a_weak_network_doubts_no_label_and_a_strong_one_does(num_classes: int, seed: int) -> None:
    chance = np.random.default_rng(seed)
    for accuracy in chance.uniform(0.1, 0.98, 6):
        judgement = random_answers(chance, float(accuracy), 150, num_classes)
        confusion = np.zeros((num_classes, num_classes))
        np.add.at(confusion, (judgement.truths, judgement.predicted), 1 / 150)
        by_chance = float(confusion.sum(0) @ confusion.sum(1))
        kappa = (confusion.trace() - by_chance) / (1 - by_chance)
        found = likely_wrong_labels(judgement.model, judgement)
        assert found.record.is_weak == (kappa < 0.5)
        assert (len(found) == found.record.num_found == 0) or kappa >= 0.5
        assert ("too weak to question" in str(found.table())) == (kappa < 0.5)


def test_of_150_labels_a_network_that_is_right_in_27_percent_doubts_none() -> None:
    judgement = random_answers(np.random.default_rng(0), 0.27, 150, 10)
    joint = confident_joint(judgement.probabilities, judgement.truths)
    assert ((joint.likely >= 0) & (joint.likely != judgement.truths)).sum() > 50, "of itself the method doubts many"
    found = likely_wrong_labels(judgement.model, judgement)
    assert found.record.num_found == 0
    assert found.record.joint == tuple(map(tuple, joint.counts.tolist())), "what it is sure of is still told"
    assert "None." in found.plot().to_svg()


def test_labels_that_the_network_agrees_with_are_left_alone() -> None:
    model, x = classifier(), pictures(40)
    said = model.predict(x, verbose=0).argmax(1)
    found = likely_wrong_labels(model, (x, said))
    assert found.record.num_found == 0
    assert repr(found).splitlines()[0] == "0 of 40 labels may be wrong, the most suspicious first:"
    assert "None." in found.plot().to_svg()


def test_each_is_shown_with_its_label_and_the_likelier_one() -> None:
    judgement = random_answers(np.random.default_rng(3), 0.8, 40, 4)
    found = likely_wrong_labels(judgement.model, judgement, most=3)
    assert len(found) == 3 < found.record.num_found
    for each in found:
        assert each.prediction.truth != each.prediction.label
        column = "abcd".index(each.prediction.label)
        assert each.prediction.probability == pytest.approx(judgement.probabilities[each.prediction.index, column])


def test_the_list_begins_where_label_and_likelier_class_are_farthest_apart() -> None:
    doubtful = [[0.15, 0.6, 0.25], [0.2, 0.75, 0.05], [0.1, 0.52, 0.38]]
    sure = [[0.9, 0.1, 0.0]] * 3 + [[0.4, 0.5, 0.1]] * 4 + [[0.2, 0.2, 0.6]] * 4
    judgement = judged_as(doubtful + sure, [0] * 6 + [1] * 4 + [2] * 4)
    found = likely_wrong_labels(judgement.model, judgement)
    assert [each.prediction.index for each in found] == [1, 0, 2], "the label has 0.20, 0.15 and 0.10"


def test_a_picture_that_is_taken_for_its_label_is_no_finding_though_it_reaches_the_threshold_of_a_rare_class() -> None:
    probabilities = [[0.9, 0.1]] * 8 + [[0.53, 0.47], [0.3, 0.7]] + [[0.8, 0.2]] * 2 + [[0.45, 0.55]] * 6
    judgement = judged_as(probabilities, [0] * 10 + [1] * 8)
    assert confident_joint(judgement.probabilities, judgement.truths).likely[8] == 1
    found = [each.prediction.index for each in likely_wrong_labels(judgement.model, judgement)]
    assert (8 in found, 9 in found) == (False, True)

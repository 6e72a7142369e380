from __future__ import annotations

import numpy as np
import pytest

from nervure import layers, models
from nervure.data import ArrayDataset, digits
from nervure.insight import Judgement, judge
from nervure.tasks.report_insights import inside_records, judgement_records


@pytest.fixture(scope="module")
def pictures() -> ArrayDataset:
    x, y = digits()
    return ArrayDataset(x[:40, ..., None], y[:40], shuffle=False)


@pytest.fixture(scope="module")
def judged(pictures: ArrayDataset) -> Judgement:
    chain = [layers.Conv2D(8, 3, padding="same", activation="relu", name=f"c{place}") for place in range(14)]
    network = models.Sequential(
        [layers.Input((28, 28, 1)), *chain, layers.GlobalAveragePooling2D(), layers.Dense(10, activation="softmax")]
    )
    return judge(network, pictures, list("abcdefghij"))


def test_what_is_shown_of_a_deep_network_is_bounded_from_its_first_layer_to_its_last(
    judged: Judgement, pictures: ArrayDataset
) -> None:
    found = inside_records(judged.model, judged, pictures)
    patched = [layer.layer for layer in found["patches"].layers]
    assert (len(patched), patched[0], patched[-1]) == (8, "c0", "c13")
    assert [len(layer.units) for layer in found["patches"].layers] == [6] * 8
    mapped = [layer.layer for layer in found["feature_maps"].layers]
    assert (len(mapped), mapped[0], mapped[-1]) == (12, "c0", "c13")


def test_pictures_keep_what_is_known_of_them(judged: Judgement, pictures: ArrayDataset) -> None:
    found = inside_records(judged.model, judged, pictures)
    assert len(found["heat_maps"]) % 3 == 0
    assert all(heat.prediction.truth is not None for heat in found["heat_maps"])
    assert [check.method for check in found["checks"]] == ["grad_cam", "saliency", "occlusion"]
    first = found["heat_maps"][0].prediction
    assert first.index is not None
    assert first.probability == pytest.approx(judged.confidence[first.index])


def test_heat_maps_are_of_the_surest_mistakes_and_of_the_surest_right_answers(
    judged: Judgement, pictures: ArrayDataset
) -> None:
    truths, shares = np.arange(40) // 2 % 3, np.linspace(0.5, 0.9, 40, dtype=np.float32)
    said = truths + np.arange(40) % 2  # every second one is wrong
    probabilities = np.tile((1 - shares[:, None]) / 9, (1, 10))
    probabilities[np.arange(40), said] = shares
    known = Judgement(judged.model, judged.source, probabilities, truths, judged.labels)
    shown = [heat.prediction.index for heat in inside_records(judged.model, known, pictures)["heat_maps"][::3]]
    assert shown == [39, 37, 38, 36]


@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
def test_every_probability_is_what_predict_says_in_its_own_precision(precision: str, pictures: ArrayDataset) -> None:
    network = models.Sequential(
        [
            layers.Input((28, 28, 1)), layers.Rescaling(1 / 255), layers.Conv2D(4, 3, activation="relu"),
            layers.Flatten(), layers.Dense(10, activation="softmax"),
        ]
    )  # fmt: skip
    network.compile("adam", "sparse_categorical_crossentropy", precision=precision)
    x = digits()[0][:40, ..., None]
    network.fit(x, digits()[1][:40], epochs=3, verbose=0, seed=1)
    said = network.predict(x, verbose=0)
    known = judge(network, pictures)
    found = inside_records(network, known, pictures)
    assert np.array_equal(known.probabilities, said)
    for heat in found["heat_maps"]:
        assert heat.probability == pytest.approx(float(said[heat.prediction.index].max()), rel=1e-6)
        assert heat.target == str(said[heat.prediction.index].argmax())
    assert found["feature_maps"].probability in [pytest.approx(float(row.max()), rel=1e-6) for row in said]


def test_the_answers_are_counted_once(judged: Judgement) -> None:
    found = judgement_records(judged)
    num_right = int(np.sum(judged.is_right))
    assert found["confusion"].num_right == num_right
    assert found["mistakes"].num_wrong == len(judged) - num_right
    assert found["classes"].count == found["calibration"].count == found["wrong_labels"].count == len(judged)


def test_what_a_network_has_not_is_left_out(pictures: ArrayDataset) -> None:
    dense = models.Sequential([layers.Input((28, 28, 1)), layers.Flatten(), layers.Dense(10, activation="softmax")])
    found = inside_records(dense, judge(dense, pictures), pictures)
    assert "filters" not in found
    assert "patches" not in found
    assert {heat.method for heat in found["heat_maps"]} == {"saliency", "occlusion"}

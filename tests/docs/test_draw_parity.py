from __future__ import annotations

import keras
import pytest

from docs import draw_parity, parity_reasons
from docs.draw_parity import DIFFERS, HAS, LEFT_OUT, Entry, Row, keras_arguments, our_arguments, reference, row, rows
from nervure import layers
from nervure.keras import Model

AGAIN = "write it again: python -m docs.draw_parity"


def found(group: str, name: str) -> Row:
    (only,) = [each for each in rows()[group] if each.name == name]
    return only


def test_the_page_on_disk_is_the_one_that_is_written_now() -> None:
    assert draw_parity.PAGE.read_text(encoding="utf-8") == draw_parity.page(), AGAIN


def test_every_name_has_a_verdict_and_every_difference_a_reason() -> None:
    assert draw_parity.open_questions() == []
    assert all(each.verdict in (HAS, DIFFERS, LEFT_OUT) for group in rows().values() for each in group)
    assert all(each.remarks for group in rows().values() for each in group if each.verdict != HAS)


def test_the_names_are_those_of_the_keras_that_is_installed() -> None:
    known = draw_parity.NAMES.read_text(encoding="utf-8")
    if not known.startswith(f"# Keras {keras.__version__},"):
        pytest.skip("another Keras than the one that the page is about")
    assert known == draw_parity.read_keras()


def test_no_reason_stands_for_what_is_there_by_now_or_is_no_name_of_keras() -> None:
    names = {group: [entry.name for entry in entries] for group, entries in reference().items()}
    left_out = [(group, name) for group, listed, _ in parity_reasons.LEFT_OUT for name in listed.split()]
    assert len(left_out) == len(set(left_out))
    assert [place for place in left_out if place[1] not in names[place[0]]] == []
    assert [place for place in left_out if draw_parity.ours(*place) is not None] == []
    known = {f"{group}.{name}".lstrip(".") for group, listed in names.items() for name in listed}
    assert [key for key in (*parity_reasons.DIFFERS, *parity_reasons.RENAMED) if key not in known] == []


def test_no_reason_for_an_argument_is_left_over() -> None:
    told = "\n".join(remark for group in rows().values() for each in group for remark in each.remarks)
    for key, reason in parity_reasons.ARGUMENTS.items():
        assert reason in told, key
        if "." in key:
            group, name, argument = key.rsplit(".", 2)
            assert any(f"`{argument}`" in remark and reason in remark for remark in found(group, name).remarks), key


def test_arguments_are_read_from_text_and_from_our_own() -> None:
    theirs, takes_more = keras_arguments("(units, rate=0.5, *, axis=(1, -1), kind=<class 'float'>, **kwargs)")
    assert theirs == {
        "units": "required", "rate": "0.5", "axis": "(1, -1)", "kind": '"class \'float\'"',
    }  # fmt: skip
    assert takes_more
    assert our_arguments(layers.ReLU) == {"max_value": "None", "negative_slope": "0.0", "threshold": "0.0"}
    assert our_arguments(Model.get_layer) == {"name": "None", "index": "None"}


def test_an_attribute_that_is_a_method_elsewhere_is_found() -> None:
    assert row("Model", Entry("fit")).open == ("Model.fit: a method here",)
    assert row("Layer", Entry("trainable", "()")).open == ("Layer.trainable: no method here",)


def test_what_differs_in_the_arguments_is_found() -> None:
    missing = row("layers", Entry("ReLU", "(max_value=None, negative_slope=0.0, threshold=0.0, lora_rank=None)"))
    assert missing.verdict == DIFFERS
    assert missing.remarks[0].startswith("without `lora_rank`")
    other = row("layers", Entry("ReLU", "(max_value=6.0, threshold=0, **kwargs)"))
    assert other.verdict is not None
    assert other.open == ("layers.ReLU: `max_value`: `None` by default, in Keras 6.0",)
    assert other.remarks == ("also takes `negative_slope`",)
    assert row("layers", Entry("Blur", "()")) == Row("Blur", None, (), ("layers.Blur",))
    assert row("layers", Entry("ReLU", "(threshold=0.0, max_value=None, negative_slope=0.0)")).verdict == DIFFERS


def test_arguments_that_can_only_be_left_at_their_default_are_found() -> None:
    assert draw_parity.fixed_arguments(layers.MaxPooling2D) == ["data_format"]
    assert "renorm" in draw_parity.fixed_arguments(layers.BatchNormalization)
    assert draw_parity.fixed_arguments(layers.Flatten) == ["data_format"]
    assert draw_parity.fixed_arguments(layers.ReLU) == []


@pytest.mark.parametrize(
    ("group", "name", "verdict", "remark"),
    [
        ("layers", "ReLU", HAS, None),
        ("layers", "MaxPool2D", DIFFERS, "the same as `MaxPooling2D`"),
        ("layers", "RandomFlip", LEFT_OUT, "`nervure.data.augmented`"),
        ("layers", "AveragePooling2D", DIFFERS, "as in TensorFlow"),
        ("layers", "TorchModuleWrapper", DIFFERS, "`TorchModule`"),
        ("optimizers", "Adam", HAS, None),
        ("Model", "fit", HAS, "also takes `seed`"),
        ("losses", "CTC", LEFT_OUT, "sound"),
        ("Model", "compiled", HAS, None),
        ("Layer", "trainable_variables", HAS, None),
        ("Layer", "losses", DIFFERS, "of the weights"),
        ("Layer", "path", LEFT_OUT, "name_of"),
        ("Variable", "numpy", HAS, None),
        ("Optimizer", "learning_rate", DIFFERS, "plain number"),
        ("History", "history", HAS, None),
    ],
)
def test_verdicts_are_those_that_one_would_give_by_hand(
    group: str, name: str, verdict: str, remark: str | None
) -> None:
    told = found(group, name)
    assert told.verdict == verdict
    assert told.remarks == () if remark is None else remark in "; ".join(told.remarks)


def test_only_names_that_are_there_stand_in_code_type() -> None:
    lines = [line for line in draw_parity.page().splitlines() if line.startswith("| ") and line.count(" | ") >= 2]
    told = {line.split(" | ")[0].removeprefix("| "): line.split(" | ")[1] for line in lines}
    assert {verdict for name, verdict in told.items() if name.startswith("`")} == {HAS, DIFFERS}
    assert LEFT_OUT in {verdict for name, verdict in told.items() if not name.startswith("`")}

"""Values other than the defaults that Keras takes are taken, or refused for a reason that is written down."""

from __future__ import annotations

import inspect
import re
from typing import Any

import keras
import pytest

from nervure.errors import NervureError
from tests.contracts.nonsense import Subject
from tests.parity.legal_values import Pair, values
from tests.parity.test_arguments import REFUSED_HERE, SHARED, _theirs

# One of so many values of a long list is drawn at once; all of them where there is time.
STEP = 6
ONE_AXIS = "one axis, which is all that Keras documents"
WITHOUT_END = "would divide by 0, or never change anything"
# Class, argument, value, as regular expressions; why it is refused, though Keras takes it.
REFUSED: tuple[tuple[str, str, str, str], ...] = (
    (".*", "activation|recurrent_activation", ".*glu.*", "halves the last axis: a layer by itself"),
    (".*", "activation|recurrent_activation", ".*threshold.*", "Keras takes the name, and fails once it is called"),
    (".*", ".*_regularizer", "<function.*", "a function comes without its derivative"),
    ("Softmax", "axis", r"[\[(]1, 2[\])]", "over several axes at once it is not there"),
    (".*", "axis", r"[\[(].*[\])]", ONE_AXIS),
    ("Circle", "gamma", "0|0.0", WITHOUT_END),
    ("Huber", "delta", "0|0.0", WITHOUT_END),
    (".*", "epsilon", "0|0.0", WITHOUT_END),
    ("ExponentialDecay", "decay_rate", "0|0.0", WITHOUT_END),
    ("ReduceLROnPlateau", "factor", "0|0.0", WITHOUT_END),
    ("CosineDecayRestarts", "t_mul", ".*", "periods that shrink end, and Keras' rate is NaN after that"),
    ("ModelCheckpoint", "filepath", ".*", "models are saved as safetensors, not in Keras' formats"),
    ("TensorBoard", "embeddings_freq", ".*", "embeddings are not drawn; the error says so"),
)  # fmt: skip


def cases(subject: Subject, step: int) -> list[tuple[str, Pair]]:
    """The arguments that both take, and values for them: every ``step``-th of a long list."""
    known = inspect.signature(_theirs(subject)).parameters
    name = subject.name.rpartition(".")[2]
    found = []
    for place, argument in enumerate(subject.open_to):
        if argument not in known or (name, argument) in REFUSED_HERE:
            continue
        ours = inspect.signature(subject.call).parameters.get(argument)
        default, given = known[argument].default, subject.arguments.get(argument, ours and ours.default)
        drawn = list(values(argument, default, given))
        every = step if len(drawn) > 2 * STEP else 1
        found += [(argument, pair) for pair in drawn[(place + len(name)) % every :: every]]
    return found


def is_taken(call: Any, arguments: dict[str, Any]) -> bool:
    try:
        call(**arguments)
    except Exception:  # Keras' errors are of every kind; those of nervure are looked at below
        return False
    return True


def reason(subject: Subject, argument: str, value: Any) -> str | None:
    """Why a value is refused; None where nothing says so."""
    asked = (subject.name.rpartition(".")[2], argument, re.sub(r"\s+", " ", repr(value)))
    for *patterns, why in REFUSED:
        if all(re.fullmatch(pattern, text) for pattern, text in zip(patterns, asked, strict=True)):
            return why
    return None


def refused(subject: Subject, step: int) -> list[str]:
    """What Keras takes and nervure refuses, with a raw error or without a reason that is written down."""
    theirs, found = _theirs(subject), []
    for argument, (their_value, our_value) in cases(subject, step):
        if not is_taken(theirs, {**subject.arguments, argument: their_value}):
            continue
        try:
            subject.call(**{**subject.arguments, argument: our_value})
        except NervureError as problem:
            if len(str(problem).splitlines()) != 4 or reason(subject, argument, their_value) is None:
                found.append(f"{argument}={their_value!r}: {problem}")
        except Exception as problem:
            found.append(f"{argument}={their_value!r}: {type(problem).__name__}: {problem}")
    return found


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("subject", SHARED, ids=lambda subject: subject.name)
def test_legal_values_are_taken(subject: Subject, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert not refused(subject, step=STEP)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("subject", SHARED, ids=lambda subject: subject.name)
def test_all_legal_values_are_taken(subject: Subject, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert not refused(subject, step=1)


def test_every_reason_is_needed() -> None:
    explained = [
        (subject, argument, pair)
        for subject in SHARED
        for argument, pair in cases(subject, 1)
        if reason(subject, argument, pair.theirs) is not None
    ]
    needed = {reason(*each[:2], each[2].theirs) for each in explained if not is_taken(
        each[0].call, {**each[0].arguments, each[1]: each[2].ours})}  # fmt: skip
    assert needed == {why for *_, why in REFUSED}


def test_most_arguments_of_keras_are_given_values() -> None:
    counts = [(subject.name, argument) for subject in SHARED for argument, _ in cases(subject, 1)]
    assert len(counts) > 20_000
    assert len(set(counts)) > 1_100
    assert keras.backend.backend() == "torch"

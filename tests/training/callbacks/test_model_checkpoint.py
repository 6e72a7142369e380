from __future__ import annotations

from pathlib import Path
from typing import Any

import hypothesis.strategies as st
import keras
import numpy as np
import pytest
from hypothesis import given, settings

from nervure.errors import ArgumentError, FileError
from nervure.language import set_language
from nervure.layers import Dense
from nervure.models import Sequential, load_model
from nervure.training.callbacks import ModelCheckpoint
from tests.layers.layer_rules import assert_says
from tests.models.networks import assert_explained
from tests.training.callbacks.recorded import play
from tests.training.pupil import line

VALUES = st.lists(st.integers(0, 6).map(lambda number: number / 10), min_size=1, max_size=10)


def model_of(seed: int = 0) -> tuple[Sequential, Any, Any]:
    x, y = line(12, seed)
    model = Sequential([Dense(1, input_shape=(3,))])
    model.compile("adam", "mse")
    return model, x, y


def _as_safetensors(saved: list[Any]) -> list[Any]:
    return [(f"{path.removesuffix('.keras')}.safetensors", *rest) for path, *rest in saved]


@settings(max_examples=60)
@given(
    values=VALUES,
    mode=st.sampled_from(["min", "max"]),
    threshold=st.sampled_from([None, 0.3]),
    best_only=st.booleans(),
)
def test_it_saves_in_the_epochs_in_which_keras_does(
    values: list[float], mode: str, threshold: float | None, best_only: bool
) -> None:
    options: dict[str, Any] = {"mode": mode, "initial_value_threshold": threshold, "save_best_only": best_only}
    logs = [{"val_loss": value} for value in values]
    ours = ModelCheckpoint("{epoch}-{val_loss:.2f}.safetensors", **options)
    theirs = keras.callbacks.ModelCheckpoint("{epoch}-{val_loss:.2f}.keras", **options)
    assert play(ours, logs).saved == _as_safetensors(play(theirs, logs).saved)
    assert ours.best == theirs.best


@settings(max_examples=40)
@given(save_freq=st.integers(1, 7), batches=st.integers(1, 5), epochs=st.integers(1, 4))
def test_it_saves_after_the_batches_after_which_keras_does(save_freq: int, batches: int, epochs: int) -> None:
    logs = [{"loss": 1.0}] * epochs
    path, given = "{epoch:02d}-{batch:03d}-{loss:.1f}", {"monitor": "loss", "save_freq": save_freq}
    ours = play(ModelCheckpoint(f"{path}.safetensors", **given), logs, batches=batches)
    theirs = play(keras.callbacks.ModelCheckpoint(f"{path}.keras", **given), logs, batches=batches)
    assert ours.saved == _as_safetensors(theirs.saved)


def test_before_there_is_a_best_one_a_model_without_a_value_is_saved_and_later_not(
    caplog: pytest.LogCaptureFixture,
) -> None:
    logs: list[dict[str, float]] = [{"loss": 1}, {"loss": 1, "val_loss": 5}, {"loss": 1}, {"loss": 1, "val_loss": 4}]
    model = play(ModelCheckpoint("best", save_best_only=True), logs)
    assert model.saved == [("best", 0), ("best", 1), ("best", 3)]
    assert len(caplog.records) == 1
    assert "ModelCheckpoint: there is no 'val_loss' to monitor; available: loss" in caplog.text


def test_the_best_of_earlier_runs_counts() -> None:
    callback = ModelCheckpoint("best", save_best_only=True)
    play(callback, [{"val_loss": 2.0}])
    assert play(callback, [{"val_loss": 3.0}, {"val_loss": 1.0}]).saved == [("best", 1)]


def test_a_metric_says_itself_which_way_is_better() -> None:
    callback = ModelCheckpoint("best", monitor="nearness", save_best_only=True)
    logs = [{"nearness": value} for value in (1.0, 2.0, 0.5)]
    assert play(callback, logs, params={"directions": {"nearness": "up"}}).saved == [("best", 0), ("best", 1)]


def test_whole_models_and_weights_alone_are_saved_and_come_back(tmp_path: Path) -> None:
    model, x, y = model_of()
    whole, weights = tmp_path / "new" / "folder" / "{epoch:02d}.safetensors", tmp_path / "weights.safetensors"
    callbacks = [ModelCheckpoint(whole), ModelCheckpoint(weights, save_weights_only=True)]
    model.fit(x, y, epochs=2, callbacks=callbacks, verbose=0)
    assert sorted(path.name for path in whole.parent.iterdir()) == ["01.safetensors", "02.safetensors"]
    loaded = load_model(whole.parent / "02.safetensors")
    other, _, _ = model_of(seed=5)
    other.load_weights(weights)
    for again in (loaded, other):
        assert all(np.array_equal(a, b) for a, b in zip(model.get_weights(), again.get_weights(), strict=True))
    assert loaded.optimizer.iterations == 2


def test_logs_may_hold_an_epoch_of_their_own() -> None:
    assert play(ModelCheckpoint("{epoch}-{x}"), [{"epoch": 7, "x": 3}]).saved == [("1-3", 0)]


def test_it_says_what_it_saved_where_that_is_wanted(caplog: pytest.LogCaptureFixture) -> None:
    play(ModelCheckpoint("best", save_best_only=True, verbose=1), [{"val_loss": 2.0}, {"val_loss": 3.0}])
    assert [record.message for record in caplog.records] == ["ModelCheckpoint: epoch 1 saved to best."]


@pytest.mark.parametrize("save_freq", ["batch", 0, -3, 2.5, True, None])
def test_a_save_freq_that_is_none_is_refused(save_freq: Any) -> None:
    assert_says(ArgumentError, lambda: ModelCheckpoint("a", save_freq=save_freq), "save_freq sets when", "'epoch'")


@pytest.mark.parametrize("spoken", ["en", "ko"])
@pytest.mark.parametrize(
    ("path", "named"),
    [("{val_loss}", "'val_loss'"), ("{batch}", "'batch'"), ("{loss:.2q}", "{loss:.2q}"), ("{loss", "{loss")],
)
def test_a_file_name_that_asks_for_what_there_is_not_is_refused(spoken: str, path: str, named: str) -> None:
    set_language(spoken)
    with pytest.raises(ArgumentError) as refused:
        play(ModelCheckpoint(path), [{"loss": 1.0}])
    assert named in str(refused.value)
    known = "loss, epoch" if named.startswith("'") else "{epoch:02d}"
    assert known in refused.value.expected
    assert len(str(refused.value).splitlines()) == 4


def test_an_unknown_mode_is_refused() -> None:
    assert_says(ArgumentError, lambda: ModelCheckpoint("a", mode="best"), "ModelCheckpoint", "'best'")


def test_it_says_how_many_batches_may_pass_until_the_next_file(tmp_path: Path) -> None:
    checkpoint = ModelCheckpoint(tmp_path / "{epoch}-{batch}.safetensors", save_freq=4)
    checkpoint.set_model(model_of()[0])

    def saved() -> list[str]:
        return sorted(path.stem for path in tmp_path.iterdir())

    checkpoint.on_epoch_begin(0)
    assert checkpoint.batches_until_due() == 4
    checkpoint.on_train_batch_end(2)  # it first hears of the third batch
    assert checkpoint.batches_until_due() == 1
    checkpoint.on_train_batch_end(3)
    checkpoint.on_train_batch_end(5)
    checkpoint.on_epoch_begin(1)
    assert (saved(), checkpoint.batches_until_due()) == (["1-4"], 2)
    checkpoint.on_train_batch_end(1)
    assert saved() == ["1-4", "2-2"]
    assert ModelCheckpoint("a.safetensors").batches_until_due() is None


def test_a_state_is_taken_over_with_the_count_of_batches(tmp_path: Path) -> None:
    first = ModelCheckpoint(tmp_path / "{batch}", monitor="loss", save_freq=4)
    play(first, [{"loss": 1.0}], batches=6)
    second = ModelCheckpoint(tmp_path / "{batch}", monitor="loss", save_freq=4)
    second.set_state(first.get_state())
    assert second.batches_until_due() == first.batches_until_due() == 2


@pytest.mark.parametrize("name", ["best.keras", "best.weights.h5", "{epoch}-{val_loss:.2f}.H5", "runs/best.pt"])
@pytest.mark.parametrize("weights_only", [False, True])
def test_a_name_of_another_format_is_refused_before_anything_is_trained(name: str, *, weights_only: bool) -> None:
    assert_explained(
        FileError, lambda: ModelCheckpoint(name, save_weights_only=weights_only), Path(name).stem, ".safetensors"
    )

from __future__ import annotations

import keras

import nervure
from nervure import callbacks, training


def test_callbacks_are_found_under_keras_name_for_them() -> None:
    assert nervure.callbacks is callbacks
    for name in callbacks.__all__:
        assert getattr(callbacks, name) is getattr(training.callbacks, name)
        assert hasattr(keras.callbacks, name), f"{name} is no word of Keras"


def test_every_callback_is_a_callback() -> None:
    kinds = [getattr(callbacks, name) for name in callbacks.__all__ if name != "CallbackList"]
    assert all(issubclass(kind, callbacks.Callback) for kind in kinds)
    assert len(kinds) == 11

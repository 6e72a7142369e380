"""The second face: Keras' layout, so that code runs when only its import line changes."""

from __future__ import annotations

import importlib
import pkgutil
import weakref

import keras
import pytest

import nervure
import nervure.keras

# Words of nervure that Keras does not have, or has elsewhere.
OURS = {
    "layers": {"AttachMask", "Maxout", "TorchModule", "TorchProgram", "TABLE", "Convolution2D", "experimental"},
    "losses": {
        "FUSED",
        "TABLE",
        "HalfSquaredError",
        "TorchFunction",
        "LossCache",
        "half_squared_error",
        "needs_shapes",
    },
    "metrics": {"TABLE", "ConfusionMatrix", "confusion_matrix", "check_name", "needs_shapes", "accuracy", "Confusion"},
    "optimizers": {"TABLE", "LearningRateSchedule"},
    "models": {"Input", "model_from_config", "save_model", "load_model"},
    "initializers": {"TABLE", "GivenArray", "GivenFunction", "Draws", "RandomInitializer", "compute_fans"},
    "regularizers": {"TABLE"},
    "constraints": {"TABLE"},
    "callbacks": {"CallbackList"},
    "activations": {"swish"},
    "backend": set(),
    "config": set(),
    "preprocessing": set(),
    "saving": set(),
    "utils": set(),
}


@pytest.mark.parametrize("name", list(OURS))
def test_every_name_is_one_of_keras_or_known_as_ours(name: str) -> None:
    ours, theirs = getattr(nervure.keras, name), getattr(keras, name)
    unknown = {each for each in ours.__all__ if not hasattr(theirs, each)}
    assert unknown <= OURS[name], f"neither Keras' nor listed: {sorted(unknown - OURS[name])}"


def test_the_layout_is_that_of_keras() -> None:
    modules = {found.name for found in pkgutil.iter_modules(nervure.keras.__path__)}
    assert modules == set(OURS)
    assert all(hasattr(keras, name) for name in nervure.keras.__all__)


def test_the_backend_answers_as_keras_does_before_anything_is_set() -> None:
    for name in ("epsilon", "floatx", "image_data_format"):
        assert getattr(nervure.keras.backend, name)() == getattr(keras.backend, name)()


def test_clearing_the_session_gives_back_models_that_nobody_holds() -> None:
    held, left = (nervure.keras.Sequential([nervure.keras.layers.Dense(1, input_shape=(2,))]) for _ in range(2))
    weights = [weakref.ref(model.weights[0].array) for model in (held, left)]
    del left
    nervure.keras.backend.clear_session()
    assert [weight() is None for weight in weights] == [False, True]
    assert nervure.keras.utils.clear_session is nervure.keras.backend.clear_session


def test_names_are_the_same_things_as_in_the_rooms() -> None:
    for room in ("layers", "models", "losses", "optimizers", "metrics", "callbacks", "initializers"):
        second, first = getattr(nervure.keras, room), getattr(nervure, room)
        for name in second.__all__:
            home = first if name in first.__all__ else nervure.losses  # keras.metrics lists functions of losses too
            assert getattr(second, name) is getattr(home, name)
    assert nervure.keras.Sequential is nervure.Sequential
    assert nervure.keras.Input is nervure.Input
    assert nervure.keras.utils.set_random_seed is nervure.set_seed


@pytest.mark.parametrize(
    "line",
    [
        "from nervure.keras import models, layers",
        "from nervure.keras.models import Sequential, Model, load_model",
        "from nervure.keras.layers import Dense, Conv2D, MaxPool2D, Layer",
        "from nervure.keras.layers.experimental import preprocessing",
        "from nervure.keras.layers.experimental.preprocessing import Rescaling",
        "from nervure.keras.optimizers import Adam, SGD",
        "import nervure.keras.optimizers.schedules",
        "from nervure.keras.optimizers.schedules import CosineDecay, ExponentialDecay",
        "from nervure.keras.callbacks import EarlyStopping, ModelCheckpoint",
        "from nervure.keras.losses import BinaryCrossentropy",
        "from nervure.keras import backend as K; K.clear_session(); K.image_data_format()",
        "from nervure.keras.utils import set_random_seed, to_categorical, image_dataset_from_directory",
        "from nervure.keras.preprocessing.image import load_img, img_to_array, smart_resize",
        "from nervure.keras.preprocessing.sequence import pad_sequences",
        "from nervure.keras.preprocessing import image, timeseries_dataset_from_array",
        "import nervure as tf; tf.keras.preprocessing.image.load_img; tf.keras.utils.normalize",
        "import nervure.keras as keras; keras.layers.Dense(3)",
        "import nervure as tf; tf.keras.layers.experimental.preprocessing.Rescaling(1 / 255)",
        "import nervure as tf; tf.keras.models.Sequential(); tf.keras.Input((3,))",
        "import nervure as tf; tf.keras.losses.MeanSquaredError(); tf.keras.saving.load_model",
    ],
)
def test_import_lines_of_keras_work(line: str) -> None:
    names: dict[str, object] = {}
    exec(line, names)  # noqa: S102
    assert len(names) > 1


def test_every_module_of_the_face_can_be_imported_alone() -> None:
    for found in pkgutil.walk_packages(nervure.keras.__path__, "nervure.keras."):
        module = importlib.import_module(found.name)
        assert module.__doc__

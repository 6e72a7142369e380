"""What a subclass overrides is called as often as Keras asks for it, or refused: for every public class of Keras.

Which methods Keras calls of an object is found by listening to a Keras network with a subclass that defines them all;
nothing here knows which methods nervure calls.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import nervure.keras as ours
from nervure.errors import ArgumentError
from nervure.overrides import refuse_overrides
from nervure.training.callbacks.callback import OLD_NAMES
from tests.parity.both import KERAS_CONVERSION
from tests.parity.overridden import X, Y, around, hooks, layer_lives, listening, trained

keras = pytest.importorskip("keras")
pytestmark = [pytest.mark.filterwarnings(KERAS_CONVERSION), pytest.mark.filterwarnings("ignore::UserWarning")]

LIVES = layer_lives()
# What a class calls of itself to keep weights and penalties: nothing is computed by these.
BY_ITSELF = {
    "add_loss", "add_optimizer_variables", "add_variable", "add_variable_from_reference", "add_weight", "count_params",
}  # fmt: skip


def names_of(package: str) -> list[str]:
    """The classes of a package of Keras that are here too, each once."""
    of_keras, mine = getattr(keras, package), getattr(ours, package)
    found = {}
    for name in sorted(vars(of_keras)):
        kind = getattr(of_keras, name)
        if inspect.isclass(kind) and kind.__name__ == name and inspect.isclass(getattr(mine, name, None)):
            found[name] = kind
    return list(found)


def heard_by(library: Any, package: str, name: str, names: list[str], live: Callable[[Any, Any], None]) -> set[str]:
    heard: set[str] = set()
    kind = getattr(getattr(library, package), name) if package else getattr(library, name)
    live(library, listening(kind, names, heard))
    return heard


def assert_all_count(package: str, name: str, live: Callable[[Any, Any], None]) -> None:
    of_keras = getattr(keras, package) if package else keras
    wanted = heard_by(keras, package, name, hooks(getattr(of_keras, name)), live) - BY_ITSELF
    mine = getattr(getattr(ours, package), name) if package else getattr(ours, name)
    if package == "layers":
        wanted.discard("__call__")  # whoever draws the network calls it, here as there
    refused = {method for method in wanted if is_refused(mine, method)}
    for method in refused:
        with pytest.raises(ArgumentError, match=f"{method} would never be called"):
            live(ours, listening(mine, [method], set()))
    # Keras' own on_train_batch_end calls on_batch_end; here the one that a class defines is called.
    old = {method for method in wanted - refused if method in OLD_NAMES.values()}
    for taken in (wanted - refused - old, old):
        assert taken <= heard_by(ours, package, name, sorted(taken), live)


def is_refused(kind: type, method: str) -> bool:
    try:
        refuse_overrides(listening(kind, [method], set()))
    except ArgumentError:
        return True
    return False


@pytest.mark.parametrize("name", LIVES)
def test_methods_of_layers_count_or_are_refused(name: str) -> None:
    assert_all_count("layers", name, lambda library, kind: trained(LIVES[name](library, kind)))


def test_every_layer_of_keras_is_listened_to() -> None:
    elsewhere = {"Embedding", "Input", "InputLayer", "Lambda", "Layer"}  # inputs; abstract; a function of one's own
    assert set(names_of("layers")) - elsewhere <= set(LIVES)


def test_methods_of_embeddings_count_or_are_refused() -> None:
    def live(library: Any, kind: Any) -> None:
        model = library.Sequential([library.Input((3,)), kind(5, 2), library.layers.Flatten(), library.layers.Dense(1)])
        model.compile("sgd", "mse")
        model.fit(np.array([[1, 2, 3]]), np.array([[1.0]]), verbose=0)
        model.predict(np.array([[1, 2, 3]]), verbose=0)

    assert_all_count("layers", "Embedding", live)


@pytest.mark.parametrize("name", ["MeanSquaredError", "MeanAbsoluteError", "Huber", "LogCosh", "Poisson"])
def test_methods_of_losses_count_or_are_refused(name: str) -> None:
    assert_all_count("losses", name, lambda library, kind: trained(around(library, lambda x: x), loss=kind()))


@pytest.mark.parametrize("name", ["MeanAbsoluteError", "MeanSquaredError", "RootMeanSquaredError", "R2Score", "AUC"])
def test_methods_of_metrics_count_or_are_refused(name: str) -> None:
    def live(library: Any, kind: Any) -> None:
        made = kind()
        model = around(library, lambda x: x)
        model.compile("sgd", "mse", metrics=[made])
        targets = (Y > 0).astype("float32")
        model.fit(X, targets, verbose=0, epochs=2)
        model.evaluate(X, targets, verbose=0)

    assert_all_count("metrics", name, live)


@pytest.mark.parametrize("name", [name for name in names_of("optimizers") if name != "Optimizer"])
def test_methods_of_optimizers_count_or_are_refused(name: str) -> None:
    def live(library: Any, kind: Any) -> None:
        trained(around(library, lambda x: x), optimizer=kind(learning_rate=0.01, use_ema=True))

    assert_all_count("optimizers", name, live)


@pytest.mark.parametrize("name", ["Callback", "EarlyStopping", "ReduceLROnPlateau", "History", "TerminateOnNaN"])
def test_methods_of_callbacks_count_or_are_refused(name: str) -> None:
    def live(library: Any, kind: Any) -> None:
        model = around(library, lambda x: x)
        model.compile("sgd", "mse")
        model.fit(X, Y, verbose=0, epochs=2, validation_split=0.5, callbacks=[kind()])
        if name == "Callback":
            model.evaluate(X, Y, verbose=0, callbacks=[kind()])
            model.predict(X, verbose=0, callbacks=[kind()])

    # Keras' list of callbacks calls the old names by the new ones.
    assert_all_count("callbacks", name, live)


@pytest.mark.parametrize("name", ["Zeros", "GlorotUniform", "RandomNormal", "Constant", "Orthogonal"])
def test_methods_of_initializers_count_or_are_refused(name: str) -> None:
    def live(library: Any, kind: Any) -> None:
        trained(around(library, library.layers.Dense(2, kernel_initializer=kind())))

    assert_all_count("initializers", name, live)


@pytest.mark.parametrize("name", ["L1", "L2", "L1L2", "OrthogonalRegularizer"])
def test_methods_of_regularizers_count_or_are_refused(name: str) -> None:
    def live(library: Any, kind: Any) -> None:
        trained(around(library, library.layers.Dense(2, kernel_regularizer=kind())))

    assert_all_count("regularizers", name, live)


@pytest.mark.parametrize("name", ["MaxNorm", "NonNeg", "UnitNorm", "MinMaxNorm"])
def test_methods_of_constraints_count_or_are_refused(name: str) -> None:
    def live(library: Any, kind: Any) -> None:
        trained(around(library, library.layers.Dense(2, kernel_constraint=kind())))

    assert_all_count("constraints", name, live)


@pytest.mark.parametrize("name", ["ExponentialDecay", "CosineDecay"])
def test_methods_of_schedules_count_or_are_refused(name: str) -> None:
    options = {"ExponentialDecay": (0.1, 10, 0.9), "CosineDecay": (0.1, 10)}[name]
    heard = []
    for library in (keras, ours):
        schedules = library.optimizers.schedules

        class Listening(getattr(schedules, name)):  # type: ignore[misc]
            def __call__(self, step: Any) -> Any:
                heard.append(name)
                return super().__call__(step)

        before = len(heard)
        trained(around(library, lambda x: x), optimizer=library.optimizers.SGD(Listening(*options)))
        assert len(heard) > before


def test_methods_of_a_chain_count_or_are_refused() -> None:
    def live(library: Any, kind: Any) -> None:
        trained(kind([library.Input((6, 4)), library.layers.Flatten(), library.layers.Dense(1)]))

    assert_all_count("", "Sequential", live)

"""Children of a process that computed with several threads compute too: every kind of network, every way to fork."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap

import pytest

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="forks")

_NETWORKS = """
import faulthandler, os, sys
faulthandler.dump_traceback_later(60, exit=True)  # one that waits for ever is ended here
import numpy as np, torch
import nervure
from nervure.layers import *
torch.set_num_threads(2)
draw = np.random.default_rng(0)
SHAPES = {"conv": (64, 12, 12, 3), "lstm": (64, 10, 6), "dense": (64, 600)}
X = {kind: draw.normal(size=shape).astype("float32") for kind, shape in SHAPES.items()}
Y = np.arange(64) % 3
MIDDLE = {
    "conv": lambda: [Conv2D(8, 3, activation="relu"), BatchNormalization(), MaxPooling2D(), Dropout(0.2), Flatten()],
    "lstm": lambda: [LSTM(16, return_sequences=True), GRU(8)],
    "dense": lambda: [Dense(400, activation="relu"), Dropout(0.3)],
}
def trained(kind, epochs=1):
    nervure.set_seed(3)
    model = nervure.Sequential([Input(X[kind].shape[1:]), *MIDDLE[kind](), Dense(3, activation="softmax")])
    model.compile("adam", "sparse_categorical_crossentropy")
    model.fit(X[kind], Y, epochs=epochs, batch_size=16, verbose=0, diagnose=False)
    return model
def answer(kind):
    return trained(kind).predict(X[kind], verbose=0).tobytes()
"""


def assert_runs(program: str, **environment: str) -> None:
    code = _NETWORKS + textwrap.dedent(program)
    variables = {**os.environ, "OMP_NUM_THREADS": "2", **environment}
    # Python 3.12 warns of forks beside other threads; here they are the point.
    command = [sys.executable, "-W", "ignore::DeprecationWarning", "-c", code]
    ended = subprocess.run(command, env=variables, capture_output=True, text=True, check=False, timeout=200)
    assert ended.returncode == 0, ended.stderr[-3000:]


@pytest.mark.covering
@pytest.mark.parametrize("kernels", ["auto", "torch"])
@pytest.mark.parametrize("kind", ["conv", "lstm", "dense"])
def test_a_child_goes_on_where_its_parent_had_computed_with_two_threads(kind: str, kernels: str) -> None:
    program = f"""
    model = trained({kind!r})
    before = model.predict(X[{kind!r}], verbose=0)
    child = os.fork()
    if child == 0:
        same = np.allclose(model.predict(X[{kind!r}], verbose=0), before, rtol=0, atol=1e-6)
        model.fit(X[{kind!r}], Y, verbose=0)
        os._exit(0 if same else 3)
    assert os.waitpid(child, 0)[1] == 0
    assert model.predict(X[{kind!r}], verbose=0).tobytes() == before.tobytes()
    """
    assert_runs(program, NERVURE_KERNELS=kernels)


def test_children_compute_with_as_many_threads_and_the_same_bits() -> None:
    program = """
    from nervure.kernels.native import compiled
    if compiled() is None:
        sys.exit()
    expected = {kind: answer(kind) for kind in X}
    child = os.fork()
    if child == 0:
        os._exit(0 if torch.get_num_threads() == 2 and {kind: answer(kind) for kind in X} == expected else 3)
    assert os.waitpid(child, 0)[1] == 0
    """
    assert_runs(program)


def test_a_pool_of_processes_trains_the_same_networks() -> None:
    program = """
    import multiprocessing
    expected = answer("conv")
    with multiprocessing.get_context("fork").Pool(2) as pool:
        answers = pool.map_async(answer, ["conv"] * 3).get(timeout=50)
    alone, *others = (np.frombuffer(each, "float32") for each in [expected, *answers])
    assert all(other.shape == (64 * 3,) and np.allclose(other, alone, atol=1e-6) for other in others)
    """
    assert_runs(program)


def test_workers_of_a_data_loader_compute_while_trainingassert_runs() -> None:
    program = """
    from torch.utils.data import DataLoader, Dataset
    model = trained("dense")
    features = nervure.Model(model.inputs, model.layers[0].output)
    class Computed(Dataset):
        def __len__(self): return 64
        def __getitem__(self, n): return features.predict(X["dense"][n:n + 1], verbose=0)[0], Y[n]
    learner = nervure.Sequential([Input((400,)), Dense(3, activation="softmax")])
    learner.compile("adam", "sparse_categorical_crossentropy")
    learner.fit(DataLoader(Computed(), batch_size=16, num_workers=2), epochs=2, verbose=0)
    """
    assert_runs(program)


def test_threads_that_are_born_after_a_fork_inside_a_training_do_not_flush_denormals_for_life() -> None:
    program = """
    from nervure.kernels.denormals import denormals_are_flushed, flushing_denormals
    trained("dense")
    if not torch.set_flush_denormal(True):
        sys.exit()
    torch.set_flush_denormal(False)
    with flushing_denormals():
        child = os.fork()
        if child == 0:
            os._exit(0)
        os.waitpid(child, 0)
        assert denormals_are_flushed()
    assert int((torch.full((1 << 20,), 2.0**-140) * 0.5 != 0).sum()) == 1 << 20
    """
    assert_runs(program)

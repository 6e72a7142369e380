from __future__ import annotations

import os
import subprocess
import sys

# Runs in a process of its own. Libraries come first: what they do at their import is theirs. An audit hook then sees
# every file opened for writing, every connection and every process, whoever asks for it.
PROGRAM = """
import importlib, logging, os, pkgutil, random, sys, threading
import keras, matplotlib.figure, numpy, pooch, rich.console, safetensors.torch, torch, typer

def state():
    torch_state = torch.random.get_rng_state().tolist()
    numpy_state = numpy.random.get_state()[1].tolist()
    loggers = [logging.getLogger(), logging.getLogger("nervure")]
    return {
        "seeds": (torch_state, numpy_state, random.getstate()),
        "torch threads": (torch.get_num_threads(), torch.get_num_interop_threads()),
        "torch settings": (torch.get_default_dtype(), torch.are_deterministic_algorithms_enabled()),
        "denormals": (torch.tensor([2.0**-140]) * 0.5).item() > 0,
        "matplotlib settings": dict(matplotlib.rcParams),
        "environment": dict(os.environ),
        "log handlers": [(list(logger.handlers), logger.level, logger.propagate) for logger in loggers],
        "threads": [thread.name for thread in threading.enumerate()],
        "folder": os.getcwd(),
        "warnings": __import__("warnings").filters[:],
    }

events = []
def hook(event, arguments):
    if event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+"):
        events.append((event, str(arguments[0])))
    if event in ("socket.connect", "socket.getaddrinfo", "subprocess.Popen", "os.mkdir", "os.system", "os.fork"):
        events.append((event, str(arguments)))

before = state()
sys.addaudithook(hook)
import nervure
names = ["nervure"]
for found in pkgutil.walk_packages(nervure.__path__, "nervure."):
    if not found.name.endswith("__main__"):
        importlib.import_module(found.name)
        names.append(found.name)

def say():
    after = state()
    changed = [name for name in before if before[name] != after[name]]
    print(len(names) > 50, changed, events)

say()
DEEDS
say()
"""
DEEDS = """
torch.rand(1)
os.environ["A_NEW_ONE"] = "1"
logging.getLogger("nervure").addHandler(logging.NullHandler())
open(os.devnull, "w").close()
"""


def output(program: str) -> str:
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_nothing_happens_at_import_and_what_happens_afterwards_is_seen() -> None:
    assert output(PROGRAM.replace("DEEDS", DEEDS)).splitlines() == [
        "True [] []",
        f"True ['seeds', 'environment', 'log handlers'] [('open', '{os.devnull}')]",
    ]


def test_the_face_needs_no_torch() -> None:
    heavy = ("torch", "numpy", "matplotlib", "rich", "typer", "PIL")
    program = f"import sys, nervure; dir(nervure); print([name for name in {heavy} if name in sys.modules])"
    assert output(program) == "[]"


def test_a_network_is_built_and_fitted_without_what_only_pictures_screens_pages_and_errors_need() -> None:
    apart = ("PIL", "rich", "typer", "matplotlib", "pooch", "html", "h5py", "onnx")
    rooms = ("cli", "data.auditing", "data.pictures", "explain", "insight", "keras.utils", "language.catalogue")
    rooms += ("render.curves", "render.live", "render.page", "render.summary", "report", "tasks", "testing")
    program = f"""
import sys
from nervure.keras import layers, models
model = models.Sequential([layers.Dense(2, activation="softmax", input_shape=(3,))])
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit([[1.0, 2.0, 3.0]] * 4, [0, 1, 0, 1], epochs=2, verbose=0)
print([name for name in {apart} if name in sys.modules])
print([name for name in {rooms} if "nervure." + name in sys.modules])
"""
    assert output(program) == "[]\n[]"

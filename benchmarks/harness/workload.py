"""What is measured: workloads and their goals."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple, TypeAlias

from benchmarks.harness.network import Array, BatchNormalization, Network

# The tasks of a turn; for each library, benchmarks/contenders has a function for each supported task.
TASKS = ("steps", "epochs", "predict", "start", "until", "accuracy", "rates", "kernels", "folder", "pictures")
BEST_PEER = "best peer"
DISTINCT = 24  # different batches of steps; afterwards they repeat
NUM_DIGITS = 10_000  # included in the package
HELD_OUT = 10_000  # of those that are not included
REACHED = 0.99  # of the held-out digits: a complete run ends there


class Samples(NamedTuple):
    """Inputs (N, ...) and targets (N,), in the memory order that all contenders get."""

    x: Array
    y: Array


class AtLeast(NamedTuple):
    """A factor of speed (or size) compared with a contender.

    Attributes:
        words: its text in the goal table.
        ratio: the ratio to reach.
        against: a contender, or :data:`BEST_PEER`.
        ours: nervure's contender.
    """

    words: str
    ratio: float
    against: str = BEST_PEER
    ours: str = "nervure"


class AtMost(NamedTuple):
    """No more than a limit, in the unit of the figure.

    Attributes:
        words: its text in the goal table.
        limit: the limit not to exceed.
        beyond: a contender whose figure is added to the limit; empty for none.
        ours: nervure's contender.
    """

    words: str
    limit: float
    beyond: str = ""
    ours: str = "nervure"


class Within(NamedTuple):
    """An accuracy that may fall short of a contender's by at most a margin.

    Attributes:
        words: its text in the goal table.
        margin: as a fraction of the samples; below 0, it must be higher by that much.
        against: a contender.
        ours: nervure's contender.
    """

    words: str
    margin: float
    against: str
    ours: str = "nervure"


class Reaches(NamedTuple):
    """An accuracy that each training run must reach within a time limit.

    Attributes:
        words: its text in the goal table.
        accuracy: the accuracy to reach, as a fraction.
        seconds: the maximum time of a training run.
        ours: nervure's contender.
    """

    words: str
    accuracy: float
    seconds: float = math.inf
    ours: str = "nervure"


Goal: TypeAlias = AtLeast | AtMost | Within | Reaches


class Recipe(NamedTuple):
    """The training recipe if the result counts: Adam with a one-cycle rate (PyTorch's ``OneCycleLR``).

    Attributes:
        batch: samples per step.
        epochs: the epochs of the cycle.
        peak: the highest rate.
        momentum: the momentum of batch normalization's statistics, which must settle within few steps.
    """

    batch: int
    epochs: int
    peak: float
    momentum: float


@dataclass(frozen=True)
class Workload:
    """One task that all contenders do.

    Args:
        name: its name on the command line, and that of its results file.
        title: its title in the table.
        task: one of :data:`TASKS`.
        contenders: their names in the table of contenders, in the order of their turns.
        samples: creates a number of samples; None if there are none.
        network: the network to train or evaluate.
        batch: samples per step, or per call.
        steps: timed steps of a turn (steps); batches of an epoch (folder); runs of the program (start); epochs at most
            (until, accuracy, Keras' images).
        warm: warm-up steps before timing starts in each turn.
        seconds: the minimum duration of a turn (epochs, predict, later passes over a folder).
        rounds: how often the contenders take turns.
        figure: what is compared: "time", "memory" or "accuracy"; "values" if nothing is.
        goals: its goals in the goal table.
        environment: variables for every contender.
        program: the program that is started (start): "import" or "help"; the timed pass (folder): "first" or "later".
        side: the size of the images, in pixels (folder); 0 for that of the files.
        held_out: how many of the last samples are for validation and testing (images).
        recipe: how nervure trains (until).
        is_for_peers: whether peers also train with the recipe; otherwise with their defaults.
        expected: the approximate seconds on two cores, for all contenders and rounds together.
    """

    name: str
    title: str
    task: str
    contenders: tuple[str, ...]
    samples: Callable[[int], Samples] | None = None
    network: Network = ()
    batch: int = 128
    steps: int = 10
    warm: int = 3
    seconds: float = 0.5
    rounds: int = 3
    figure: str = "time"
    goals: tuple[Goal, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    program: str = ""
    side: int = 0
    held_out: tuple[int, int] = (0, 0)
    recipe: Recipe | None = None
    is_for_peers: bool = False
    expected: float = 60.0

    @property
    def is_binary(self) -> bool:
        """Whether the network is binary; otherwise it chooses a class."""
        return getattr(self.network[-1], "activation", None) == "sigmoid"

    @property
    def peers_recipe(self) -> Recipe | None:
        """How peers train; None for their defaults."""
        return self.recipe if self.is_for_peers else None

    def trained_by(self, recipe: Recipe | None) -> Workload:
        """The same with the recipe's momentum; without a recipe, the workload itself."""
        if recipe is None:
            return self
        changed = (
            layer._replace(momentum=recipe.momentum) if isinstance(layer, BatchNormalization) else layer
            for layer in self.network
        )
        return replace(self, network=tuple(changed))

    @property
    def num_samples(self) -> int:
        """The number of samples that are created."""
        batches = {"steps": DISTINCT, "epochs": self.steps, "predict": 1, "folder": self.steps}
        return self.batch * batches[self.task] if self.task in batches else NUM_DIGITS

"""What is measured: a workload, and the goals it is held to."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple, TypeAlias

from benchmarks.harness.network import Array, BatchNormalization, Network

# What a contender does in a turn; benchmarks/contenders has a function for each of these that a library can do.
TASKS = ("steps", "epochs", "predict", "start", "until", "accuracy", "rates", "kernels", "folder", "pictures")
BEST_PEER = "best peer"
DISTINCT = 24  # batches of steps that differ; they come again afterwards
NUM_DIGITS = 10_000  # that come with the package
HELD_OUT = 10_000  # of those that do not
REACHED = 0.99  # of the digits held out: there a whole training ends


class Samples(NamedTuple):
    """Inputs (N, ...) and targets (N,), as they lie in memory for everybody."""

    x: Array
    y: Array


class AtLeast(NamedTuple):
    """So many times as fast (or as small) as somebody.

    Attributes:
        words: the row of the goal table.
        ratio: to reach.
        against: a contender, or :data:`BEST_PEER`.
        ours: our contender.
    """

    words: str
    ratio: float
    against: str = BEST_PEER
    ours: str = "nervure"


class AtMost(NamedTuple):
    """No more than a limit, in the unit of the figure.

    Attributes:
        words: the row of the goal table.
        limit: not to exceed.
        beyond: a contender whose figure is added to the limit; empty for none.
        ours: our contender.
    """

    words: str
    limit: float
    beyond: str = ""
    ours: str = "nervure"


class Within(NamedTuple):
    """An accuracy no lower than somebody's by more than a margin.

    Attributes:
        words: the row of the goal table.
        margin: the part of the samples; below 0 it must be so much higher.
        against: a contender.
        ours: our contender.
    """

    words: str
    margin: float
    against: str
    ours: str = "nervure"


class Reaches(NamedTuple):
    """An accuracy that each training reaches, within a time.

    Attributes:
        words: the row of the goal table.
        accuracy: the part of the samples.
        seconds: a training takes at most.
        ours: our contender.
    """

    words: str
    accuracy: float
    seconds: float = math.inf
    ours: str = "nervure"


Goal: TypeAlias = AtLeast | AtMost | Within | Reaches


class Recipe(NamedTuple):
    """How a training goes where its result counts: Adam, the rate of one cycle (PyTorch's ``OneCycleLR``).

    Attributes:
        batch: samples a step.
        epochs: of the cycle.
        peak: the highest rate.
        momentum: of batch normalisation's statistics, which few steps must settle.
    """

    batch: int
    epochs: int
    peak: float
    momentum: float


@dataclass(frozen=True)
class Workload:
    """One thing that everybody does.

    Args:
        name: what the command line takes, and the name of its file of results.
        title: a line for the table.
        task: one of :data:`TASKS`.
        contenders: names in the table of contenders, in the order of their turns.
        samples: makes so many; None where there are none.
        network: what is trained or asked.
        batch: samples a step, or a call.
        steps: timed steps of a turn (steps); batches of an epoch (folder); runs of the program (start); epochs at most
            (until, accuracy, Keras' pictures).
        warm: steps before the clock starts in each turn.
        seconds: a turn lasts at least so long (epochs, predict, later passes over a folder).
        rounds: how often the contenders take turns.
        figure: what is compared: "time", "memory" or "accuracy"; "values" where nothing is.
        goals: what the goal table asks for.
        environment: variables that every contender gets.
        program: what is started (start): "import" or "help"; which pass is timed (folder): "first" or "later".
        side: of the pictures that are wanted, in pixels (folder); 0 for that of the files.
        held_out: how many of the last samples are to validate and to test with (pictures).
        recipe: how we train (until).
        is_for_peers: whether peers train by the recipe too; else with their defaults.
        expected: seconds it takes on two cores, all contenders and rounds together, roughly.
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
        """Whether the network says yes or no; else it chooses a class."""
        return getattr(self.network[-1], "activation", None) == "sigmoid"

    @property
    def peers_recipe(self) -> Recipe | None:
        """How peers train; None for their defaults."""
        return self.recipe if self.is_for_peers else None

    def trained_by(self, recipe: Recipe | None) -> Workload:
        """The same with the recipe's momentum; for no recipe the workload itself."""
        if recipe is None:
            return self
        changed = (
            layer._replace(momentum=recipe.momentum) if isinstance(layer, BatchNormalization) else layer
            for layer in self.network
        )
        return replace(self, network=tuple(changed))

    @property
    def num_samples(self) -> int:
        """How many are made."""
        batches = {"steps": DISTINCT, "epochs": self.steps, "predict": 1, "folder": self.steps}
        return self.batch * batches[self.task] if self.task in batches else NUM_DIGITS

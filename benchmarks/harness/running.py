"""Runs a workload: each contender in a separate process, in turns A B A B, with a pause in between."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from benchmarks.contenders.table import CONTENDERS
from benchmarks.harness import machine
from benchmarks.harness.contender import python_of
from benchmarks.harness.inputs import SEED, OrderOf, inputs_of, save
from benchmarks.harness.network import Array
from benchmarks.harness.process import ContenderFailedError, ContenderProcess
from benchmarks.harness.result import Entry, Result
from benchmarks.harness.workload import Workload
from benchmarks.works.data import DataMissingError

_SHORTEST_LOOK = 0.1  # seconds to check what else the machine does
_PREPARE_SECONDS, _TURN_SECONDS = 240.0, 1800.0
# Their time counts from the start of the process, so processes are not started before their turn.
_FROM_THE_START = ("until",)
# Their first turn is as long as any other, and they need no warm-up.
_WITHOUT_WARM_UP = ("until", "accuracy", "rates", "kernels", "pictures")

Told = Callable[[str], None]


class Options(NamedTuple):
    """The options of a run.

    Attributes:
        pause: seconds between two turns: worker threads spin for a while after their last job.
        changes: fields of the workload to change, for a smaller one.
        told: called with a line for each event.
    """

    pause: float = 1.0
    changes: Mapping[str, Any] = MappingProxyType({})
    told: Told = lambda _line: None


def run(name: str, result: Result, save_so_far: Callable[[Result], object], options: Options) -> Result:
    """Measures a workload.

    Args:
        name: the name of the workload.
        result: the information known in advance: the machine, the settings, the contenders' empty entries.
        save_so_far: called after each round.
        options: the options of the run.
    """
    from benchmarks.works.table import WORKS

    work = replace(WORKS[name], **options.changes)
    look = max(options.pause, _SHORTEST_LOOK)
    result.load, result.busy = [machine.load()], [machine.busy(look)]
    with tempfile.TemporaryDirectory() as folder:
        inputs = Path(folder) / "inputs.npz"
        try:
            save(inputs_of(work, shuffled), inputs)
        except DataMissingError as error:
            for entry in result.entries:
                entry.trouble = str(error)
        with _opened(work, inputs, result.entries, options) as open_contenders:
            for number in range(1, work.rounds + 1):
                for contender in open_contenders:
                    contender.take_turn(number)
                save_so_far(result)
    result.load.append(machine.load())
    result.busy.append(machine.busy(look))
    result.is_complete = True
    save_so_far(result)
    return result


def shuffled(num_samples: int, batch_size: int) -> OrderOf:
    """The order of each epoch as nervure's ``fit`` draws it, used for all contenders."""
    import numpy as np

    from nervure.data import ArrayDataset

    dataset = ArrayDataset(np.zeros(num_samples), batch_size=batch_size)

    def order(epoch: int) -> Array:
        found = dataset.order(epoch, SEED)
        assert found is not None, "fit shuffles what lies in memory"
        return found.numpy()

    return order


class _Competitor:
    """A contender in one workload: its process and its readings."""

    def __init__(self, work: Workload, inputs: Path, entry: Entry, options: Options, stack: ExitStack) -> None:
        self._work, self._inputs, self._entry, self._options, self._stack = work, inputs, entry, options, stack
        self._contender = CONTENDERS[entry.name]
        self._process: ContenderProcess | None = None

    def begin(self) -> None:
        """Starts the process, prepares it and warms it up, unless its time counts from the start."""
        if self._work.task not in _FROM_THE_START:
            self._guarded(self._prepare)

    def take_turn(self, number: int) -> None:
        """One turn, unless the contender has failed before."""
        if not self._entry.trouble:
            self._guarded(lambda: self._turn(number))

    def _guarded(self, action: Callable[[], None]) -> None:
        try:
            action()
        except ContenderFailedError as error:
            self._entry.trouble = str(error)
            self._options.told(f"  {self._contender.title}: {error}")
        time.sleep(self._options.pause)

    def _prepare(self) -> None:
        python = python_of(self._contender)
        if python is None:
            raise ContenderFailedError("not installed")
        self._process = self._stack.enter_context(ContenderProcess(python, self._contender, self._work.environment))
        question = {
            "do": "prepare", "work": self._work.name, "changes": dict(self._options.changes),
            "inputs": str(self._inputs), "variant": self._contender.variant, "started": self._process.started,
        }  # fmt: skip
        self._entry.versions = self._process.ask(question, _PREPARE_SECONDS)["versions"]
        if self._work.task not in _WITHOUT_WARM_UP:
            self._entry.begin = self._process.ask({"do": "turn", "number": 0}, _TURN_SECONDS)["losses"]

    def _turn(self, number: int) -> None:
        if self._work.task in _FROM_THE_START:
            self._prepare()
        assert self._process is not None
        self._entry.readings.append(self._process.ask({"do": "turn", "number": number}, _TURN_SECONDS))
        if self._work.task in _FROM_THE_START:
            self._process.close()


@contextmanager
def _opened(work: Workload, inputs: Path, entries: Sequence[Entry], options: Options) -> Iterator[list[_Competitor]]:
    with ExitStack() as stack:
        found = [_Competitor(work, inputs, entry, options, stack) for entry in entries if not entry.trouble]
        for competitor in found:
            competitor.begin()
        yield found

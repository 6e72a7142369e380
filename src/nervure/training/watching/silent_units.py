"""Units of ReLU layers that give 0 for every sample of every batch that was looked at."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from nervure.data import Batch
from nervure.graph.plan import Plan
from nervure.layers.step import Step
from nervure.layers.torch_module import TORCH_MODULE
from nervure.ops.op import Context
from nervure.ops.piecewise_activations import RELU6
from nervure.ops.rectifiers import RELU

# As many samples say enough: a unit that speaks for one sample in a hundred has spoken among them, nearly surely.
_SAMPLES, _LOOKS, _SHARE = 256, 3, 2 / 3
# Where all units of a layer are silent at once chance needs fewer samples to be ruled out.
_SAMPLES_IF_ALL, _LOOKS_IF_ALL, _UNITS_IF_ALL = 64, 2, 8
_SUSPICIOUS = 0.9
# A part of a large batch is enough for a look.
_MOST_SAMPLES = 64


class Silent(NamedTuple):
    """A layer most of whose units are dead.

    Attributes:
        layer: the layer.
        dead: how many units are.
        units: of how many.
        since: the step of the first look that found them silent.
        samples: for how many samples they were silent, one look after another.
    """

    layer: str
    dead: int
    units: int
    since: int
    samples: int


class _Silence(NamedTuple):
    """What is known of the units of one step: for how many samples and looks each was silent, and since when."""

    samples: Tensor
    looks: Tensor
    since: Tensor


class SilentUnits:
    """Follows the units of all ReLU steps over several looks.

    Args:
        plan: the unfused steps: what a ReLU gives is a value there.

    Attributes:
        walks: whether there is a ReLU to look at, so that a look walks the plan.
        is_suspicious: whether some layer was almost all silent at the newest look.
    """

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._last = max((number for number, step in enumerate(plan.steps) if is_relu(step)), default=-1)
        self._silence: dict[str, _Silence] = {}
        # Code of the user's own, and carried states, may count on the size of the batch.
        has_own = any(step.op.is_checked or step.op is TORCH_MODULE for step in plan.steps)
        self._takes_part = not has_own and not any(step.op.carries for step in plan.steps)
        self.walks = self._last >= 0
        self.is_suspicious = False

    def look(self, batch: Batch, context: Context) -> list[Silent]:
        """Walks the plan on (a part of) ``batch`` as far as its last ReLU; gives the layers that are dead by now."""
        if not self.walks:
            return []
        inputs = tuple(x[:_MOST_SAMPLES] for x in batch.x) if self._takes_part else batch.x
        found: list[Silent] = []
        self.is_suspicious = False
        for number, visit in enumerate(self._plan.visits(inputs, context)):
            if is_relu(visit.step):
                silent = self._note(visit.step, visit.values[0], context)
                if silent is not None:
                    found.append(silent)
            if number == self._last:
                break
        return found

    def _note(self, step: Step, y: Tensor, context: Context) -> Silent | None:
        silent = y.amax(tuple(range(y.ndim - 1))) <= 0  # (units,)
        units, num_silent = silent.numel(), int(silent.sum())
        if num_silent < _SHARE * units:
            # Whatever was silent before, there are too few now: units that are dead are silent at every look.
            self._silence.pop(step.name, None)
            return None
        zeros = torch.zeros_like(silent, dtype=torch.int64)
        old = self._silence.get(step.name) or _Silence(zeros, zeros, zeros)
        now = _Silence(
            torch.where(silent, old.samples + y.shape[0], 0),
            torch.where(silent, old.looks + 1, 0),
            torch.where(silent & (old.looks == 0), context.step + 1, old.since),
        )
        self._silence[step.name] = now
        self.is_suspicious |= units >= _UNITS_IF_ALL and num_silent >= _SUSPICIOUS * units
        return _verdict(step.layer, now)


def _verdict(layer: str, silence: _Silence) -> Silent | None:
    samples, looks, since = silence
    units = samples.numel()
    are_all = units >= _UNITS_IF_ALL and bool((looks >= _LOOKS_IF_ALL).all())
    enough, often = (_SAMPLES_IF_ALL, _LOOKS_IF_ALL) if are_all else (_SAMPLES, _LOOKS)
    dead = (samples >= enough) & (looks >= often)
    count = int(dead.sum())
    if not count or count < _SHARE * units:
        return None
    return Silent(layer, count, units, int(since[dead].min()), int(samples[dead].min()))


def is_relu(step: Step) -> bool:
    """Whether the step gives 0, with slope 0, for all that is below 0."""
    if step.op is RELU6:
        return True
    return step.op is RELU and not step.options.get("negative_slope") and not step.options.get("threshold")

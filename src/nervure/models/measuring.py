"""``precision="auto"``: decided by a rule if a seed is given, else by what was measured faster."""

from __future__ import annotations

from collections.abc import Sequence

import torch

from nervure.data import Batch
from nervure.graph.precision import PRECISIONS, Precision, best_seconds, bfloat16_is_native, bfloat16_is_usually_faster
from nervure.kernels.denormals import flushing_denormals
from nervure.losses import Loss
from nervure.models.feeding import Feed
from nervure.models.graph_model import GraphModel
from nervure.models.preparation import prepared_step

# Below this many numbers per batch and layer, conversions cost more than the products gain.
_FEWEST_ACTIVATIONS = 1_000_000
# bfloat16 costs accuracy, so it must be at least a tenth faster.
_NEEDED_RATIO = 0.9


def settle_precision(model: GraphModel, feed: Feed, losses: Sequence[Loss | None], seed: int, *, by_rule: bool) -> None:
    """Resolves ``"auto"`` for this model, once per ``compile``.

    Args:
        model: which.
        feed: the training data.
        losses: of its outputs.
        seed: the seed of the measured steps: a few backward passes in each precision, none applied.
        by_rule: whether to decide by processor, network and batch instead of timing: a given seed asks for reproducible
            bits.
    """
    compilation = model.compilation
    if compilation.precision.name != "auto" or compilation.precision_is_settled:
        return
    compilation.precision_is_settled, compilation.precision_choice = True, "rule"
    batch = feed.first_batch()
    if batch is None or not bfloat16_is_native(compilation.device):
        return
    if sum(tensor.numel() for tensor in batch.x) * len(model.layers) < _FEWEST_ACTIVATIONS:
        return
    if by_rule:
        if bfloat16_is_usually_faster(compilation.device):
            compilation.precision = _auto("bfloat16")
        return
    compilation.precision_choice = "measured"
    compilation.precision = measured_precision(model, losses, batch, seed)


def measured_precision(model: GraphModel, losses: Sequence[Loss | None], batch: Batch, seed: int) -> Precision:
    """The faster of float32 and bfloat16 for a few backward passes on ``batch``.

    Any interruption of the measurement, including Ctrl-C, leaves the model unchanged: the next ``fit`` measures again.
    """
    compilation = model.compilation

    def seconds(activations: torch.dtype) -> float:
        compilation.precision = Precision("auto", torch.float32, activations)
        step = prepared_step(model, losses, seed)
        return best_seconds(lambda: step.differentiate(batch), compilation.device)

    before = compilation.precision
    try:
        with torch.no_grad(), flushing_denormals():
            low, high = seconds(torch.bfloat16), seconds(torch.float32)
    except BaseException:
        compilation.precision_is_settled = False
        raise
    finally:
        compilation.precision = before
    return _auto("bfloat16" if low < _NEEDED_RATIO * high else "float32")


def _auto(chosen: str) -> Precision:
    return Precision("auto", torch.float32, PRECISIONS[chosen].activations)

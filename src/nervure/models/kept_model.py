"""A model as it was at one moment, to walk it again: with its weights, its optimizer's memory and its random state."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from nervure.explain.copies import PlanCopy, copied_plan, lent
from nervure.explain.recording import Recorder, Recording, Targets
from nervure.graph.heads import with_heads
from nervure.kernels.convolution_rules import term_by_term
from nervure.losses import Loss
from nervure.models.graph_model import GraphModel
from nervure.models.preparation import next_context
from nervure.models.rehearsing import references_of
from nervure.models.unchanged import unchanged
from nervure.ops.op import Context
from nervure.optimizers import Optimizer


class KeptModel(NamedTuple):
    """What later walks need, all of it copied.

    Attributes:
        model: whose moment it is; nothing of it changes.
        copied: its weights.
        optimizer: what moves them, with what it keeps of them; None where no step is asked for.
        predicting: the context of the prediction.
        training: that of the next training step.
    """

    model: GraphModel
    copied: PlanCopy
    optimizer: Optimizer | None
    predicting: Context
    training: Context

    @classmethod
    def now(cls, model: GraphModel, dtype: torch.dtype, *, trains: bool) -> KeptModel:
        """The moment of the call.

        Args:
            model: one that is built; compiled if it trains.
            dtype: what the walks compute in.
            trains: whether steps will be asked for.
        """
        network = model.network()
        network.store.refresh()
        copied = copied_plan(network.plan, network.store, dtype)
        optimizer = None
        if trains:
            optimizer = model.compilation.optimizer.rehearsal(network.store.trainable, copied.trainable, copied.copies)
        contexts = (next_context(model, training=False), next_context(model, training=True))
        return cls(model, copied, optimizer, *contexts)

    def prediction(self, x: Sequence[Tensor]) -> Recording:
        """What ``predict`` computes."""
        with self._walking(self.predicting) as (recorder, _):
            return recorder.forward_pass(x)

    def step(self, losses: Sequence[Loss | None], x: Sequence[Tensor], targets: Targets) -> Recording:
        """The training step.

        Args:
            losses: one an output.
            x: the batch.
            targets: what its outputs are compared with.
        """
        assert self.optimizer is not None, "a step needs an optimizer"
        with self._walking(self.training) as (recorder, copied):
            plan, heads = with_heads(copied.plan, losses)
            weights = self.model.compilation.loss_weights_of(self.model.output_names)
            known = {kept: copied.copies[parameter] for parameter, kept in self.copied.copies.items()}
            optimizer = self.optimizer.rehearsal(self.copied.trainable, copied.trainable, known)
            return recorder.training_step(plan, heads, weights, x, targets, optimizer)

    @contextlib.contextmanager
    def _walking(self, context: Context) -> Iterator[tuple[Recorder, PlanCopy]]:
        """On copies of what is kept, so that a step leaves it as it is."""
        again = copied_plan(self.copied.plan, self.copied.store, self.copied.plan.dtype)
        own = {parameter: again.copies[kept] for parameter, kept in self.copied.copies.items()}
        copied = again._replace(copies=own)
        optimizer = self.optimizer if context.training else None
        recorder = Recorder(copied, references_of(self.model, copied, optimizer), context)
        with torch.no_grad(), unchanged(self.model), lent(copied), term_by_term():
            yield recorder, copied

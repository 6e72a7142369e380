"""One training step: forward, loss, backward, update; and the part of it that evaluation uses."""

from __future__ import annotations

import functools
import math
import sys
from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from nervure.data import Batch
from nervure.errors import DataError, StateError
from nervure.graph.heads import Head, HeadResult, head_backward, head_forward
from nervure.graph.inference import for_inference
from nervure.graph.plan import Commit, Plan, Walk, apply_commits
from nervure.ops.op import Context
from nervure.optimizers import Optimizer
from nervure.parameter import Store
from nervure.training.diagnosis import Cause, NonFinite, likely_cause, search
from nervure.training.loss_course import LossCourse

# A single comparison with it detects minus infinity and NaN.
_LOWEST = -sys.float_info.max


class StepResult(NamedTuple):
    """The results of one batch.

    Attributes:
        loss: the sum of the weighted losses and the penalties, a scalar tensor.
        losses: the loss of each output, or None.
        predictions: the outputs as ``predict`` returns them.
        masks: for each output, True where a time step is real; None if all are.
    """

    loss: Tensor
    losses: tuple[Tensor | None, ...]
    predictions: tuple[Tensor, ...]
    masks: tuple[Tensor | None, ...] = ()


class TrainingStep:
    """Trains a plan batch by batch.

    Args:
        plan: the fused steps, cut where a head fuses with its loss.
        heads: one per output.
        loss_weights: the weight of each head's loss.
        store: the buffers of the parameters.
        optimizer: updates the trainable segment.
        seed: the seed of the masks.
        unfused: the plan before fusion, from which evaluation builds its own; without it, evaluation uses ``plan``.

    Raises:
        StateError: there is nothing to minimize, neither a loss nor a penalty.

    Attributes:
        skips_non_finite: whether to skip a step whose loss is NaN or infinite, so that the weights stay finite.
        reads_losses: whether to read back every loss and update :attr:`course`.
        course: the losses so far, if they are read back.
        num_troubles: how many of the losses read back are far above the first, or not finite.
        non_finite: where a NaN or an infinity began, once a non-finite loss was read back.
        cause: the likely cause, if known.
    """

    def __init__(
        self,
        plan: Plan,
        heads: Sequence[Head],
        loss_weights: Sequence[float],
        store: Store,
        optimizer: Optimizer,
        seed: int,
        unfused: Plan | None = None,
    ) -> None:
        self.plan, self.heads, self.loss_weights = plan, tuple(heads), tuple(loss_weights)
        self.store, self.optimizer, self.seed = store, optimizer, seed
        self._unfused = unfused
        self.skips_non_finite = self.reads_losses = False
        self.course, self.num_troubles = LossCourse(), 0
        self.non_finite: NonFinite | None = None
        self.cause: Cause | None = None
        self._regularized = [parameter for parameter in store.trainable.parameters if parameter.regularizer is not None]
        if not self._regularized and not plan.penalties and all(head.loss is None for head in self.heads):
            raise StateError.of("step.no_loss", where="compile(loss=...)")

    @property
    def context(self) -> Context:
        """The context of the next training step, numbered by the optimizer: a resumed run draws the same masks."""
        return Context(training=True, seed=self.seed, step=self.optimizer.calls)

    def train(self, batch: Batch) -> StepResult:
        """One step: updates the weights, the optimizer's slots and the moving statistics.

        Raises:
            DataError: the batch has no targets.
        """
        result, commits = self.differentiate(batch, self.optimizer.loss_scale_factor or 1.0)
        if self.reads_losses or self.skips_non_finite:
            loss = result.loss.item()
            if _LOWEST <= loss <= self.course.alarm:
                self.course.note(loss)
            elif not self.heed(loss, batch) and self.skips_non_finite:
                return result
        apply_commits(commits)
        self.optimizer.update(self.store.trainable)
        return result

    @property
    def follows_losses(self) -> bool:
        """Whether :attr:`course` tracks the losses: on request, or if steps may be skipped."""
        return self.reads_losses or self.skips_non_finite

    def heed(self, loss: float, batch: Batch) -> bool:
        """Records a loss that may be high or not finite.

        Args:
            loss: the loss of the latest step.
            batch: the batch of the step.

        Returns:
            Whether it is finite.
        """
        if math.isfinite(loss):
            self.course.note(loss)
            self.num_troubles += loss > self.course.alarm
            return True
        self.num_troubles += 1
        if self.non_finite is None:
            self.name_non_finite(batch, self.context)
        return False

    def name_non_finite(self, batch: Batch, context: Context) -> None:
        """Finds the place where the loss of a step became non-finite, and the likely cause.

        Args:
            batch: the batch of the step, or a later one: from then on the weights are not finite either.
            context: of the step.
        """
        searched = search(self.plan, batch, context)
        self.non_finite = searched.found
        self.cause = likely_cause(searched, self.plan, self.heads, self.course, self.optimizer.learning_rate)

    def differentiate(self, batch: Batch, loss_scale: float = 1.0) -> tuple[StepResult, list[Commit]]:
        """Fills the gradient buffer for ``batch``, times ``loss_scale``; changes no weights or statistics."""
        self.store.refresh()
        self.store.trainable.add_gradients().zero_()
        walk = self.plan.forward(batch.x, self.context, keep_caches=True)
        commits = self.plan.commits(walk.caches)
        results = self._heads(walk, batch)
        dys = [
            head_backward(head, result, weight * loss_scale)
            for head, result, weight in zip(self.heads, results, self.loss_weights, strict=True)
        ]
        self.plan.backward(dys, walk.caches, loss_scale=loss_scale)
        for parameter in self._regularized:
            assert parameter.regularizer is not None
            assert parameter.gradient is not None
            parameter.gradient.add_(parameter.regularizer.gradient(parameter.array), alpha=loss_scale)
        return self._result(results, walk), commits

    def evaluate(self, batch: Batch) -> StepResult:
        """The loss and the predictions in inference mode; updates only the states of stateful layers."""
        self.store.refresh()
        walk = self._for_evaluation.forward(batch.x, Context(training=False, seed=self.seed))
        apply_commits(walk.carried)
        return self._result(self._heads(walk, batch), walk)

    @functools.cached_property
    def _for_evaluation(self) -> Plan:
        return self.plan if self._unfused is None else for_inference(self._unfused, self.store.state.device)

    def _heads(self, walk: Walk, batch: Batch) -> list[HeadResult]:
        targets: tuple[Tensor | None, ...] = batch.y or (None,) * len(walk.outputs)
        if any(head.loss is not None and target is None for head, target in zip(self.heads, targets, strict=True)):
            raise DataError.of("step.no_targets", where="y")
        weights: tuple[Tensor | None, ...] = batch.sample_weight or (None,) * len(walk.outputs)
        return [
            head_forward(head, y, target, weight, mask)
            for head, y, target, weight, mask in zip(
                self.heads, walk.outputs, targets, weights, walk.masks, strict=True
            )
        ]

    def _result(self, results: Sequence[HeadResult], walk: Walk) -> StepResult:
        losses = tuple(result.value for result in results)
        parts = [
            loss if weight == 1.0 else loss * weight
            for loss, weight in zip(losses, self.loss_weights, strict=True)
            if loss is not None
        ]
        penalties = [p.regularizer.penalty(p.array) for p in self._regularized if p.regularizer is not None]
        total = functools.reduce(torch.add, (*parts, *penalties, *walk.penalties))
        return StepResult(total, losses, tuple(result.predictions for result in results), walk.masks)

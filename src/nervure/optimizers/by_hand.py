"""A manual step: applies gradients computed by the caller to weights of its choice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import torch
from torch import Tensor

from nervure.errors import ArgumentError
from nervure.ops.targets import tensor_of
from nervure.parameter import Parameter, Segment


class AppliesGradients:
    """Adds Keras' two methods for a manual step to an optimizer."""

    _segment: Segment | None

    @property
    def iterations(self) -> int:
        """The number of updates so far."""
        raise NotImplementedError

    def update(self, segment: Segment) -> None:
        """One step on the weights of ``segment``."""
        raise NotImplementedError

    def apply_gradients(self, grads_and_vars: Iterable[tuple[Any, Any]]) -> int:
        """One step: ``optimizer.apply_gradients(zip(gradients, model.trainable_weights))``.

        Args:
            grads_and_vars: pairs of a gradient, an array or tensor of the weight's shape, and the weight; a weight
                whose gradient is None is not changed.

        Returns:
            The number of updates so far.

        Raises:
            ArgumentError: there is no gradient at all, something is not a weight of a layer, or weights that the
                optimizer updated before are missing.
            ShapeError: a gradient does not have the shape of its weight.
        """
        pairs = [(gradient, weight) for gradient, weight in grads_and_vars if gradient is not None]
        where = type(self).__name__
        if not pairs:
            raise ArgumentError.of("optimizer.nothing_to_apply", where=f"{where}.apply_gradients")
        for _, weight in pairs:
            if not isinstance(weight, Parameter):
                raise ArgumentError.of(
                    "optimizer.no_weight", where=f"{where}.apply_gradients", got=type(weight).__name__
                )
        tensors = [tensor_of(gradient) for gradient, _ in pairs]
        for tensor, (_, weight) in zip(tensors, pairs, strict=True):
            weight.check_shape(tensor, where=f"{where}.apply_gradients")
        segment = self._segment_of([weight for _, weight in pairs])
        buffer = segment.add_gradients().zero_()
        places = dict(zip(map(id, segment.parameters), segment.views(buffer), strict=True))
        with torch.no_grad():
            for tensor, (_, weight) in zip(tensors, pairs, strict=True):
                places[id(weight)].add_(tensor.to(buffer))
            self.update(segment)
        segment.refresh()
        return self.iterations

    def apply(self, grads: Sequence[Any], trainable_variables: Sequence[Any] | None = None) -> None:
        """The same with gradients and weights in two lists; the weights may be omitted once they are known.

        Raises:
            ArgumentError: as in :meth:`apply_gradients`, or the lists differ in length.
        """
        weights = list(trainable_variables) if trainable_variables is not None else self._known()
        if len(weights) != len(grads):
            raise ArgumentError.of(
                "optimizer.other_lengths", where=f"{type(self).__name__}.apply", expected=len(weights), got=len(grads)
            )
        self.apply_gradients(zip(grads, weights, strict=True))

    def _known(self) -> list[Parameter]:
        return [] if self._segment is None else list(self._segment.parameters)

    def _segment_of(self, weights: list[Parameter]) -> Segment:
        """The buffer of the weights: the existing one if it holds exactly these, else a new one."""
        known, given = {id(weight) for weight in self._known()}, {id(weight) for weight in weights}
        if self._segment is not None and known == given:
            self._segment.reclaim()
            return self._segment
        if missing := [weight.name for weight in self._known() if id(weight) not in given]:
            raise ArgumentError.of(
                "optimizer.weights_missing", where=f"{type(self).__name__}.apply_gradients", missing=missing[0],
                count=len(missing),
            )  # fmt: skip
        first: Tensor = weights[0].array
        return Segment(dict.fromkeys(weights), first.dtype, first.device)

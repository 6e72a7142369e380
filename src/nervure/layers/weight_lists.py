"""The weights of a layer or a model under Keras' names: mostly lists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from torch import Tensor

from nervure.parameter import Parameter


class _Owner(Protocol):
    """The layer that decides whether a parameter is trained."""

    @property
    def trainable(self) -> bool: ...


class _Owned(Protocol):
    """A parameter and its layer."""

    @property
    def parameter(self) -> Parameter: ...

    @property
    def layer(self) -> _Owner: ...


class WeightLists:
    """Adds the weight lists to a layer, based on its ``owned_parameters``."""

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """All parameters, in Keras' order of weights."""
        raise NotImplementedError

    def owned_parameters(self, path: str) -> Sequence[_Owned]:
        """The parameters with their layers."""
        raise NotImplementedError

    @property
    def weights(self) -> list[Parameter]:
        """All parameters, including states such as moving averages; empty until the input shape is known."""
        return list(self.parameters)

    @property
    def trainable_weights(self) -> list[Parameter]:
        """The parameters that training updates by gradients: without moving averages and without frozen layers."""
        owned = self.owned_parameters("")
        moved = [each.parameter for each in owned if each.parameter.trainable and each.layer.trainable]
        return list(dict.fromkeys(moved))  # a layer that is called twice lists its weights once

    @property
    def non_trainable_weights(self) -> list[Parameter]:
        """All others."""
        moved = set(self.trainable_weights)
        return [parameter for parameter in self.parameters if parameter not in moved]

    @property
    def variables(self) -> list[Parameter]:
        """The same as :attr:`weights`: random generators have no state to add."""
        return self.weights

    @property
    def trainable_variables(self) -> list[Parameter]:
        """The same as :attr:`trainable_weights`."""
        return self.trainable_weights

    @property
    def non_trainable_variables(self) -> list[Parameter]:
        """The same as :attr:`non_trainable_weights`."""
        return self.non_trainable_weights

    @property
    def losses(self) -> list[Tensor]:
        """The regularization losses of the trainable weights, one number each."""
        return [weight.regularizer.penalty(weight.array) for weight in self.trainable_weights if weight.regularizer]

    @property
    def dtype(self) -> str:
        """The type of the weights, as set by ``compile(precision=...)``; float32 if there are none."""
        return next((weight.dtype for weight in self.parameters if weight.value is not None), "float32")

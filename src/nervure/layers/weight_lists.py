"""What is to be known of the weights of a layer, or of a model, by Keras' names: mostly lists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from torch import Tensor

from nervure.parameter import Parameter


class _Owner(Protocol):
    """Who decides whether a parameter trains."""

    @property
    def trainable(self) -> bool: ...


class _Owned(Protocol):
    """A parameter, and the layer that it belongs to."""

    @property
    def parameter(self) -> Parameter: ...

    @property
    def layer(self) -> _Owner: ...


class WeightLists:
    """Gives a layer the lists; what is in them it finds by the layer's own ``owned_parameters``."""

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """All parameters, in Keras' order of weights."""
        raise NotImplementedError

    def owned_parameters(self, path: str) -> Sequence[_Owned]:
        """The parameters with the layers that they belong to."""
        raise NotImplementedError

    @property
    def weights(self) -> list[Parameter]:
        """All parameters, states such as moving averages among them; none before the input shape is known."""
        return list(self.parameters)

    @property
    def trainable_weights(self) -> list[Parameter]:
        """Those that training moves by their gradients: none of a frozen layer, no moving average."""
        owned = self.owned_parameters("")
        moved = [each.parameter for each in owned if each.parameter.trainable and each.layer.trainable]
        return list(dict.fromkeys(moved))  # a layer that is called twice has its weights once

    @property
    def non_trainable_weights(self) -> list[Parameter]:
        """All others."""
        moved = set(self.trainable_weights)
        return [parameter for parameter in self.parameters if parameter not in moved]

    @property
    def variables(self) -> list[Parameter]:
        """The same as :attr:`weights`: no generator of random numbers has a state that would come beside them."""
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
        """What the regularizers of the weights that train add to the loss, a number each."""
        return [weight.regularizer.penalty(weight.array) for weight in self.trainable_weights if weight.regularizer]

    @property
    def dtype(self) -> str:
        """The type of the weights, as ``compile(precision=...)`` settled it; float32 where there are none."""
        return next((weight.dtype for weight in self.parameters if weight.value is not None), "float32")

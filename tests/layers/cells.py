"""Recurrent cells as a user writes them."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from nervure.layers import Layer
from nervure.ops.op import Context

States = tuple[Tensor, ...]


class Leaky(Layer):
    """A state that forgets a share at every step, and adds what it reads: ``h' = a h + x W``."""

    def __init__(self, units: int, keeps: float = 0.5, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.units, self.keeps = units, keeps
        self.state_size = units

    def build(self, input_shape: Any) -> None:
        self.kernel = self.add_weight("kernel", (input_shape[-1], self.units))

    def compute_output_shape(self, input_shape: Any) -> Any:
        return (input_shape[0], self.units)

    def forward(self, x: Tensor, states: States, context: Context) -> tuple[Tensor, States, Tensor]:  # type: ignore[override]
        h = self.keeps * states[0] + x @ self.kernel.array
        return h, (h,), x

    def backward(self, dy: Tensor, dstates: States, x: Tensor) -> tuple[Tensor, States, dict[str, Tensor]]:  # type: ignore[override]
        dh = dy + dstates[0]
        return dh @ self.kernel.array.T, (self.keeps * dh,), {"kernel": x.T @ dh}


class Mixing(Layer):
    """Two states, and an output of another size: ``s' = tanh(x W) + s R``, ``m' = m / 2 + s'``, ``y = [s', m']``."""

    def __init__(self, units: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.units = units
        self.state_size = [units, units]
        self.output_size = 2 * units

    def build(self, input_shape: Any) -> None:
        self.kernel = self.add_weight("kernel", (input_shape[-1], self.units))
        self.mixer = self.add_weight("mixer", (self.units, self.units))

    def compute_output_shape(self, input_shape: Any) -> Any:
        return (input_shape[0], self.output_size)

    def forward(self, x: Tensor, states: States, context: Context) -> tuple[Tensor, States, tuple[Tensor, ...]]:  # type: ignore[override]
        s, m = states
        activated = (x @ self.kernel.array).tanh()
        new = activated + s @ self.mixer.array
        memory = m / 2 + new
        return torch.cat((new, memory), -1), (new, memory), (x, s, activated)

    def backward(  # type: ignore[override]
        self, dy: Tensor, dstates: States, cache: tuple[Tensor, ...]
    ) -> tuple[Tensor, States, dict[str, Tensor]]:
        x, s, activated = cache
        dmemory = dy[:, self.units :] + dstates[1]
        dnew = dy[:, : self.units] + dstates[0] + dmemory
        dz = dnew * (1 - activated**2)
        gradients = {"kernel": x.T @ dz, "mixer": s.T @ dnew}
        return dz @ self.kernel.array.T, (dnew @ self.mixer.array.T, dmemory / 2), gradients

"""The base of every metric: sums that accumulate batch by batch, and one result computed from them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

import torch
from torch import Tensor

from nervure.arguments import NumType, Word, checked
from nervure.errors import ShapeError
from nervure.ops.naming import name_of
from nervure.ops.targets import aligned, aligns, check_axes, floating, tensor_of
from nervure.registry import Configurable, look_up
from nervure.shapes import shape_text
from nervure.symbolic import Shape

DTYPES: dict[str, torch.dtype] = {"float32": torch.float32, "float64": torch.float64}


class Metric(Configurable):
    """A number that evaluates a network, accumulated over batches. Subclass it to write your own.

    A custom metric names its sums in :meth:`start`, adds to them in :meth:`update_state` and reads them in
    :meth:`result`. The sums are not read in between, so no batch waits for the device.

    Args:
        name: the name used in logs; the class name in snake case by default.
        dtype: the type to compute a batch in; by default that of the outputs. Sums are float64.

    Attributes:
        state: the sums, so that a checkpoint can store them.
        direction: "up" if larger is better, "down" if smaller is, None if neither applies.
        counts_masked: False for a mean over values, which ignores masked time steps; other metrics count every output,
            as in Keras.

    Examples:
        >>> class Largest(Metric):
        ...     def start(self):
        ...         return {"largest": torch.zeros((), dtype=torch.float64)}
        ...     def update_state(self, y_true, y_pred, sample_weight=None):
        ...         self.state["largest"] = torch.maximum(self.state["largest"], y_pred.max().double())
        ...     def result(self):
        ...         return float(self.state["largest"])
        >>> metric = Largest()
        >>> metric.update_state(None, torch.tensor([3.0]))
        >>> metric.update_state(None, torch.tensor([2.0]))
        >>> metric.name, metric.result()
        ('largest', 3.0)
    """

    not_called: ClassVar[Mapping[str, str]] = dict.fromkeys(
        ("__call__", "add_variable", "stateless_reset_state", "stateless_result", "stateless_update_state"),
        "overrides.metric",
    )
    direction: ClassVar[Literal["up", "down"] | None] = None
    counts_masked: ClassVar[bool] = True

    @checked
    def __init__(self, name: Word | None = None, dtype: NumType | None = None) -> None:
        self.name = name or name_of(type(self))
        self.dtype = None if dtype is None else look_up(str(dtype).removeprefix("torch."), DTYPES, where=self.where)
        self.state: dict[str, Tensor] = self.start()

    @property
    def where(self) -> str:
        """How errors name it."""
        return f"metric '{self.name}'"

    def start(self) -> dict[str, Tensor]:
        """The sums before the first batch, float64."""
        return {}

    def reset_state(self) -> None:
        """Resets the sums."""
        self.state = self.start()

    @property
    def variables(self) -> list[Tensor]:
        """The sums in order; :attr:`state` has them by name."""
        return list(self.state.values())

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Adds a batch."""
        raise NotImplementedError

    def result(self) -> Any:
        """The metric over all batches since the last reset."""
        raise NotImplementedError

    def add(self, name: str, amount: Tensor | float) -> None:
        """Adds ``amount`` to the sum ``name``, which moves to the device of ``amount``."""
        state = self.state[name]
        if isinstance(amount, Tensor):
            if amount.device.type == "mps":
                amount = amount.cpu()  # MPS has no float64
            if state.device != amount.device:
                state = state.to(amount.device)
        self.state[name] = state + amount

    def pair(self, y_true: Any, y_pred: Any) -> tuple[Tensor, Tensor]:
        """Targets and outputs as tensors, with (N,) targets as (N, 1) if outputs are (N, 1).

        Raises:
            ShapeError: their shapes differ otherwise; nothing is ever broadcast silently.
        """
        outputs, targets = self.outputs(y_pred), tensor_of(y_true)
        if not aligns(targets.shape, outputs.shape):
            raise self.different(targets, outputs, tuple(outputs.shape))
        check_axes(getattr(self, "axis", None), outputs.shape, where=self.where)
        return aligned(targets, outputs.shape).to(outputs.device), outputs

    def outputs(self, y_pred: Any) -> Tensor:
        """Outputs as a tensor in the type to compute in."""
        outputs = tensor_of(y_pred)
        return floating(outputs) if self.dtype is None else outputs.to(self.dtype)

    def different(self, y_true: Tensor, y_pred: Tensor, expected: Shape) -> ShapeError:
        """The error for targets that do not have the shape ``expected``."""
        return ShapeError.of(
            "metrics.shapes",
            where=self.where,
            expected=shape_text(expected),
            targets=shape_text(y_true.shape),
            output=shape_text(y_pred.shape),
        )

    def __call__(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> Any:
        """Adds a batch and returns the result so far."""
        self.update_state(y_true, y_pred, sample_weight)
        return self.result()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} name={self.name!r}>"

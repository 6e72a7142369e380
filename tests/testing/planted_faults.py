"""Layers with one mistake each, and the rule that must find it."""

from __future__ import annotations

from typing import Any, NamedTuple

import torch
from torch import Tensor

from nervure.layers import Layer
from nervure.ops.op import Context
from tests.testing.sound_layers import Affine, AffineCache, Halves, Noise, Product

Shape = Any


class Fault(NamedTuple):
    """A layer with a mistake.

    Attributes:
        layer: makes it.
        rule: what must find the mistake; all that may fail besides is in ``also``.
        says: a part of the sentence in the report.
        also: further rules that the mistake breaks.
        shape: of one sample.
    """

    layer: type[Layer]
    rule: str
    says: str
    also: tuple[str, ...] = ()
    shape: Shape = (3,)


class WrongFactorInDx(Affine):
    def backward(self, dy: Tensor, cache: AffineCache) -> tuple[Any, Any]:
        dx, gradients = super().backward(dy, cache)
        return dx * 2, gradients


class ScaleForgottenInKernel(Affine):
    def backward(self, dy: Tensor, cache: AffineCache) -> tuple[Any, Any]:
        dx, gradients = super().backward(dy, cache)
        return dx, {**gradients, "kernel": gradients["kernel"] / self.scale}


class TransposedKernelGradient(Affine):
    def backward(self, dy: Tensor, cache: AffineCache) -> tuple[Any, Any]:
        dx, gradients = super().backward(dy, cache)
        return dx, {**gradients, "kernel": gradients["kernel"].T}


class TransposedKernelInDx(Affine):
    def backward(self, dy: Tensor, cache: AffineCache) -> tuple[Any, Any]:
        _, gradients = super().backward(dy, cache)
        return dy @ cache.kernel * self.scale, gradients


class MeanOverTheBatch(Affine):
    def backward(self, dy: Tensor, cache: AffineCache) -> tuple[Any, Any]:
        dx, gradients = super().backward(dy, cache)
        return dx, {**gradients, "bias": dy.mean(0) * self.scale if len(dy) else dy.sum(0)}


class FirstSampleOnly(Affine):
    def backward(self, dy: Tensor, cache: AffineCache) -> tuple[Any, Any]:
        dx, gradients = super().backward(dy, cache)
        return dx, {**gradients, "bias": dy[:1].sum(0) * self.scale}


class WrongOnlyAtInference(Noise):
    def forward(self, x: Tensor, context: Context) -> tuple[Any, Any]:
        y, factors = super().forward(x, context)
        return y, factors if context.training else -factors


class MaskForgottenInBackward(Noise):
    def backward(self, dy: Tensor, cache: Any) -> tuple[Any, Any]:
        return dy, {}


class InputsExchanged(Product):
    def backward(self, dy: Tensor, cache: Any) -> tuple[Any, Any]:
        return super().backward(dy, cache)[0][::-1], {}


class SecondOutputForgotten(Halves):
    def backward(self, dy: Any, second: Tensor) -> tuple[Any, Any]:
        return torch.cat([dy[0], torch.zeros_like(second)], dim=-1), {}


class GradientForgotten(Affine):
    def backward(self, dy: Tensor, cache: AffineCache) -> tuple[Any, Any]:
        dx, gradients = super().backward(dy, cache)
        return dx, {"kernel": gradients["kernel"]}


class GradientMisspelled(Affine):
    def backward(self, dy: Tensor, cache: AffineCache) -> tuple[Any, Any]:
        dx, gradients = super().backward(dy, cache)
        return dx, {"kernel": gradients["kernel"], "biases": gradients["bias"]}


class NoDx(Affine):
    def backward(self, dy: Tensor, cache: AffineCache) -> tuple[Any, Any]:
        return None, super().backward(dy, cache)[1]


class NotSummedOverTheBatch(Affine):
    def backward(self, dy: Tensor, cache: AffineCache) -> tuple[Any, Any]:
        dx, gradients = super().backward(dy, cache)
        return dx, {**gradients, "bias": dy * self.scale}


class SummedOverEverything(Affine):
    def backward(self, dy: Tensor, cache: AffineCache) -> tuple[Any, Any]:
        dx, gradients = super().backward(dy, cache)
        return dx, {**gradients, "bias": dy.sum() * self.scale}


class ChangesItsInput(Affine):
    def forward(self, x: Tensor, context: Context) -> tuple[Any, Any]:
        y, cache = super().forward(x, context)
        kept = x.clone()
        x += 1
        return y, AffineCache(kept, cache.kernel)


class ChangesDy(Affine):
    def backward(self, dy: Tensor, cache: AffineCache) -> tuple[Any, Any]:
        kept = dy.clone()
        dy *= self.scale
        return super().backward(kept, cache)


class ChangesItsParameter(Affine):
    def forward(self, x: Tensor, context: Context) -> tuple[Any, Any]:
        if context.training:
            self.bias.array.mul_(0.9)
        return super().forward(x, context)


class KeepsTheInput(Affine):
    def forward(self, x: Tensor, context: Context) -> tuple[Any, Any]:
        self.x = x
        return super().forward(x, context)[0], None

    def backward(self, dy: Tensor, cache: Any) -> tuple[Any, Any]:
        return super().backward(dy, AffineCache(self.x, self.kernel.array))


class CountsItsCalls(Affine):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.sizes: list[int] = []

    def forward(self, x: Tensor, context: Context) -> tuple[Any, Any]:
        self.sizes.append(len(x))
        return super().forward(x, context)


class KeepsTheInputElsewhere(Affine):
    kept: dict[str, Any] = {}  # noqa: RUF012 - on the class, where nobody looks: the mistake

    def forward(self, x: Tensor, context: Context) -> tuple[Any, Any]:
        self.kept["x"] = x
        return super().forward(x, context)

    def backward(self, dy: Tensor, cache: AffineCache) -> tuple[Any, Any]:
        return super().backward(dy, AffineCache(self.kept["x"], cache.kernel))


class DrawsFromTorch(Noise):
    def factors(self, x: Tensor, context: Context) -> Tensor:
        return torch.rand_like(x) + 0.5 if context.training else torch.ones_like(x)


class SpoilsItsCache(Noise):
    def backward(self, dy: Tensor, cache: Any) -> tuple[Any, Any]:
        return cache.mul_(dy), {}


class RandomAtInference(Noise):
    def factors(self, x: Tensor, context: Context) -> Tensor:
        return super().factors(x, Context(True, context.seed, context.step))


class WrongOutputShape(Affine):
    def compute_output_shape(self, input_shape: Any) -> Any:
        return (*input_shape[:-1], self.units + 1)


class BatchSizeWrittenDown(Affine):
    def compute_output_shape(self, input_shape: Any) -> Any:
        return (4, *input_shape[1:-1], self.units)


class LosesTheSamplesOfABatchOfOne(Affine):
    def forward(self, x: Tensor, context: Context) -> tuple[Any, Any]:
        y, cache = super().forward(x, context)
        return y.squeeze(0), cache

    def backward(self, dy: Tensor, cache: AffineCache) -> tuple[Any, Any]:
        return super().backward(dy.reshape(len(cache.x), -1), cache)


class TakesTheLargestSample(Affine):
    def forward(self, x: Tensor, context: Context) -> tuple[Any, Any]:
        assert x.abs().max() < 1e6
        return super().forward(x, context)


class AveragesNothing(Affine):
    def backward(self, dy: Tensor, cache: AffineCache) -> tuple[Any, Any]:
        dx, gradients = super().backward(dy, cache)
        return dx, {**gradients, "bias": dy.mean(0) * self.scale * len(dy)}


class TwoOfOneName(Affine):
    def build(self, input_shape: Any) -> None:
        super().build(input_shape)
        self.offset = self.add_weight("bias", (self.units,))


class OtherSamplesMatter(Layer):
    def compute_output_shape(self, input_shape: Any) -> Any:
        return input_shape

    def forward(self, x: Tensor, context: Context) -> tuple[Any, Any]:
        return x - (x.sum(0) / max(len(x), 1)), None

    def backward(self, dy: Tensor, cache: Any) -> tuple[Any, Any]:
        return dy - (dy.sum(0) / max(len(dy), 1)), {}


class PlaceMatters(Noise):
    def factors(self, x: Tensor, context: Context) -> Tensor:
        return torch.arange(1, len(x) + 1, dtype=x.dtype).view(-1, 1).expand(x.shape)


class ReadsMemory(Affine):
    def forward(self, x: Tensor, context: Context) -> tuple[Any, Any]:
        return super().forward(x.view(-1).view(x.shape), context)


class BelievesStrides(Noise):
    def factors(self, x: Tensor, context: Context) -> Tensor:
        return torch.full_like(x, x.stride(1))


class LosesDigits(Layer):
    def compute_output_shape(self, input_shape: Any) -> Any:
        return input_shape

    def forward(self, x: Tensor, context: Context) -> tuple[Any, Any]:
        return (x + 1e4) - 1e4, None

    def backward(self, dy: Tensor, cache: Any) -> tuple[Any, Any]:
        return dy, {}


class WritesHalfItsConfiguration(Affine):
    def __init__(self, units: int = 3, scale: float = 2.5, **kwargs: Any) -> None:
        super().__init__(units, scale, **kwargs)
        self.scale = scale - 0.5

    def get_config(self) -> dict[str, Any]:
        return {"units": self.units, "scale": self.scale}


class ForgetsAnArgument(Affine):
    """Its configuration lacks ``units``, so that it comes back with another kernel."""

    def __init__(self, units: int = 3, scale: float = 1.5, **kwargs: Any) -> None:
        super().__init__(units + 1 if not kwargs else units, scale)

    def get_config(self) -> dict[str, Any]:
        return {"scale": self.scale, "trainable": True}


class ComesBackWithAnotherScale(Affine):
    @classmethod
    def from_config(cls, config: Any) -> Any:
        layer = cls(**config)
        layer.scale += 1
        return layer


class HoldsATensor(Affine):
    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "scale": torch.tensor(self.scale)}


class KeepsWhatItComputedFromWeights(Affine):
    doubled: Tensor | None = None

    def forward(self, x: Tensor, context: Context) -> tuple[Any, Any]:
        if self.doubled is None:
            self.doubled = self.kernel.array * 2
        return (x @ self.doubled / 2 + self.bias.array) * self.scale, AffineCache(x, self.doubled / 2)


class CastsToFloat32(Affine):
    def forward(self, x: Tensor, context: Context) -> tuple[Any, Any]:
        y, cache = super().forward(x, context)
        return y.float(), cache


class GradientInFloat32(Affine):
    def backward(self, dy: Tensor, cache: AffineCache) -> tuple[Any, Any]:
        dx, gradients = super().backward(dy, cache)
        return dx, {**gradients, "kernel": gradients["kernel"].float()}


class ConstantInFloat32(Affine):
    def forward(self, x: Tensor, context: Context) -> tuple[Any, Any]:
        return super().forward(x @ torch.eye(x.shape[-1]), context)


class NoCache(Affine):
    def forward(self, x: Tensor, context: Context) -> Any:
        return super().forward(x, context)[0]


class OnlyDx(Affine):
    def backward(self, dy: Tensor, cache: AffineCache) -> Any:
        return super().backward(dy, cache)[0]


class GradientsInAList(Affine):
    def backward(self, dy: Tensor, cache: AffineCache) -> Any:
        dx, gradients = super().backward(dy, cache)
        return dx, list(gradients.values())


class OneDxForTwoInputs(Product):
    def backward(self, dy: Tensor, cache: Any) -> Any:
        return super().backward(dy, cache)[0][0], {}


class TwoOutputsWithoutSayingSo(Halves):
    num_outputs = 1


class ListForY(Affine):
    def forward(self, x: Tensor, context: Context) -> Any:
        y, cache = super().forward(x, context)
        return y.tolist(), cache


class NumberAsGradient(Affine):
    def backward(self, dy: Tensor, cache: AffineCache) -> Any:
        dx, gradients = super().backward(dy, cache)
        return dx, {**gradients, "bias": 0.0}


class RaisesInBackward(Affine):
    def backward(self, dy: Tensor, cache: AffineCache) -> Any:
        raise ZeroDivisionError("nothing to divide by")


PAIR = [(3,), (3,)]
FAULTS: tuple[Fault, ...] = (
    Fault(WrongFactorInDx, "input_gradient", "every number is 2 times the slope"),
    Fault(ScaleForgottenInKernel, "parameter_gradient/kernel", "every number is 0.6667 times"),
    Fault(TransposedKernelGradient, "parameter_gradient/kernel", "rows and columns are swapped"),
    Fault(TransposedKernelInDx, "input_gradient", "the gradient differs most at ("),
    Fault(MeanOverTheBatch, "parameter_gradient/bias", "every number is 0.25 times"),
    Fault(FirstSampleOnly, "parameter_gradient/bias", "the gradient differs most at ("),
    Fault(WrongOnlyAtInference, "input_gradient", "At inference every number is -1 times"),
    Fault(MaskForgottenInBackward, "input_gradient", "In training the gradient differs most"),
    Fault(InputsExchanged, "input_gradient/0", "the gradient differs most", ("input_gradient/1",), PAIR),
    Fault(SecondOutputForgotten, "input_gradient", "backward gives 0, finite differences find", (), (4,)),
    Fault(GradientForgotten, "gradient_names", "backward gives no gradient for 'bias'"),
    Fault(GradientMisspelled, "gradient_names", "backward gives no gradient for 'bias'"),
    Fault(NoDx, "gradient_names", "backward gives no gradient for 'x'"),
    Fault(NotSummedOverTheBatch, "gradient_shapes", "'bias' has the shape (4, 3); 'bias' has (3,)"),
    Fault(SummedOverEverything, "gradient_shapes", "'bias' has the shape (); 'bias' has (3,)"),
    Fault(ChangesItsInput, "unchanged", "x was changed in place", ("batch_independence",)),
    Fault(ChangesDy, "unchanged", "dy was changed in place", ("own_cache",)),
    Fault(ChangesItsParameter, "unchanged", "bias was changed in place",
          ("repeatable", "input_gradient", "parameter_gradient/kernel", "parameter_gradient/bias")),
    Fault(KeepsTheInput, "nothing_kept", "self.x changed while", ("own_cache",)),
    Fault(CountsItsCalls, "nothing_kept", "self.sizes changed while"),
    Fault(KeepsTheInputElsewhere, "own_cache", "After another batch is computed"),
    Fault(DrawsFromTorch, "repeatable", "gives a different output the second time",
          ("input_gradient", "memory_order", "float32", "config", "weights", "own_cache")),
    Fault(SpoilsItsCache, "repeatable", "The same cache gives different gradients the second time"),
    Fault(RandomAtInference, "inference", "At inference, another seed or step", ("batch_independence",)),
    Fault(WrongOutputShape, "output_shape", "compute_output_shape returns (N, 4), but the output has (1, 3)",
          ("empty_batch",)),
    Fault(BatchSizeWrittenDown, "output_shape", "compute_output_shape returns (4, 3), but the output has (1, 3)"),
    Fault(LosesTheSamplesOfABatchOfOne, "output_shape", "compute_output_shape returns (N, 3), but the output has (3,)",
          ("empty_batch", "batch_independence")),
    Fault(TakesTheLargestSample, "empty_batch", "The layer raised RuntimeError here: max(): Expected reduction dim"),
    Fault(AveragesNothing, "empty_batch", "Without samples, the gradient of 'bias' is not 0"),
    Fault(TwoOfOneName, "parameter_names", "Two parameters are called 'bias'", ("parameter_gradient/bias",)),
    Fault(OtherSamplesMatter, "batch_independence", "changes with the other samples"),
    Fault(PlaceMatters, "batch_independence", "or with its position among them", ()),
    Fault(ReadsMemory, "memory_order", "The layer raised RuntimeError here: view size is not compatible"),
    Fault(BelievesStrides, "memory_order", "Another memory order"),
    Fault(LosesDigits, "float32", "precision is lost", ()),
    Fault(WritesHalfItsConfiguration, "config", "The argument 'scale' is 2.0, but 1.5 in the layer created from"),
    Fault(ForgetsAnArgument, "config", "has different parameters"),
    Fault(ComesBackWithAnotherScale, "config", "gives a different output"),
    Fault(HoldsATensor, "config", "cannot be written as JSON"),
    Fault(KeepsWhatItComputedFromWeights, "weights", "With the same weights, another copy",
          ("nothing_kept", "parameter_gradient/kernel")),
    Fault(CastsToFloat32, "dtype", "y is float32, but the input is float64"),
    Fault(GradientInFloat32, "dtype", "kernel is float32, but the input is float64"),
    Fault(ConstantInFloat32, "dtype", "The layer raised RuntimeError here: "),
    Fault(NoCache, "forward_and_backward", "forward returned Tensor instead of (y, cache)"),
    Fault(OnlyDx, "forward_and_backward", "backward returned Tensor instead of (dx, {name: gradient})"),
    Fault(GradientsInAList, "forward_and_backward", "backward returned (Tensor, [Tensor, Tensor]) instead of"),
    Fault(OneDxForTwoInputs, "forward_and_backward", "as dx, one per input, is 2, but it returned Tensor",
          (), PAIR),
    Fault(TwoOutputsWithoutSayingSo, "forward_and_backward", "must return as y is 1, but it returned (Tensor, Tensor)",
          (), (4,)),
    Fault(ListForY, "forward_and_backward", "forward must return as y is 1, but it returned ["),
    Fault(NumberAsGradient, "forward_and_backward", "The gradient of 'bias' is a float, not a tensor"),
    Fault(RaisesInBackward, "forward_and_backward", "The layer raised ZeroDivisionError here: nothing to divide by"),
)  # fmt: skip

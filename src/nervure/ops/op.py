"""Defines an operation: a pair of pure functions, the value and its derivative, that the plan can call."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, NamedTuple

import torch
from torch import Tensor

from nervure.randomness import fold, normal, uniform


@dataclass(frozen=True, slots=True)
class Context:
    """What a step knows about the walk it is part of.

    A custom layer draws its random numbers from here: ``context.normal(x)``, ``context.uniform(x)``. The same seed then
    gives the same run, and no two layers draw the same numbers.

    Attributes:
        training: True in training (batch statistics, dropout), False at inference.
        seed: the seed of the run.
        step: the number of the optimizer step, from 0; every step draws different masks.
        stream: the random stream of the current layer: its position in the network.

    Examples:
        >>> import torch
        >>> x, context = torch.zeros(2, 3), Context(training=True, seed=1, step=7, stream=4)
        >>> context.uniform(x).shape
        torch.Size([2, 3])
        >>> torch.equal(context.uniform(x), context.uniform(x)), torch.equal(context.uniform(x), context.uniform(x, 1))
        (True, False)
    """

    training: bool = False
    seed: int = 0
    step: int = 0
    stream: int = 0

    def key(self, stream: int | None = None) -> int:
        """The key of the random numbers that a stream draws in this step: a pure function of seed, stream and step.

        Args:
            stream: the stream; by default that of the current layer.
        """
        return fold(self.seed, self.stream if stream is None else stream, self.step)

    def uniform(self, like: Tensor, number: int = 0) -> Tensor:
        """Uniform random numbers in (0, 1), never 0 and never 1, with the shape, dtype and device of ``like``.

        Args:
            like: a tensor of floating-point numbers.
            number: distinguishes several draws of a layer in one step.
        """
        drawn = uniform(fold(self.key(), number), tuple(like.shape)).to(like.dtype)
        # Numbers closer to an end than the dtype can represent were rounded to it.
        limits = torch.finfo(like.dtype)
        return drawn.clamp_(limits.tiny, 1.0 - limits.eps / 2).to(like.device)

    def normal(self, like: Tensor, number: int = 0) -> Tensor:
        """The same for normal random numbers with mean 0 and standard deviation 1."""
        return normal(fold(self.key(), number), tuple(like.shape)).to(like.dtype).to(like.device)

    def inside(self, stream: int) -> Context:
        """A context whose random streams are separate from all others."""
        return replace(self, seed=fold(self.seed, stream))


class InputGradient(NamedTuple):
    """What ``backward`` returns for an operation with one input and no parameters.

    Attributes:
        dx: the gradient of the input.
    """

    dx: Tensor


class ProductGradients(NamedTuple):
    """The gradients for an input that is multiplied by a weight.

    Attributes:
        dx: the gradient of the input, or None.
        dweight: the gradient of the weight, or None.
    """

    dx: Tensor | None
    dweight: Tensor | None


class BiasedGradients(NamedTuple):
    """The gradients for an input that is multiplied by a weight and shifted by a bias.

    Attributes:
        dx: the gradient of the input, or None.
        dweight: the gradient of the weight, or None.
        dbias: the gradient of the bias, or None.
    """

    dx: Tensor | None
    dweight: Tensor | None
    dbias: Tensor | None


WeightGradients = ProductGradients | BiasedGradients


@cache
def _kind(names: tuple[str, ...]) -> Any:
    return namedtuple("Gradients", names)


def named_gradients(**named: Tensor | None) -> tuple[Tensor | None, ...]:
    """What ``backward`` returns if the call determines which inputs and parameters exist: a NamedTuple of these.

    Examples:
        >>> named_gradients(dx=None, dgamma=None)
        Gradients(dx=None, dgamma=None)
    """
    found: tuple[Tensor | None, ...] = _kind(tuple(named))(*named.values())
    return found


class Op(NamedTuple):
    """One differentiable operation.

    Attributes:
        name: its name in fusion rules and explanations.
        forward: ``forward(*inputs, *parameters, **options) -> (y, cache)``; ``y`` is a tensor, or a tuple of tensors
            for an operation with several outputs. The cache is a NamedTuple of tensors.
        backward: ``backward(dy, cache) -> gradients``, one for each input, then one for each parameter, None if there
            is no gradient (moving statistics, integer inputs): a NamedTuple (:class:`InputGradient`), unless the number
            of inputs is variable. For an operation with several outputs, ``dy`` is a tuple with None for an unused
            output.
        needs_context: ``forward`` also receives ``context=`` (a :class:`Context`).
        skips_dx: ``backward`` accepts ``needs_dx=False`` and then may return None for the inputs' gradients.
        skips_dweight: ``backward`` accepts ``needs_dweight=False`` and then returns None for the parameters' gradients:
            a frozen layer in the middle of a network only passes the gradient on.
        casts_parameters: parameters are cast to the precision of the activations; otherwise passed as stored.
        computes_in_float32: in bfloat16 training the inputs are cast to float32 first (custom layers).
        commits: ``commits(cache, *parameters)`` returns the new values of the parameters that a training step updates
            without a gradient (``{position among the parameters: value}``), based on their values at that moment, since
            a shared layer commits once for each call. The loop stores them; the walk never does.
        is_checked: the number of outputs and gradients, and the shapes of the gradients, are compared with what the
            step declares (custom layers).
        reads_as_fed: an input of the network reaches the operation in its original dtype (class numbers stay whole
            numbers); otherwise in the precision of the activations.
        carries: its commits are also applied after inference: the states of a stateful recurrent layer.
    """

    name: str
    forward: Callable[..., tuple[Any, Any]]
    backward: Callable[..., tuple[Tensor | None, ...]]
    needs_context: bool = False
    skips_dx: bool = False
    casts_parameters: bool = True
    computes_in_float32: bool = False
    commits: Callable[..., dict[int, Tensor]] | None = None
    is_checked: bool = False
    reads_as_fed: bool = False
    carries: bool = False
    skips_dweight: bool = False

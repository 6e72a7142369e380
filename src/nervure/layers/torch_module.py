"""TorchModule: any module of torch as a layer. One of the two files in which torch differentiates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple, Unpack

import torch
from torch import Tensor
from torch.func import functional_call

from nervure.arguments import Flag, checked
from nervure.arguments.values import as_written
from nervure.errors import ArgumentError, ShapeError
from nervure.layers.layer import Layer
from nervure.layers.lowering import LayerLowering
from nervure.layers.options import PenalizedOptions
from nervure.ops.op import Context, Op
from nervure.shapes import Shape, shape_text

# Trial sizes for unknown axes: an output axis that changes with them is unknown too.
_TRIAL_BATCHES, _TRIAL_SIZES = (2, 3), (64, 96)


class Inside(NamedTuple):
    """The module, and which of its tensors the step passes to it.

    Attributes:
        module: the module.
        weights: the names of its parameters.
        states: the names of the buffers that training updates.
        has_gradient: per weight, whether it has a gradient.
        channels_first: whether tensors of four axes are (N, C, H, W) inside.
    """

    module: torch.nn.Module
    weights: tuple[str, ...]
    states: tuple[str, ...]
    has_gradient: tuple[bool, ...]
    channels_first: bool


class Call(NamedTuple):
    """One call of a module, with everything its result depends on.

    Attributes:
        inside: the module.
        inputs: (N, ...), channels last.
        weights: the parameters' values: views of the flat store.
        states: the buffers' values before the call.
        training: the module's training mode.
        key: the key of its random numbers.
    """

    inside: Inside
    inputs: tuple[Tensor, ...]
    weights: tuple[Tensor, ...]
    states: tuple[Tensor, ...]
    training: bool
    key: int


class Result(NamedTuple):
    """The result of a call, with torch's graph attached.

    Attributes:
        y: (N, ...), channels last.
        leaves: inputs and weights at the start of the graph.
        new_states: the buffers' values after the call.
    """

    y: Tensor
    leaves: tuple[Tensor, ...]
    new_states: tuple[Tensor, ...]


class TorchModuleCache(NamedTuple):
    """What the backward pass needs.

    Attributes:
        call: to recompute it if the graph was not kept.
        result: the output with its graph; None at inference, where it is rarely needed.
        new_states: the buffers' values after the call; empty at inference.
    """

    call: Call
    result: Result | None
    new_states: tuple[Tensor, ...]


def torch_module_forward(
    *tensors: Tensor, inside: Inside, stream: int, frozen: bool, context: Context
) -> tuple[Tensor, TorchModuleCache]:
    """``y = module(x)``, with the given parameter values instead of the module's own.

    Args:
        tensors: the inputs (N, ...), then weights, then states.
        inside: the module.
        stream: the number of the random stream.
        frozen: whether to use inference mode during training.
        context: training or inference, and the key.

    Returns:
        y, and the cache.
    """
    num_states = len(inside.states)
    num_inputs = len(tensors) - len(inside.weights) - num_states
    inputs, rest = tensors[:num_inputs], tensors[num_inputs:]
    weights, states = rest[: len(inside.weights)], rest[len(inside.weights) :]
    call = Call(inside, inputs, weights, states, context.training and not frozen, context.key(stream))
    if not context.training:
        with torch.no_grad():
            return _computed(call).y, TorchModuleCache(call, None, ())
    result = _computed_with_graph(call)
    return result.y.detach(), TorchModuleCache(call, result, result.new_states if call.training else ())


def torch_module_backward(dy: Tensor, cache: TorchModuleCache, needs_dx: bool = True) -> tuple[Tensor | None, ...]:
    """The derivatives, computed by torch, with respect to the inputs and the weights; states have none."""
    result = cache.result or _computed_with_graph(cache.call)
    num_inputs = len(cache.call.inputs)
    wanted = [
        number for number, leaf in enumerate(result.leaves) if leaf.requires_grad and (needs_dx or number >= num_inputs)
    ]
    gradients: list[Tensor | None] = [None] * (len(result.leaves) + len(cache.call.states))
    if wanted and result.y.requires_grad:
        # The graph is retained: the same cache may be walked back twice. It is freed with the cache.
        found = torch.autograd.grad(
            result.y, [result.leaves[number] for number in wanted], dy.to(result.y.dtype),
            retain_graph=True, allow_unused=True,
        )  # fmt: skip
        for number, gradient in zip(wanted, found, strict=True):
            gradients[number] = gradient
    return tuple(gradients)


def torch_module_commits(cache: TorchModuleCache, *_parameters: Tensor) -> dict[int, Tensor]:
    """The buffers' new values, by their position after the weights."""
    first = len(cache.call.weights)
    return {first + number: value for number, value in enumerate(cache.new_states)}


TORCH_MODULE = Op(
    "torch_module", torch_module_forward, torch_module_backward,
    needs_context=True, skips_dx=True, casts_parameters=False, computes_in_float32=True, commits=torch_module_commits,
)  # fmt: skip


class TorchModule(Layer):
    """Wraps any ``torch.nn.Module`` as a layer: reuse existing modules behind Keras' interface.

    The module's parameters become parameters of the network: trained by its optimizer, saved with its weights, frozen
    by ``trainable=False``. Its buffers (such as the moving averages of torch's batch normalization) become state. torch
    differentiates it. Its random numbers (dropout) depend on the run's seed, like all others. The module keeps its
    initial values: for reproducible ones, call ``torch.manual_seed`` before creating it.

    Images are ``(N, H, W, C)`` outside and ``(N, C, H, W)`` inside, and so are results; other tensors pass unchanged.
    All inputs are floating-point numbers: a module that looks up words must convert them to integers itself.

    A file stores the weights of a module but not its code, so pass the module when loading a model: ``load_model(path,
    custom_objects={"layer name": module})``. After training, :meth:`updated_module` returns the module with the current
    values.

    .. math:: y = m(x)

    Args:
        module: the module; its ``forward`` takes one tensor per input and returns one tensor, batch axis first.
        channels_first_inside: whether to convert tensors with four axes to (N, C, H, W) for it.
        kwargs: ``name``, ``trainable``, ``input_shape``: see :class:`Layer`.

    Input shape:
        whatever the module accepts, channels last.

    Output shape:
        what it returns for such input, found by a trial call.

    Parameters:
        those of ``module.named_parameters()``, then its buffers, with their names (``0.weight``) and torch's layouts.

    Backward:
        torch's.

    Raises:
        ArgumentError: ``module`` is not a module, or only the name of one.
        ShapeError: the module rejects the input, or does not return exactly one tensor.

    Examples:
        >>> import numpy as np
        >>> layer = TorchModule(torch.nn.Conv2d(3, 8, 5))
        >>> layer(np.ones((2, 28, 28, 3), "float32")).shape
        (2, 24, 24, 8)
        >>> [parameter.name for parameter in layer.parameters]
        ['weight', 'bias']
    """

    # Some modules cannot run on meta tensors; they get real ones, on the module's device.
    tried_on: tuple[str | None, ...] = ("meta", None)

    @checked
    def __init__(
        self, module: torch.nn.Module, channels_first_inside: Flag = True, **kwargs: Unpack[PenalizedOptions]
    ) -> None:
        super().__init__(**kwargs)
        if isinstance(module, str):
            raise ArgumentError.of("torch_module.by_name", where="TorchModule", got=module, name=self.name)
        if not isinstance(module, torch.nn.Module):
            raise ArgumentError.of("torch_module.not_a_module", where="TorchModule", got=as_written(module))
        self.module = module
        self.channels_first_inside = channels_first_inside

    @property
    def inside(self) -> Inside:
        """The module, and which of its tensors are parameters of this layer."""
        weights = dict(self.module.named_parameters())
        return Inside(
            self.module, tuple(weights), tuple(_states(self.module)),
            tuple(weight.requires_grad for weight in weights.values()), self.channels_first_inside,
        )  # fmt: skip

    def check_input(self, input_shape: Any) -> None:
        """The module must accept it and return one tensor with the batch axis first."""
        self.compute_output_shape(input_shape)

    def build(self, input_shape: Any) -> None:
        """Adds the module's parameters and buffers."""
        for name, weight in self.module.named_parameters():
            self.add_weight(name, tuple(weight.shape), _ModuleValue(weight), trainable=weight.requires_grad)
        for name, state in _states(self.module).items():
            self.add_weight(name, tuple(state.shape), _ModuleValue(state), trainable=False)

    def compute_output_shape(self, input_shape: Any) -> Shape:
        """The module's output shape, from two trial sizes; sizes that differ are unknown."""
        shapes = input_shape if isinstance(input_shape[0], (tuple, list)) else (input_shape,)
        first, second = (self._trial(shapes, number) for number in range(2))
        if len(first) != len(second) or first[:1] != _TRIAL_BATCHES[:1] or second[:1] != _TRIAL_BATCHES[1:]:
            kind = type(self.module).__name__
            raise ShapeError.of("torch_module.output", where=self.where, kind=kind, got=shape_text(first))
        sizes = tuple(a if a == b else None for a, b in zip(first, second, strict=True))
        return (shapes[0][0], *sizes[1:])

    def lower(self, inputs: tuple[int, ...], lowering: LayerLowering) -> tuple[int, ...]:
        """One step around the module."""
        return lowering.step(
            "output", TORCH_MODULE, inputs, self.parameters,
            inside=self.inside, stream=lowering.stream, frozen=not self.trainable,
        )  # fmt: skip

    def updated_module(self) -> torch.nn.Module:
        """The module itself, with this layer's current values copied into it."""
        tensors = {**dict(self.module.named_parameters()), **_states(self.module)}
        with torch.no_grad():
            for parameter in self.parameters:
                tensors[parameter.own_name].copy_(parameter.array)
        return self.module

    def _trial(self, shapes: Sequence[Shape], number: int) -> tuple[int, ...]:
        """The shape of the module's result, channels last, for the trial sizes of that number."""
        concrete = [
            (_TRIAL_BATCHES[number], *(_TRIAL_SIZES[number] if size is None else size for size in shape[1:]))
            for shape in shapes
        ]
        y, problem = self._result_of_trial(concrete)
        if problem is not None:
            reason = (str(problem).strip() or type(problem).__name__).splitlines()[0]
            got = shape_text(shapes if len(shapes) > 1 else shapes[0])
            raise ShapeError.of(
                "torch_module.rejects", where=self.where, kind=type(self.module).__name__, reason=reason, got=got
            ) from problem
        if not isinstance(y, Tensor):
            kind = type(self.module).__name__
            raise ShapeError.of("torch_module.output", where=self.where, kind=kind, got=type(y).__name__)
        return tuple(y.shape)

    def _result_of_trial(self, shapes: Sequence[tuple[int, ...]]) -> tuple[Any, Exception | None]:
        """The module's result for zeros of these shapes; raises the error of the last device tried."""
        problem: Exception | None = None
        for device in self.tried_on:
            try:
                return _tried(self.inside, shapes, device), None
            except Exception as refused:
                problem = refused
        return None, problem


class _ModuleValue:
    """Initializes with the values the module already has."""

    def __init__(self, tensor: Tensor) -> None:
        self.tensor = tensor

    def draw(self, shape: tuple[int, ...], key: int) -> Tensor:
        return self.tensor.detach().cpu().double().clone()


def _states(module: torch.nn.Module) -> dict[str, Tensor]:
    """The buffers that training may update: floating ones and counters. Tables of integers (masks) are constants."""
    return {
        name: buffer
        for name, buffer in module.named_buffers()
        if buffer.is_floating_point() or (buffer.numel() == 1 and buffer.dtype != torch.bool)
    }


def _computed_with_graph(call: Call) -> Result:
    with torch.enable_grad():
        return _computed(call)


def _computed(call: Call) -> Result:
    """Calls the module on copies of its buffers, with its random numbers drawn from the key."""
    keeps_graph = torch.is_grad_enabled()
    inputs = tuple(x.detach().requires_grad_(keeps_graph) for x in call.inputs)
    weights = tuple(
        weight.detach().requires_grad_(keeps_graph and has_gradient)
        for weight, has_gradient in zip(call.weights, call.inside.has_gradient, strict=True)
    )
    tensors = dict(zip(call.inside.weights, weights, strict=True))
    kinds = {name: buffer.dtype for name, buffer in call.inside.module.named_buffers()}
    for name, buffer in call.inside.module.named_buffers():
        tensors[name] = buffer.detach().to(call.inputs[0].device, copy=True)
    for name, state in zip(call.inside.states, call.states, strict=True):
        kind = state.dtype if kinds[name].is_floating_point else kinds[name]
        tensors[name] = state.detach().to(kind, copy=True)
    with _mode(call.inside.module, call.training), _random_numbers(call.key, call.inputs[0]):
        y = _called(call.inside, tensors, inputs)
    # functional_call writes the module's buffer updates back into the dictionary.
    new_states = tuple(
        tensors[name].detach().to(state.dtype) for name, state in zip(call.inside.states, call.states, strict=True)
    )
    return Result(y, (*inputs, *weights), new_states)


def _called(inside: Inside, tensors: dict[str, Tensor], inputs: Sequence[Tensor]) -> Any:
    turned = (x.permute(0, 3, 1, 2) if inside.channels_first and x.ndim == 4 else x for x in inputs)
    # Copies: a module may start with an in-place operation, and others read these inputs too.
    y = functional_call(inside.module, tensors, tuple(x.clone() for x in turned))
    if inside.channels_first and isinstance(y, Tensor) and y.ndim == 4:
        y = y.permute(0, 2, 3, 1)
    return y.contiguous() if isinstance(y, Tensor) else y


def _tried(inside: Inside, shapes: Sequence[tuple[int, ...]], device: str | None) -> Any:
    """The module's result for zeros of ``shapes``: on torch's meta device without numbers, or with them."""
    module = inside.module
    named = {**dict(module.named_parameters()), **dict(module.named_buffers())}
    tensors = {name: tensor.detach().to(device, copy=True) for name, tensor in named.items()}
    place = device or next((tensor.device for tensor in named.values()), torch.device("cpu"))
    inputs = [torch.zeros(shape, device=place) for shape in shapes]
    with torch.no_grad(), _mode(module, False), _random_numbers(0, inputs[0]):
        return _called(inside, tensors, inputs)


@contextmanager
def _mode(module: torch.nn.Module, training: bool) -> Iterator[None]:
    """Puts the module in training or inference mode; restores the mode of each part afterwards."""
    modes = [(part, part.training) for part in module.modules()]
    module.train(training)
    try:
        yield
    finally:
        for part, mode in modes:
            part.training = mode


@contextmanager
def _random_numbers(key: int, like: Tensor) -> Iterator[None]:
    """Seeds torch's random numbers with ``key``; restores the generator's state afterwards."""
    devices = [like.device] if like.is_cuda else []
    with torch.random.fork_rng(devices):
        torch.default_generator.manual_seed(key)
        if like.is_cuda:
            torch.cuda.manual_seed(key)
        yield

"""What every layer is: arguments, parameters, one shape rule, and the op steps it lowers into."""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from typing import Any, ClassVar, NamedTuple

import numpy as np
import torch
from torch import Tensor

from nervure import initializers
from nervure.arguments import Count, Flag, NumType, SampleShape, Word, checked
from nervure.arguments.kinds import DType, YesNo
from nervure.errors import ArgumentError, ShapeError, StateError
from nervure.language import text
from nervure.layers.building import once
from nervure.layers.call_arguments import call_arguments
from nervure.layers.declared_shape import DeclaredShape, declared_shape
from nervure.layers.drawn import Drawn, one_or_all
from nervure.layers.families import RegularizerLike
from nervure.layers.given_arrays import set_parameters
from nervure.layers.layer_op import op_of
from nervure.layers.lowering import LayerLowering
from nervure.layers.not_called import OF_LAYER, OF_LOWERED
from nervure.layers.shape_remedies import explain
from nervure.layers.single_call import compute
from nervure.layers.weight_arguments import weight_arguments
from nervure.layers.weight_lists import WeightLists
from nervure.ops.op import Context
from nervure.parameter import Parameter, Penalty, Projection
from nervure.randomness import fold, starting_seed, stream_id
from nervure.registry import Configurable, suggestion
from nervure.symbolic import Node, Shape, SymbolicTensor, symbolic_tensors

_INITIAL_WEIGHTS = stream_id("initial weights")
_COMMON_ARGUMENTS = (
    "name", "trainable", "dtype", "activity_regularizer", "input_shape", "input_dim", "batch_input_shape",
)  # fmt: skip


class OwnedParameter(NamedTuple):
    """A parameter as a network knows it.

    Attributes:
        name: its path, ``conv2d_1/kernel``.
        parameter: the parameter.
        layer: the layer that decides whether it trains.
        is_carried: whether it is no weight but the state of a run, which goes on from batch to batch.
    """

    name: str
    parameter: Parameter
    layer: Layer
    is_carried: bool = False


class Layer(Drawn, WeightLists, Configurable):
    """A piece of a network. Subclass it to write your own.

    A layer of your own needs four methods: ``build(input_shape)`` calls :meth:`add_weight`;
    ``compute_output_shape(input_shape)``; ``forward(x, context) -> (y, cache)``; and
    ``backward(dy, cache) -> (dx, {"kernel": dkernel, ...})``. ``nervure.testing.check_layer`` proves it right.
    A forward with a third argument ``mask`` receives the mask of a masked input, (N, T), True where a step is real.
    Random numbers come from ``context.normal(x)`` or ``context.uniform(x)``: they follow from the seed of the run, the
    layer's place in the network and the number of the step.

    Args:
        name: the name in summaries, gradients and files; by default the class name with a number.
        trainable: False freezes its weights.
        dtype: only for Keras' sake; precision belongs to the whole model: ``compile(precision=...)``.
        activity_regularizer: a penalty on the outputs, divided by the number of samples, that is added to the loss.
        input_shape: the shape of one sample, where the layer is the first of a model.
        input_dim: short for ``input_shape=(input_dim,)``.
        batch_input_shape: ``input_shape`` with the batch axis before it.

    Examples:
        >>> import torch
        >>> class Scale(Layer):
        ...     def build(self, input_shape):
        ...         self.factor = self.add_weight("factor", (input_shape[-1],), "ones")
        ...     def compute_output_shape(self, input_shape):
        ...         return input_shape
        ...     def forward(self, x, context):
        ...         return x * self.factor.array, x
        ...     def backward(self, dy, x):
        ...         return dy * self.factor.array, {"factor": (dy * x).flatten(0, -2).sum(0)}
        >>> Scale()(torch.ones(2, 3)).shape
        torch.Size([2, 3])
    """

    not_called: ClassVar[Mapping[str, str]] = OF_LAYER
    num_outputs: ClassVar[int] = 1
    # Whether the mask of the (first) input goes on to the output, where that keeps the axes of samples and time.
    passes_mask: ClassVar[bool] = True
    # Whether a sample's output in training depends on the other samples of its batch (batch statistics).
    mixes_samples: ClassVar[bool] = False
    # Whether a mask that is given stands beside the last axes of the input and not beside the first.
    aligns_masks_at_end: ClassVar[bool] = False
    _default_name: ClassVar[str]
    # Whether its ``build`` may run any number of times, and whether it runs.
    builds_itself: ClassVar[bool] = False
    is_building: bool = False

    def __init_subclass__(cls, **options: Any) -> None:
        """Has a layer built once, though its ``build`` may be called by hand before the layer is called."""
        super().__init_subclass__(**options)
        if "lower" in vars(cls):
            cls.not_called = {**vars(cls).get("not_called", {}), **OF_LOWERED}
        if "build" in vars(cls) and not cls.builds_itself:
            cls.build = once(cls.build)  # type: ignore[method-assign]

    @checked
    def __init__(
        self,
        *,
        name: Word | None = None,
        trainable: Flag = True,
        dtype: NumType | None = None,
        activity_regularizer: RegularizerLike = None,
        input_shape: DeclaredShape | None = None,
        input_dim: Count | None = None,
        batch_input_shape: SampleShape | None = None,
        **unknown: Any,
    ) -> None:
        kind = type(self).__name__
        for argument in unknown:
            known = [name for name in dict.fromkeys([*self._arguments, *_COMMON_ARGUMENTS]) if name not in unknown]
            near = suggestion(argument, dict.fromkeys(known))
            fix = text("registry.did_you_mean", suggestion=near) if near else text("registry.choose_one")
            raise ArgumentError.of(
                "registry.unknown_argument", where=kind, name=argument, known=", ".join(known), fix=fix
            )
        if dtype not in (None, "float32"):
            raise ArgumentError.of("layer.dtype", where=kind, dtype=dtype)
        self._given_name = name
        self._number: str | None = None
        self._trainable = trainable
        self.activity_regularizer = activity_regularizer
        self._parameters: list[Parameter] = []
        self.built_shape: Any = None
        self._call: Node | None = None
        self.declared_shape = declared_shape(input_shape, input_dim, batch_input_shape)

    @property
    def name(self) -> str:
        """The name given, or the class name in small letters, with a number once it is part of a model."""
        return self._given_name or self._number or self.default_name()

    @classmethod
    def default_name(cls) -> str:
        """``Conv2D`` -> ``conv2d``, ``BatchNormalization`` -> ``batch_normalization``: Keras' spelling."""
        # Every walk of a layer asks for names; kept by the class itself, which a table of all classes would keep alive.
        if "_default_name" not in vars(cls):
            spaced = re.sub(r"(.)([A-Z][a-z0-9]+)", r"\1_\2", cls.__name__)
            cls._default_name = re.sub(r"([a-z])([A-Z])", r"\1_\2", spaced).lower()
        return cls._default_name

    @property
    def has_given_name(self) -> bool:
        """Whether the user chose the name."""
        return self._given_name is not None

    @property
    def has_number(self) -> bool:
        """Whether a model has numbered it."""
        return self._number is not None

    def take_number(self, name: str) -> None:
        """Called by the model that the layer joins: the name it goes by unless the user gave one."""
        self._number = name

    def __repr__(self) -> str:
        return f"<{type(self).__name__} name={self.name}>"

    @property
    def where(self) -> str:
        """How errors name this layer: ``Conv2D 'conv2d_1'``."""
        return f"{type(self).__name__} '{self.name}'"

    @property
    def trainable(self) -> bool:
        """Whether training moves its weights. Takes effect at the next ``fit``."""
        return self._trainable

    @trainable.setter
    def trainable(self, value: bool) -> None:
        self._trainable = YesNo().take(value, "trainable", self.where)

    @property
    def built(self) -> bool:
        """Whether the input shape is known and the parameters exist. A ``build`` may set it to True, as in Keras."""
        return self.built_shape is not None

    @built.setter
    def built(self, value: bool) -> None:
        if not value:
            raise StateError.of("build.undone", where=self.where)

    def add_weight(
        self,
        name: Any = None,
        shape: Any = None,
        initializer: Any = None,
        *,
        dtype: Any = None,
        trainable: bool = True,
        regularizer: Penalty | None = None,
        constraint: Projection | None = None,
        memory_order: tuple[int, ...] | None = None,
    ) -> Parameter:
        """Adds a parameter; its first value is drawn when the layer's place in a network is known.

        Args:
            name: within the layer, ``"kernel"``; ``"variable"`` with a number unless given. As in Keras the shape may
                stand in its place: ``add_weight((3, 2), "zeros")``.
            shape: in Keras' layout; no axes unless given.
            initializer: a name or an object of ``nervure.initializers``; ``"glorot_uniform"`` unless given.
            dtype: only for Keras' sake; precision belongs to the whole model: ``compile(precision=...)``.
            trainable: False for state (moving averages).
            regularizer: a penalty on it, an object of ``nervure.regularizers``.
            constraint: applied after each update, an object of ``nervure.constraints``.
            memory_order: the axes in the order the kernels want them in memory.

        Returns:
            The parameter; ``.array`` is its tensor.
        """
        if dtype is not None and DType().take(dtype, "dtype", self.where) != "float32":
            raise ArgumentError.of("layer.dtype", where=self.where, dtype=dtype)
        taken = [parameter.name for parameter in self._parameters]
        name, shape, initializer = weight_arguments(name, shape, initializer, taken, self.where)
        parameter = Parameter(
            name, shape, initializers.get(initializer), trainable=trainable, memory_order=memory_order,
            regularizer=regularizer, constraint=constraint,
        )  # fmt: skip
        self._parameters.append(parameter)
        return parameter

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """All parameters, in Keras' order of weights."""
        return tuple(self._parameters)

    def owned_parameters(self, path: str) -> list[OwnedParameter]:
        """The parameters by their names in a network that calls this layer ``path``; weights in Keras' order."""
        return [OwnedParameter(f"{path}/{parameter.name}", parameter, self) for parameter in self._parameters]

    @property
    def sublayers(self) -> tuple[Layer, ...]:
        """The layers inside this one; none but for models and for layers around layers."""
        return ()

    @property
    def fixes_batch_size(self) -> bool:
        """Whether it is built for one number of samples: layers that carry a state for each."""
        return False

    def initialise(self, position: int, seed: int, dtype: torch.dtype = torch.float32) -> None:
        """Draws the first values of parameters that have none: a pure function of seed and position."""
        for number, parameter in enumerate(self._parameters):
            parameter.initialise(fold(seed, _INITIAL_WEIGHTS, position, number), dtype)

    def draw_missing(self) -> None:
        """Draws first values where a parameter has none: of a layer that is built before it is part of a network."""
        if any(parameter.value is None for parameter in self.parameters):
            self.initialise(0, starting_seed(self))

    def get_weights(self) -> list[np.ndarray[Any, Any]]:
        """Copies of all parameters, in Keras' order and layouts."""
        self.draw_missing()
        return [parameter.numpy() for parameter in self.parameters]

    def set_weights(self, weights: list[Any]) -> None:
        """Sets all parameters from arrays in the order and layouts of :meth:`get_weights`.

        Raises:
            ShapeError: the number of arrays or a shape differs.
        """
        self.draw_missing()
        set_parameters(self.where, self.parameters, weights)

    def count_params(self) -> int:
        """How many numbers its parameters hold."""
        return sum(parameter.size for parameter in self.parameters)

    def check_input(self, input_shape: Any) -> None:
        """Raises a :class:`ShapeError` where the layer cannot take ``input_shape``; any shape is fine by default."""

    @once
    def build(self, input_shape: Any) -> None:
        """Adds the parameters for inputs of ``input_shape`` (batch axis first, ``None``: any size).

        Called by hand it gives the layer its weights at once; a layer that is built keeps the weights it has.
        """

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The shape of the output for inputs of ``input_shape``: the only shape arithmetic of the layer."""
        raise NotImplementedError(f"{type(self).__name__}.compute_output_shape")

    def forward(self, x: Any, context: Context) -> tuple[Any, Any]:
        """For layers of your own: the output, and what :meth:`backward` needs of this batch."""
        raise NotImplementedError(f"{type(self).__name__}.forward")

    def backward(self, dy: Any, cache: Any) -> tuple[Any, dict[str, Tensor]]:
        """For layers of your own: the gradient of the input, and those of the parameters by name."""
        raise NotImplementedError(f"{type(self).__name__}.backward")

    def lower(self, inputs: tuple[int, ...], lowering: LayerLowering) -> tuple[int, ...]:
        """Writes the layer's op steps; by default one step around :meth:`forward` and :meth:`backward`."""
        wants_mask = "mask" in inspect.signature(self.forward).parameters
        mask = lowering.mask(inputs[0]) if wants_mask else None
        read = inputs if mask is None else (*inputs, mask)
        op = op_of(self, len(read) - len(inputs), lowering.stream)
        return lowering.step("output", op, read, self.parameters, num_outputs=self.num_outputs)

    def place(self, inputs: tuple[int, ...], lowering: LayerLowering) -> tuple[int, ...]:
        """The layer's steps with the masks of its outputs: what a network calls. A layer defines :meth:`lower`."""
        if lowering.shape is None:
            lowering.shape = self.built_shape
        outputs = self.lower(inputs, lowering)
        lowering.penalize(outputs, self.activity_regularizer)
        self.pass_masks(inputs, outputs, lowering)
        is_masked = any(lowering.mask_to_pass(slot) is not None for slot in inputs)
        goes_on = any(lowering.mask_to_pass(slot) is not None for slot in outputs)
        if is_masked and not goes_on and not lowering.uses_mask and not self.sublayers:
            lowering.report_lost_mask(self.where)
        return outputs

    def pass_masks(self, inputs: tuple[int, ...], outputs: tuple[int, ...], lowering: LayerLowering) -> None:
        """Gives the first output the mask of the first input, where :attr:`passes_mask` says so."""
        if self.passes_mask and lowering.mask_to_pass(outputs[0]) is None and self._keeps_time(lowering.shape):
            lowering.set_mask(outputs[0], lowering.mask_to_pass(inputs[0]))

    def _keeps_time(self, shape: Any) -> bool:
        """Whether the first axes of the first output are those of the first input."""
        before, after = _first(shape), _first(self.compute_output_shape(shape))
        return len(after) > 1 and tuple(before[:2]) == tuple(after[:2])

    def ensure_built(self, input_shape: Any) -> None:
        """Builds the layer for ``input_shape`` unless it is built; checks that the shape fits either way."""
        self.check_input(input_shape)
        if not self.built:
            self.is_building = True
            try:
                self.build(input_shape)
            finally:
                self.is_building = False
            self.built_shape = input_shape

    def __call__(self, inputs: Any, training: bool = False, *, mask: Any = None) -> Any:
        """Draws the layer into a graph (symbolic input), or computes it (arrays or tensors).

        Args:
            inputs: one input, or a list of them.
            training: whether to compute as in training: random masks; batch statistics, which move the averages. In
                its place a mask may stand, as in Keras.
            mask: for arrays: (N, T), True where a time step of the first input is real, or a list with one for each
                input; without it the mask that the layer before gave its result. In a graph masks come from
                ``Masking``, ``Embedding(mask_zero=True)`` or ``AttachMask``.

        Returns:
            Symbolic tensors for symbolic inputs; torch tensors for torch tensors; NumPy arrays otherwise. What has a
            mask brings it to the next layer.

        Raises:
            ArgumentError: a mask was given beside a symbolic input, or ``training`` is neither yes or no nor a mask.
        """
        training, mask = call_arguments(training, mask, self.where)
        symbolic = symbolic_tensors(inputs)
        if symbolic is None:
            return self._compute(inputs, training, mask)
        if mask is not None:
            raise ArgumentError.of("layer.mask_in_graph", where=self.where)
        return self._draw(symbolic.tensors, symbolic.alone)

    def _draw(self, tensors: tuple[SymbolicTensor, ...], alone: bool) -> Any:
        shape = tensors[0].shape if alone else tuple(tensor.shape for tensor in tensors)
        try:
            self.ensure_built(shape)
            output = self.compute_output_shape(shape)
        except ShapeError as error:
            explain(error, self, tensors)
            raise
        shapes = tuple(output) if self.num_outputs > 1 else (output,)
        self._call = Node(self, tensors, shapes, input_shape=shape)
        return one_or_all(self._call.outputs)

    def _compute(self, inputs: Any, training: bool, mask: Any = None) -> Any:
        return compute(self, inputs, training, mask)


def _first(shapes: Any) -> Shape:
    """The first of several shapes, or the one shape there is."""
    several = bool(shapes) and isinstance(shapes[0], (list, tuple))
    return tuple(shapes[0] if several else shapes)

"""MultiHeadAttention: attention by several parallel heads, the core of a transformer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Unpack

import numpy as np

from nervure.arguments import Count, Dropped, Flag, SharedAxes, SomeAxes, Whole, checked
from nervure.errors import ShapeError
from nervure.layers.attended_axes import AttendedAxes, attended_axes, axes_of
from nervure.layers.call_options import CallOptions
from nervure.layers.dropout import mask_stream
from nervure.layers.families import ConstraintLike, InitializerLike, RegularizerLike
from nervure.layers.layer import Layer
from nervure.layers.lowering import LayerLowering
from nervure.layers.not_called import OF_HEADS
from nervure.layers.options import ProjectedOptions
from nervure.ops.multi_head_attention import MULTI_HEAD_ATTENTION, HeadsForm
from nervure.shapes import shape_text
from nervure.symbolic import Shape

Shapes = Sequence[Shape]
_OPTIONS = ("return_attention_scores", "use_causal_mask", "key", "attention_mask")


class MultiHeadAttention(Layer):
    r"""Attention by several heads, each with its own projections of queries, keys and values.

    Call it with ``(query, value)`` or ``(query, value, key)``; ``layer(x, x)`` is self-attention.

    .. math::
        y = \sum_h \operatorname{softmax}\Bigl(\tfrac{Q_h K_h^\top}{\sqrt{d}}\Bigr) V_h W^O_h + b^O

    Args:
        num_heads: the number of heads.
        key_dim: d, the size of a head's queries and keys.
        value_dim: the size of a head's values; ``key_dim`` by default.
        dropout: the fraction of the weights to drop in training.
        use_bias: whether to add biases to the projections.
        output_shape: the size or sizes of the output after the time axis; by default that of the queries.
        attention_axes: the input axes to attend over, treated as one flattened axis; None for all axes between the
            batch axis and the features. Along the other axes queries and values must agree, and positions are not
            mixed.
        sliding_window: a query sees only values fewer than this many steps away; None for all.
        flash_attention: no effect: it selects one of Keras' kernels.
        kernel_initializer: initializes the kernels.
        bias_initializer: initializes the biases.
        kernel_regularizer: a penalty on the kernels that is added to the loss.
        bias_regularizer: a penalty on the biases.
        activity_regularizer: a penalty on the output of each projection, including the gate and the final output.
        kernel_constraint: a map applied to the kernels after each update.
        bias_constraint: a map applied to the biases.
        use_gate: whether to multiply the heads' outputs by a sigmoid of the queries.
        seed: an integer that selects the stream of dropout masks, as in ``Dropout``.
        kwargs: ``name``, ``trainable``: see :class:`Layer`.

    Call arguments:
        attention_mask: ``(N, T, S)``, True (or not 0) where a query may attend; with more axes ``(N, *T, *S)``,
            optionally with the axes not attended over, or these and the heads, after N.
        use_causal_mask: whether a query ignores values that come after it.
        return_attention_scores: whether to return the weights ``(N, heads, T, S)`` as a second output; with more axes
            ``(N, *others, heads, *T, *S)``.

    Input shape:
        ``(N, T, D)``, ``(N, S, C)`` and, where given, ``(N, S, D')``; T and S may be several axes with known sizes, the
        same at every call.

    Output shape:
        ``(N, T, D)``, or ``(N, T, *output_shape)``

    Parameters:
        query/kernel, key/kernel, gate/kernel (if used), value/kernel: ``(features, num_heads, size)``;
        query/bias, key/bias, gate/bias, value/bias: ``(num_heads, size)``;
        attention_output/kernel: ``(num_heads, value_dim, *outputs)``; attention_output/bias: ``outputs``.

    Backward:
        ``dV = P^T dO``, ``dP = dO V^T``, ``dS = P (dP - sum(dP P))``, ``dQ = dS K / sqrt(d)``,
        ``dK = dS^T Q / sqrt(d)``; each projection as in ``Dense``.

    Raises:
        ArgumentError: a size is not a positive whole number, or dropout is outside [0, 1).
        ShapeError: an input has no time axis, sizes differ from those the layer was built for, or the inputs are
            incompatible.

    Source:
        Vaswani et al., "Attention is all you need" (2017), https://arxiv.org/abs/1706.03762

    Examples:
        >>> import numpy as np
        >>> x = np.ones((2, 5, 8), "float32")
        >>> MultiHeadAttention(num_heads=2, key_dim=4)(x, x, use_causal_mask=True).shape
        (2, 5, 8)
        >>> picture = np.ones((2, 4, 6, 8), "float32")
        >>> MultiHeadAttention(num_heads=2, key_dim=4, attention_axes=2)(picture, picture).shape  # along each row
        (2, 4, 6, 8)
    """

    not_called = OF_HEADS

    @checked
    def __init__(
        self,
        num_heads: Count,
        key_dim: Count,
        value_dim: Count | None = None,
        dropout: Dropped = 0.0,
        use_bias: Flag = True,
        output_shape: SharedAxes | None = None,
        attention_axes: SomeAxes | None = None,
        sliding_window: Count | None = None,
        flash_attention: Flag | None = None,
        kernel_initializer: InitializerLike = "glorot_uniform",
        bias_initializer: InitializerLike = "zeros",
        kernel_regularizer: RegularizerLike = None,
        bias_regularizer: RegularizerLike = None,
        activity_regularizer: RegularizerLike = None,
        kernel_constraint: ConstraintLike = None,
        bias_constraint: ConstraintLike = None,
        use_gate: Flag = False,
        seed: Whole | None = None,
        **kwargs: Unpack[ProjectedOptions],
    ) -> None:
        self.call_options = CallOptions.taken_from(kwargs)
        super().__init__(**kwargs)
        where = "MultiHeadAttention"
        self.num_heads = num_heads
        self.key_dim = key_dim
        self.value_dim = self.key_dim if value_dim is None else value_dim
        self.dropout = dropout
        self.use_bias, self.use_gate = use_bias, use_gate
        sizes = output_shape if isinstance(output_shape, (list, tuple)) else [output_shape]
        given = [] if output_shape is None else sizes
        self.sizes = tuple(given)
        self.attention_axes = attended_axes(attention_axes, where)
        self.window = sliding_window
        self.kernel_initializer, self.bias_initializer = kernel_initializer, bias_initializer
        self.kernel_regularizer = kernel_regularizer
        self.bias_regularizer = bias_regularizer
        # Not Layer's activity_regularizer, which would also act on the returned attention weights.
        self.projection_regularizer = activity_regularizer
        self.kernel_constraint = kernel_constraint
        self.bias_constraint = bias_constraint
        self.seed = seed

    def __call__(  # type: ignore[override]
        self,
        query: Any,
        value: Any = None,
        key: Any = None,
        *,
        attention_mask: Any = None,
        return_attention_scores: bool = False,
        training: bool = False,
        use_causal_mask: bool = False,
        mask: Any = None,
        query_mask: Any = None,
        value_mask: Any = None,
        key_mask: Any = None,
    ) -> Any:
        """Like :meth:`Layer.__call__`, with Keras' call arguments, which must be the same at every call.

        Args:
            query: (N, T, D), or the list of all inputs.
            value: (N, S, C).
            key: (N, S, D'); the values by default.
            attention_mask: True (or not 0) where a query may attend: see the class.
            return_attention_scores: whether to return the weights as a second output.
            training: whether to compute as in training.
            use_causal_mask: whether a query ignores values that come after it.
            mask: for arrays: (N, T), True where a step of the queries is real, or a list with one per input.
            query_mask: the same.
            value_mask: (N, S), True where a step of the values is real.
            key_mask: (N, S), True where a step of the keys is real, or of the values where they are the keys.

        Raises:
            ArgumentError: an earlier call used other arguments.
        """
        inputs = list(query) if isinstance(query, (list, tuple)) else [query, value, key, attention_mask]
        chosen = (return_attention_scores, use_causal_mask, key is not None, attention_mask is not None)
        self.call_options.take(dict(zip(_OPTIONS, chosen, strict=True)), self)
        if mask is None and any(each is not None for each in (query_mask, value_mask, key_mask)):
            has_key = self.call_options["key"]
            mask = [query_mask, *((value_mask, key_mask) if has_key else (_both(value_mask, key_mask),))]
        return super().__call__([x for x in inputs if x is not None], training, mask=mask)

    @property
    def num_outputs(self) -> int:  # type: ignore[override]
        """2 if the weights are returned, else 1."""
        return 2 if self.call_options["return_attention_scores"] else 1

    def check_input(self, input_shape: Shapes) -> None:
        """Compatible inputs with equal ranks and known numbers of features, those the layer was built for."""
        several = all(isinstance(shape, (list, tuple)) for shape in input_shape)
        has_key, has_mask = self._has_key(input_shape), self.call_options["attention_mask"]
        inputs = input_shape[: 2 + has_key]
        ranks = {len(shape) for shape in inputs}
        if not several or len(input_shape) != 2 + has_key + has_mask or len(ranks) > 1 or ranks.pop() < 3:
            raise ShapeError.of("multi_head_attention.inputs", where=self.where, got=shape_text(input_shape))
        value, key = inputs[1], inputs[-1]
        unknown = any(shape[-1] is None for shape in inputs)
        other = self.built and self._features(input_shape) != self._features(self.built_shape)
        steps = zip(value[1:-1], key[1:-1], strict=True)
        if unknown or other or any(None not in pair and pair[0] != pair[1] for pair in steps):
            raise ShapeError.of("multi_head_attention.sizes", where=self.where, got=shape_text(input_shape))
        self._check_axes(input_shape)

    def _check_axes(self, input_shape: Shapes) -> None:
        """Checks that queries and values agree along the axes not attended over, and that the mask fits both."""
        queries, values = self._views(input_shape)
        if queries.is_sequence:
            return
        unknown = any(None in shape[1:] for shape in input_shape)
        built = self.built_shape if self.built else input_shape
        other = any(tuple(shape[1:]) != tuple(before[1:]) for shape, before in zip(input_shape, built, strict=False))
        if unknown or other or queries.other_sizes != values.other_sizes:
            raise ShapeError.of("multi_head_attention.axes", where=self.where, got=shape_text(input_shape))
        allowed = queries.masks(values, self.num_heads)
        if self.call_options["attention_mask"] and tuple(input_shape[-1][1:]) not in allowed:
            expected = shape_text([(None, *shape) for shape in dict.fromkeys(allowed)])
            got = shape_text(input_shape[-1])
            raise ShapeError.of("multi_head_attention.mask", where=self.where, expected=expected, got=got)

    def _views(self, input_shape: Shapes) -> tuple[AttendedAxes, AttendedAxes]:
        """The axes of the queries, and those of the values and keys."""
        axes = axes_of(self.attention_axes, len(input_shape[0]), self.where)
        return AttendedAxes(axes, input_shape[0]), AttendedAxes(axes, input_shape[1])

    def _has_key(self, input_shape: Shapes) -> bool:
        """Whether the third shape belongs to keys; a layer that was not called yet has no mask there."""
        return self.call_options["key"] if self.call_options.are_known else len(input_shape) == 3

    def _features(self, input_shape: Shapes) -> tuple[int, int, int]:
        """The numbers of features of queries, values and keys; keys that are not given are the values."""
        query, value = (int(shape[-1] or 0) for shape in input_shape[:2])
        return query, value, int(input_shape[2][-1] or 0) if self._has_key(input_shape) else value

    def build(self, input_shape: Shapes) -> None:
        """Adds kernels and biases of the projections, in Keras' order."""
        query, value, key = self._features(input_shape)
        self._add_projection("query", (query, self.num_heads, self.key_dim), 1)
        self._add_projection("key", (key, self.num_heads, self.key_dim), 1)
        if self.use_gate:
            self._add_projection("gate", (query, self.num_heads, self.value_dim), 1)
        self._add_projection("value", (value, self.num_heads, self.value_dim), 1)
        outputs = self.sizes or (query,)
        self._add_projection("attention_output", (self.num_heads, self.value_dim, *outputs), 2)

    def _add_projection(self, name: str, shape: tuple[int, ...], num_inputs: int) -> None:
        self.add_weight(
            f"{name}/kernel", shape, self.kernel_initializer,
            regularizer=self.kernel_regularizer, constraint=self.kernel_constraint,
        )  # fmt: skip
        if self.use_bias:
            self.add_weight(
                f"{name}/bias", shape[num_inputs:], self.bias_initializer,
                regularizer=self.bias_regularizer, constraint=self.bias_constraint,
            )  # fmt: skip

    def compute_output_shape(self, input_shape: Shapes) -> Any:
        """The shape of the queries, with ``output_shape`` as features; plus that of the weights if requested."""
        query, value = input_shape[:2]
        output = (*query[:-1], *(self.sizes or query[-1:]))
        if self.num_outputs == 1:
            return output
        queries, values = self._views(input_shape)
        steps = *(query[axis] for axis in queries.axes), *(value[axis] for axis in values.axes)
        return output, (query[0], *queries.other_sizes, self.num_heads, *steps)

    def lower(self, inputs: tuple[int, ...], lowering: LayerLowering) -> tuple[int, ...]:
        """One step, which also reads the masks of its inputs, between the steps that merge and split axes."""
        shapes = lowering.shape
        queries, values = self._views(shapes)
        sides = (queries, *(values,) * (1 + self.call_options["key"]))
        names = ("query", "value", "key")[: len(sides)]
        views = {
            name: side.steps(slot, f"{name}_view", lowering, (int(shape[-1] or 0),))
            for name, side, slot, shape in zip(names, sides, inputs, shapes, strict=False)
        }
        masks = self._masks(dict(zip(names, sides, strict=True)), inputs, lowering)
        if self.call_options["attention_mask"]:
            whole = queries.is_sequence
            masks["attention"] = inputs[-1] if whole else queries.pairs(inputs[-1], shapes[-1], values, lowering)
        read = (*(folded for _, folded in views.values()), *masks.values())
        form = self._form(tuple(masks), lowering)
        outputs = self._attend(read, form, "output" if queries.is_sequence else "attention", lowering)
        return self._restored(outputs, {name: view for name, (view, _) in views.items()}, lowering)

    def _form(self, masks: tuple[str, ...], lowering: LayerLowering) -> HeadsForm:
        return HeadsForm(
            self.call_options["key"], masks, self.use_bias, self.use_gate, self.call_options["use_causal_mask"],
            self.window, self.num_outputs == 2, self.projection_regularizer is not None, self.dropout,
            mask_stream(self.seed, lowering),
        )  # fmt: skip

    def _attend(self, read: tuple[int, ...], form: HeadsForm, part: str, lowering: LayerLowering) -> tuple[int, ...]:
        num_projections = (3 + self.use_gate) if form.returns_projections else 0
        return lowering.step(
            part, MULTI_HEAD_ATTENTION, read, self.parameters, num_outputs=self.num_outputs + num_projections, form=form
        )

    def _masks(
        self, sides: dict[str, AttendedAxes], inputs: tuple[int, ...], lowering: LayerLowering
    ) -> dict[str, int]:
        """The masks of the inputs that have one per time step, as sequences."""
        found: dict[str, int] = {}
        for (name, side), slot in zip(sides.items(), inputs, strict=False):
            mask = lowering.mask_to_pass(slot)
            if mask is None:
                continue
            if lowering.mask_rank(mask) != side.rank - 1:
                lowering.report_lost_mask(self.where)
                continue
            lowering.mask(slot)
            _, found[name] = side.steps(mask, f"{name}_mask", lowering)
        return found

    def _restored(self, outputs: tuple[int, ...], views: dict[str, int], lowering: LayerLowering) -> tuple[int, ...]:
        """The output, and the weights if requested, with all axes of the queries; penalties on the projections."""
        queries, values = self._views(lowering.shape)
        y, *others = outputs
        projected = others[self.num_outputs - 1 :]
        restored = [y, *others[: self.num_outputs - 1]]
        if not queries.is_sequence:
            restored[0] = queries.restored(
                y, views["query"], "output", lowering, self.sizes or (int(lowering.shape[0][-1] or 0),)
            )
            restored[1:] = [
                queries.scores(slot, views["query"], values, self.num_heads, lowering) for slot in restored[1:]
            ]
        read = ("query", "key" if "key" in views else "value", *("query",) * self.use_gate, "value")
        penalized = [
            queries.samples(slot, views[name], f"projection_{number}", lowering)
            for number, (slot, name) in enumerate(zip(projected, read, strict=False))
        ]
        lowering.penalize((*penalized, restored[0]), self.projection_regularizer)
        return tuple(restored)


def _both(mask: Any, other: Any) -> Any:
    """Where two masks of the same sequences both mark a step as real."""
    given = [each for each in (mask, other) if each is not None]
    return given[0] if len(given) == 1 else np.logical_and(*map(np.asarray, given)) if given else None

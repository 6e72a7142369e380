"""The operations a torch program may use: a literal table, so that a file cannot name anything else.

One row per operator, by its name in ``torch.ops.aten``: the overloads that exporters write, rules for the arguments
beyond torch's own checks on the meta device, the cost, and which values are indices that must exist. Excluded are
operations that read files, draw random numbers or return uninitialized memory, and overloads that write into a given
tensor (``out``) or name axes.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import torch

from nervure.errors import Unfit
from nervure.layers import program_costs as costs
from nervure.layers import program_layout_rules as layouts
from nervure.layers import program_rules as rules
from nervure.layers import program_values as places
from nervure.layers.program_rules import all_of


class Operation(NamedTuple):
    """The table entry of a torch operator.

    Attributes:
        overloads: the allowed ones, separated by spaces.
        rule: the rules for the arguments, beyond torch's checks on the meta device.
        cost: its cost, once the shapes of the results are known.
        look: checks the values of arguments that are indices.
    """

    overloads: str
    rule: rules.Rule = rules.everything
    cost: costs.Cost = costs.each_number
    look: places.Look = places.nothing


OPERATIONS: Mapping[str, Operation] = {
    "conv1d": Operation("default padding", all_of(rules.same_dtype, rules.convolution), costs.of_convolution),
    "conv2d": Operation("default padding", all_of(rules.same_dtype, rules.convolution), costs.of_convolution),
    "conv3d": Operation("default padding", all_of(rules.same_dtype, rules.convolution), costs.of_convolution),
    "convolution": Operation("default", all_of(rules.same_dtype, rules.convolution), costs.of_convolution),
    "conv_transpose1d": Operation("default", all_of(rules.same_dtype, rules.convolution), costs.of_convolution),
    "conv_transpose2d": Operation("input", all_of(rules.same_dtype, rules.convolution), costs.of_convolution),
    "conv_transpose3d": Operation("input", all_of(rules.same_dtype, rules.convolution), costs.of_convolution),
    "linear": Operation("default", all_of(rules.same_dtype, rules.linear), costs.of_product("input")),
    "addmm": Operation("default", rules.same_dtype, costs.of_product("mat1")),
    "mm": Operation("default", rules.same_dtype, costs.of_product("self")),
    "bmm": Operation("default", rules.same_dtype, costs.of_product("self")),
    "baddbmm": Operation("default", rules.same_dtype, costs.of_product("batch1")),
    "matmul": Operation("default", rules.same_dtype, costs.of_matmul),
    "einsum": Operation("default", all_of(rules.same_dtype, rules.einsum), costs.of_einsum),
    "embedding": Operation("default", layouts.embedding, costs.each_number, places.rows_exist),
    "scaled_dot_product_attention": Operation("default", rules.attention, costs.of_attention),
    "batch_norm": Operation("default", all_of(rules.same_dtype, rules.batch_norm, rules.is_false("training"))),
    "_native_batch_norm_legit_no_training": Operation("default", all_of(rules.same_dtype, rules.batch_norm)),
    "instance_norm": Operation("default", all_of(rules.same_dtype, rules.batch_norm)),
    "layer_norm": Operation("default", all_of(rules.same_dtype, rules.layer_norm)),
    "native_layer_norm": Operation("default", all_of(rules.same_dtype, rules.layer_norm)),
    "rms_norm": Operation("default", all_of(rules.same_dtype, rules.layer_norm)),
    "group_norm": Operation("default", all_of(rules.same_dtype, rules.group_norm)),
    "native_group_norm": Operation("default", all_of(rules.same_dtype, rules.group_norm)),
    "max_pool1d": Operation("default", rules.pooling(1), costs.of_windows),
    "avg_pool1d": Operation("default", rules.pooling(1), costs.of_windows),
    "max_pool2d": Operation("default", rules.pooling(2), costs.of_windows),
    "max_pool2d_with_indices": Operation("default", rules.pooling(2), costs.of_windows),
    "avg_pool2d": Operation("default", rules.pooling(2), costs.of_windows),
    "adaptive_avg_pool1d": Operation("default", rules.adaptive_pooling(1), costs.of_adaptive_windows),
    "adaptive_avg_pool2d": Operation("default", rules.adaptive_pooling(2), costs.of_adaptive_windows),
    "_adaptive_avg_pool2d": Operation("default", rules.adaptive_pooling(2), costs.of_adaptive_windows),
    "adaptive_max_pool2d": Operation("default", rules.adaptive_pooling(2), costs.of_adaptive_windows),
    "relu": Operation("default"),
    "relu_": Operation("default"),
    "relu6": Operation("default"),
    "relu6_": Operation("default"),
    "hardtanh": Operation("default"),
    "hardtanh_": Operation("default"),
    "hardswish": Operation("default"),
    "hardswish_": Operation("default"),
    "hardsigmoid": Operation("default"),
    "hardsigmoid_": Operation("default"),
    "leaky_relu": Operation("default"),
    "leaky_relu_": Operation("default"),
    "elu": Operation("default"),
    "elu_": Operation("default"),
    "selu": Operation("default"),
    "selu_": Operation("default"),
    "celu": Operation("default"),
    "silu": Operation("default"),
    "silu_": Operation("default"),
    "mish": Operation("default"),
    "mish_": Operation("default"),
    "gelu": Operation("default"),
    "softplus": Operation("default"),
    "sigmoid": Operation("default"),
    "sigmoid_": Operation("default"),
    "tanh": Operation("default"),
    "tanh_": Operation("default"),
    "log_sigmoid": Operation("default"),
    "prelu": Operation("default", all_of(rules.same_dtype, rules.prelu)),
    "softmax": Operation("int"),
    "log_softmax": Operation("int"),
    "_softmax": Operation("default", rules.is_false("half_to_float")),
    "_log_softmax": Operation("default", rules.is_false("half_to_float")),
    "_safe_softmax": Operation("default"),
    "dropout": Operation("default", rules.is_false("train")),
    "dropout_": Operation("default", rules.is_false("train")),
    "feature_dropout": Operation("default", rules.is_false("train")),
    "alpha_dropout": Operation("default", rules.is_false("train")),
    "add": Operation("Tensor Scalar"),
    "add_": Operation("Tensor Scalar"),
    "sub": Operation("Tensor Scalar"),
    "sub_": Operation("Tensor Scalar"),
    "rsub": Operation("Tensor Scalar"),
    "mul": Operation("Tensor Scalar"),
    "mul_": Operation("Tensor Scalar"),
    "div": Operation("Tensor Scalar Tensor_mode Scalar_mode", rules.division),
    "div_": Operation("Tensor Scalar Tensor_mode Scalar_mode", rules.division),
    "remainder": Operation("Tensor Scalar", rules.division),
    "pow": Operation("Tensor_Tensor Tensor_Scalar Scalar"),
    "neg": Operation("default"),
    "square": Operation("default"),
    "sqrt": Operation("default"),
    "rsqrt": Operation("default"),
    "exp": Operation("default"),
    "log": Operation("default"),
    "abs": Operation("default"),
    "sin": Operation("default"),
    "cos": Operation("default"),
    "erf": Operation("default"),
    "floor": Operation("default"),
    "reciprocal": Operation("default"),
    "round": Operation("default decimals"),
    "maximum": Operation("default"),
    "minimum": Operation("default"),
    "clamp": Operation("default Tensor"),
    "clamp_": Operation("default Tensor"),
    "clamp_min": Operation("default Tensor"),
    "clamp_max": Operation("default Tensor"),
    "eq": Operation("Tensor Scalar"),
    "ne": Operation("Tensor Scalar"),
    "lt": Operation("Tensor Scalar"),
    "le": Operation("Tensor Scalar"),
    "gt": Operation("Tensor Scalar"),
    "ge": Operation("Tensor Scalar"),
    "bitwise_and": Operation("Tensor Scalar"),
    "logical_not": Operation("default"),
    "logical_and": Operation("default"),
    "logical_or": Operation("default"),
    "bitwise_not": Operation("default"),
    "where": Operation("self ScalarOther ScalarSelf Scalar"),
    "masked_fill": Operation("Scalar Tensor", layouts.mask),
    "masked_fill_": Operation("Scalar Tensor", layouts.mask),
    "mean": Operation("default dim"),
    "sum": Operation("default dim_IntList"),
    "var": Operation("default dim correction"),
    "std": Operation("default dim correction"),
    "amax": Operation("default"),
    "amin": Operation("default"),
    "argmax": Operation("default"),
    "cumsum": Operation("default"),
    "linalg_vector_norm": Operation("default"),
    "max": Operation("default dim other"),
    "min": Operation("default dim other"),
    "norm": Operation("Scalar ScalarOpt_dim ScalarOpt_dtype ScalarOpt_dim_dtype"),
    "view": Operation("default", layouts.same_count),
    "_unsafe_view": Operation("default", layouts.same_count),
    "reshape": Operation("default"),
    "flatten": Operation("using_ints"),
    "unflatten": Operation("int"),
    "permute": Operation("default"),
    "t": Operation("default"),
    "numpy_T": Operation("default"),
    "unsqueeze": Operation("default"),
    "expand": Operation("default"),
    "expand_as": Operation("default"),
    "transpose": Operation("int"),
    "movedim": Operation("int intlist"),
    "squeeze": Operation("default dim dims"),
    "cat": Operation("default"),
    "concat": Operation("default"),
    "stack": Operation("default"),
    "split": Operation("Tensor sizes", layouts.pieces),
    "split_with_sizes": Operation("default", layouts.pieces),
    "chunk": Operation("default", layouts.pieces),
    "unbind": Operation("int", layouts.pieces),
    "select": Operation("int"),
    "slice": Operation("Tensor", layouts.steps_forward),
    "narrow": Operation("default"),
    "select_scatter": Operation("default"),
    "slice_scatter": Operation("default", layouts.steps_forward),
    "index": Operation("Tensor", layouts.indexed, costs.each_number, places.indices_exist),
    "index_select": Operation("default", layouts.selected, costs.each_number, places.places_exist),
    "gather": Operation("default", layouts.gathered, costs.each_number, places.places_exist),
    "roll": Operation("default", layouts.moved),
    "repeat": Operation("default", layouts.filled_size),
    "flip": Operation("default"),
    "copy": Operation("default"),
    "copy_": Operation("default"),
    "fill": Operation("Scalar Tensor"),
    "fill_": Operation("Scalar Tensor"),
    "pad": Operation("default", layouts.padding),
    "constant_pad_nd": Operation("default", layouts.padding),
    "reflection_pad2d": Operation("default", layouts.padding),
    "replication_pad2d": Operation("default", layouts.replication),
    "pixel_shuffle": Operation("default", layouts.divisible("upscale_factor", of_maps=False)),
    "pixel_unshuffle": Operation("default", layouts.divisible("downscale_factor", of_maps=True)),
    "channel_shuffle": Operation("default", layouts.divisible("groups", of_maps=False)),
    "upsample_nearest2d": Operation("default vec", layouts.resizing, costs.of_resizing),
    "upsample_bilinear2d": Operation("default vec", layouts.resizing, costs.of_resizing),
    "upsample_bicubic2d": Operation("default vec", layouts.resizing, costs.of_resizing),
    "clone": Operation("default"),
    "contiguous": Operation("default"),
    "detach": Operation("default"),
    "detach_": Operation("default"),
    "alias": Operation("default"),
    "lift_fresh_copy": Operation("default"),
    "_to_copy": Operation("default"),
    "type_as": Operation("default"),
    "to": Operation("dtype dtype_layout device other"),
    "zeros": Operation("default", layouts.filled_size),
    "ones": Operation("default", layouts.filled_size),
    "full": Operation("default", layouts.filled_size),
    "new_zeros": Operation("default", layouts.filled_size),
    "new_ones": Operation("default", layouts.filled_size),
    "new_full": Operation("default", layouts.filled_size),
    "arange": Operation("default start start_step", layouts.counted),
    "scalar_tensor": Operation("default"),
    "zeros_like": Operation("default"),
    "ones_like": Operation("default"),
    "full_like": Operation("default"),
    "sym_size": Operation("int"),
    "sym_numel": Operation("default"),
}
NUMBER_OPERATIONS: Mapping[str, Callable[..., Any]] = {
    "add": operator.add, "sub": operator.sub, "mul": operator.mul, "floordiv": operator.floordiv,
    "mod": operator.mod, "neg": operator.neg,
}  # fmt: skip
_LARGEST = 2**62  # a file may square a number again and again


class Signature(NamedTuple):
    """The signature of an operation.

    Attributes:
        defaults: all arguments by name, with their defaults.
        needed: the names of the required ones.
        has_device: whether it takes a device.
        writes: whether it writes into its first argument.
    """

    defaults: Mapping[str, Any]
    needed: frozenset[str]
    has_device: bool
    writes: bool


def operation_of(name: str) -> Operation | None:
    """The table row of an operation with its overload; None if it is unknown.

    Examples:
        >>> operation_of("relu.default") is OPERATIONS["relu"], operation_of("relu.out")
        (True, None)
    """
    packet, _, overload = name.partition(".")
    row = OPERATIONS.get(packet)
    return row if row is not None and overload in row.overloads.split() else None


def tensor_operation(name: str) -> Callable[..., Any] | None:
    """The torch operation of that name with its overload, ``conv2d.default``; None if it is unknown.

    Examples:
        >>> tensor_operation("relu.default")(self=torch.tensor([-1.0, 2.0]))
        tensor([0., 2.])
        >>> tensor_operation("from_file.default") is None
        True
    """
    packet, _, overload = name.partition(".")
    if operation_of(name) is None:
        return None
    found = getattr(torch.ops.aten, packet, None)  # another release of torch may lack it
    known = () if found is None else found.overloads()
    return getattr(found, overload) if overload in known else None


@functools.cache
def signature_of(compute: Any) -> Signature:
    """The signature of a torch operation.

    Examples:
        >>> signature_of(torch.ops.aten.relu_.default).writes
        True
    """
    arguments = compute._schema.arguments
    names = [each.name for each in arguments]
    needed = frozenset(each.name for each in arguments if not each.has_default_value())
    defaults = {each.name: _plain(each.default_value) for each in arguments}
    first = arguments[0].alias_info if arguments else None
    return Signature(defaults, needed - {"device"}, "device" in names, first is not None and first.is_write)


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, (list, tuple)) else value


def number_operation(name: str) -> Callable[..., Any] | None:
    """The operation of that name on integers such as sizes; None if it is unknown.

    Examples:
        >>> number_operation("floordiv")(a=7, b=2)
        3
    """
    found = NUMBER_OPERATIONS.get(name)
    if found is None:
        return None

    def computed(**numbers: Any) -> Any:
        if not all(type(each) is int for each in numbers.values()):  # strings and lists can be multiplied, too
            raise Unfit(f"{name}: {list(numbers.values())!r:.60}")
        result = found(*numbers.values())
        if not -_LARGEST < result < _LARGEST:
            raise Unfit(f"{name}: {result:.3g}")
        return result

    return computed

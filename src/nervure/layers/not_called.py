"""Methods of Keras' layers that are not called here, by family, with the message that says what to write instead."""

from __future__ import annotations

from collections.abc import Mapping

_COMPUTING, _CELL, _SAVING = "overrides.computing", "overrides.cell", "overrides.saving"

OF_LAYER: Mapping[str, str] = {
    "build_from_config": _SAVING,
    "call": _COMPUTING,
    "compute_mask": "overrides.masks",
    "compute_output_spec": "overrides.shapes",
    "get_build_config": _SAVING,
    "get_initial_state": _CELL,
    "load_assets": _SAVING,
    "load_own_variables": _SAVING,
    "quantize": "overrides.eight_bits",
    "quantized_build": "overrides.eight_bits",
    "quantized_call": "overrides.eight_bits",
    "rematerialized_call": _COMPUTING,
    "save_assets": _SAVING,
    "save_own_variables": _SAVING,
    "stateless_call": _COMPUTING,
    "symbolic_call": "overrides.shapes",
}
# If a class defines its own lowering, it overrides its subclasses' forward and backward.
OF_LOWERED: Mapping[str, str] = {"forward": _COMPUTING, "backward": _COMPUTING}
OF_CONVOLUTION: Mapping[str, str] = {"convolution_op": _COMPUTING, "enable_lora": "overrides.eight_bits"}
OF_MERGE: Mapping[str, str] = {"_apply_merge_op_and_or_mask": _COMPUTING, "_merge_function": _COMPUTING}
OF_ATTENTION: Mapping[str, str] = dict.fromkeys(
    ("_apply_scores", "_calculate_score_mask", "_calculate_scores"), _COMPUTING
)
OF_HEADS: Mapping[str, str] = dict.fromkeys(
    (
        "_build_attention", "_compute_attention", "_compute_attention_mask", "_compute_causal_mask",
        "_compute_sliding_window_mask", "_make_output_dense", "_masked_softmax",
    ),
    _COMPUTING,
)  # fmt: skip
OF_RECURRENT: Mapping[str, str] = {"inner_loop": _CELL}
OF_CELL: Mapping[str, str] = dict.fromkeys(
    (
        "_compute_carry_and_output", "_compute_carry_and_output_fused", "_create_dropout_mask", "get_dropout_mask",
        "get_recurrent_dropout_mask", "reset_dropout_mask", "reset_recurrent_dropout_mask",
    ),
    _CELL,
)  # fmt: skip
OF_DROPOUT: Mapping[str, str] = dict.fromkeys(
    ("_get_concrete_noise_shape", "_get_noise_shape", "_validate_noise_shape"), _COMPUTING
)
OF_NORMALIZATION: Mapping[str, str] = dict.fromkeys(
    ("_apply_normalization", "_create_broadcast_shape", "_moments", "_reshape_into_groups"), _COMPUTING
)
OF_EMBEDDING: Mapping[str, str] = {"enable_lora": "overrides.eight_bits"}
OF_UPSAMPLING: Mapping[str, str] = dict.fromkeys(("_resize_images", "_resize_volumes"), _COMPUTING)

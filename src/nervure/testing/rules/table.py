"""The rules, in the order of the checks."""

from __future__ import annotations

from nervure.testing.rules.arithmetic import batch_independence, float32, memory_order
from nervure.testing.rules.form import dtype, forward_and_backward
from nervure.testing.rules.gradients import gradient_names, gradient_shapes, input_gradient, parameter_gradient
from nervure.testing.rules.purity import inference, nothing_kept, own_cache, repeatable, unchanged
from nervure.testing.rules.rebuilding import config, parameter_names, weights
from nervure.testing.rules.rule import Rule
from nervure.testing.rules.shapes import empty_batch, output_shape
from nervure.testing.rules.wrong_input import wrong_input

RULES: tuple[Rule, ...] = (
    Rule("forward_and_backward", forward_and_backward, "testing.form", "testing.mend_form", stops=True),
    Rule("dtype", dtype, "testing.dtype", "testing.mend_dtype", stops=True),
    Rule("unchanged", unchanged, "testing.unchanged", "testing.mend_unchanged"),
    Rule("nothing_kept", nothing_kept, "testing.nothing_kept", "testing.mend_nothing_kept"),
    Rule("own_cache", own_cache, "testing.own_cache", "testing.mend_own_cache"),
    Rule("repeatable", repeatable, "testing.repeatable", "testing.mend_repeatable"),
    Rule("inference", inference, "testing.inference", "testing.mend_inference"),
    Rule("output_shape", output_shape, "testing.output_shape", "testing.mend_output_shape"),
    Rule("empty_batch", empty_batch, "testing.empty_batch", "testing.mend_empty_batch"),
    Rule("parameter_names", parameter_names, "testing.parameter_names", "testing.mend_parameter_names"),
    Rule("gradient_names", gradient_names, "testing.gradient_names", "testing.mend_gradient_names"),
    Rule("gradient_shapes", gradient_shapes, "testing.gradient_shapes", "testing.mend_gradient_shapes"),
    Rule("input_gradient", input_gradient, "testing.input_gradient", "testing.mend_gradient"),
    Rule("parameter_gradient", parameter_gradient, "testing.parameter_gradient", "testing.mend_gradient"),
    Rule("batch_independence", batch_independence, "testing.batch_independence", "testing.mend_batch_independence"),
    Rule("memory_order", memory_order, "testing.memory_order", "testing.mend_memory_order"),
    Rule("float32", float32, "testing.float32", "testing.mend_float32"),
    Rule("config", config, "testing.config", "testing.mend_config"),
    Rule("weights", weights, "testing.weights", "testing.mend_weights"),
    Rule("wrong_input", wrong_input, "testing.wrong_input", "testing.mend_wrong_input", is_advice=True),
)

"""Methods of Keras' models that are not called here, with the message that says what to write instead."""

from __future__ import annotations

from collections.abc import Mapping

NOT_CALLED: Mapping[str, str] = {
    **dict.fromkeys(("__call__", "call", "forward", "backward"), "overrides.graph"),
    **dict.fromkeys(
        (
            "make_predict_function", "make_test_function", "make_train_function", "predict_step", "test_step",
            "train_step",
        ),
        "overrides.steps",
    ),
    **dict.fromkeys(
        ("_compute_loss", "add_loss", "compute_loss", "compute_loss_and_updates", "stateless_compute_loss"),
        "overrides.model_loss",
    ),
    **dict.fromkeys(
        ("compute_metrics", "get_metrics_result", "metrics", "reset_metrics"), "overrides.model_metrics"
    ),
    **dict.fromkeys(
        ("compile_from_config", "get_compile_config", "get_state_tree", "set_state_tree"), "overrides.saving"
    ),
}  # fmt: skip

"""Methods of Keras' optimizers that are not called here, with the message that says what to write instead."""

from __future__ import annotations

from collections.abc import Mapping

NOT_CALLED: Mapping[str, str] = dict.fromkeys(
    (
        "add_optimizer_variables", "add_variable", "add_variable_from_reference", "apply", "apply_gradients", "assign",
        "assign_add", "assign_sub", "build", "compute_gradients", "get_gradients", "get_updates",
        "load_own_variables", "minimize", "save_own_variables", "scale_loss", "stateless_apply", "update_step",
    ),
    "overrides.optimizer",
)  # fmt: skip

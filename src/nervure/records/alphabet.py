"""One table of letters for everything that is printed: a letter has the same meaning everywhere.

The meaning of a letter is a sentence of the catalogue, ``letters.NAME``. In a legend, numbers with a place are named by
it (``w is dense/kernel``), settings by that sentence (``η is the learning rate``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

# Inputs and outputs of steps
_VALUES = {
    "input": "x", "before_activation": "z", "hidden": "h", "output": "o", "mask": "M", "probability": "p",
}  # fmt: skip

# Contents of layers
_PARAMETERS = {
    "kernel": "w", "bias": "b", "recurrent_kernel": "U", "scale": "γ", "shift": "β", "moving_mean": "μ̄",
    "moving_variance": "σ̄²", "first_state": "h₀", "first_cell": "C₀", "slope": "s", "score_weight": "w_s",
    "query_kernel": "w_q", "key_kernel": "w_k", "value_kernel": "w_v", "gate_kernel": "w_g", "output_kernel": "w_o",
    "query_bias": "b_q", "key_bias": "b_k", "value_bias": "b_v", "gate_bias": "b_g", "output_bias": "b_o",
}  # fmt: skip

# Intermediate numbers of steps
_ON_THE_WAY = {
    "mean": "μ", "variance": "σ²", "mean_square": "ms", "length": "ℓ", "normalized": "x̂", "largest": "z_max",
    "scores": "S", "largest_score": "S_max", "attention": "A", "query": "Q", "key": "K", "value": "V",
    "heads": "H", "gated_heads": "H_g", "attention_gate": "g_a", "dropout": "D", "noise": "ξ",
    "cell": "C", "candidate_cell": "C̃", "candidate": "h̃", "input_gate": "g_i", "forget_gate": "g_f",
    "output_gate": "g_o", "update_gate": "g_z", "reset_gate": "g_r", "state_product": "z_h", "state_let_through": "h_r",
    "sum_of_gradients": "s_g", "sum_of_products": "s_gx", "cosine": "cosine",
}  # fmt: skip

# Settings of layers
_SETTINGS = {
    "elu_alpha": "α_elu", "selu_scale": "λ_selu", "selu_alpha": "α_selu", "threshold": "θ", "curvature": "b_curve",
    "rate": "r", "dropped_value": "α_drop", "noise_size": "σ_noise", "epsilon": "ε", "shortest": "ℓ_min",
    "statistics_momentum": "κ",
}  # fmt: skip

# Losses and penalties
_LOSSES = {
    "loss": "E", "sample_loss": "L", "target": "y", "sample_weight": "ω", "penalty": "R", "penalty_slope": "R'",
    "huber_delta": "δ", "focal_gamma": "γ_focal", "focal_alpha": "α_focal", "circle_gamma": "γ_circle",
    "circle_margin": "margin", "tversky_alpha": "α_miss", "tversky_beta": "β_false", "exponent": "q",
    "l1": "λ₁", "l2": "λ₂", "orthogonal": "λ_orth",
}  # fmt: skip

# Optimizers and constraints
_UPDATE = {
    "learning_rate": "η", "lecture_rate": "α", "update_number": "t", "beta_1": "β₁", "beta_2": "β₂", "tiny": "ε̂",
    "rho": "ρ", "momentum": "φ", "momentum_now": "φₜ", "momentum_next": "φₜ₊₁", "product_now": "Pₜ",
    "product_next": "Pₜ₊₁", "momentum_slot": "m", "velocity": "v", "largest_velocity": "v̂", "average_gradient": "ḡ",
    "accumulator": "G", "moves": "v_move", "largest_gradient": "v_max", "gathered": "g_sum", "average": "w̄",
    "average_momentum": "κ_avg", "weight_decay": "λ", "clip": "c_max", "used_gradient": "ĝ", "gradient_norm": "‖g‖",
    "stepped": "ŵ", "stepped_norm": "‖ŵ‖", "longest": "ℓ_long", "shortest_allowed": "ℓ_short",
    "constraint_rate": "pull",
}  # fmt: skip

# Functions, and what indices count
_FUNCTIONS = {"sigmoid": "σ", "normal_probability": "Φ", "function": "f"}
_INDICES = {
    "sample": "n", "first_place": "i", "second_place": "j", "third_place": "k", "first_in_window": "a",
    "second_in_window": "d", "third_in_window": "e", "channel": "c", "unit": "u", "piece": "l", "count": "N",
}  # fmt: skip

ALPHABET: Mapping[str, str] = (
    _VALUES | _PARAMETERS | _ON_THE_WAY | _SETTINGS | _LOSSES | _UPDATE | _FUNCTIONS | _INDICES
)  # fmt: skip
_PRIMES = re.compile("′+$|⁽[⁰¹²³⁴⁵⁶⁷⁸⁹]+⁾$")
_NAMES = {letter: name for name, letter in ALPHABET.items()}

# Keras' names of parameters and optimizer slots, if they differ from the name in the table
_OF_PARAMETERS = {
    "gamma": "scale", "beta": "shift", "embeddings": "kernel", "depthwise_kernel": "kernel",
    "pointwise_kernel": "kernel", "alpha": "slope", "state": "first_state", "state_1": "first_cell",
    "concat_score_weight": "score_weight",
}  # fmt: skip
_OF_SLOTS = {
    "momentum": "momentum_slot", "velocity": "velocity", "velocity_hat": "largest_velocity",
    "average_gradient": "average_gradient", "accumulator": "accumulator", "accumulated_grad": "velocity",
    "accumulated_delta_var": "moves", "norm": "largest_gradient", "gradient_accumulator": "gathered",
    "average": "average",
}  # fmt: skip
# Words with a meaning in formulas
_RESERVED = frozenset({"if", "else", "max", "min", "exp", "ln", "abs", "sign", "sigmoid", "tanh", "sin", "cos", "erf"})


def letter_of(name: str) -> str:
    """The letter of a quantity.

    Examples:
        >>> letter_of("learning_rate"), letter_of("before_activation"), letter_of("target")
        ('η', 'z', 'y')
    """
    return ALPHABET[name]


def meaning_of(letter: str) -> str | None:
    """The name in the table for the meaning of a letter, ignoring primes; None for a letter that is not in it.

    Examples:
        >>> meaning_of("ε"), meaning_of("s′"), meaning_of("s⁽⁴⁾"), meaning_of("weights of mine")
        ('epsilon', 'slope', 'slope', None)
    """
    return _NAMES.get(_PRIMES.sub("", letter))


def letter_of_parameter(name: str) -> str:
    """The letter of a parameter that its layer calls ``name``; a custom parameter keeps its own name.

    If that name is the letter of something else, or not a word, it is w, as for weights.

    Examples:
        >>> letter_of_parameter("gamma"), letter_of_parameter("kernel"), letter_of_parameter("positions")
        ('γ', 'w', 'positions')
        >>> letter_of_parameter("x"), letter_of_parameter("my weight")
        ('w', 'w')
    """
    known = _PARAMETERS.get(_OF_PARAMETERS.get(name, name))
    return known if known is not None else _own(name, "kernel")


def letter_of_slot(name: str) -> str:
    """The letter of an optimizer slot, by its name there; custom slots included.

    Examples:
        >>> letter_of_slot("momentum"), letter_of_slot("accumulated_delta_var"), letter_of_slot("trend")
        ('m', 'v_move', 'trend')
    """
    return ALPHABET[_OF_SLOTS[name]] if name in _OF_SLOTS else _own(name, "accumulator")


def _own(name: str, otherwise: str) -> str:
    is_free = name.isidentifier() and name not in _NAMES and name not in _RESERVED
    return name if is_free else ALPHABET[otherwise]

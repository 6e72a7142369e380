"""Every schedule with its options: one row each."""

from __future__ import annotations

from typing import Any

SCHEDULES: list[tuple[str, dict[str, Any]]] = [
    ("ExponentialDecay", {"initial_learning_rate": 0.1, "decay_steps": 30, "decay_rate": 0.9}),
    ("ExponentialDecay", {"initial_learning_rate": 0.1, "decay_steps": 30, "decay_rate": 0.5, "staircase": True}),
    ("InverseTimeDecay", {"initial_learning_rate": 0.1, "decay_steps": 30, "decay_rate": 0.9}),
    ("InverseTimeDecay", {"initial_learning_rate": 0.1, "decay_steps": 30, "decay_rate": 0.5, "staircase": True}),
    ("PolynomialDecay", {"initial_learning_rate": 0.1, "decay_steps": 100}),
    ("PolynomialDecay", {"initial_learning_rate": 0.1, "decay_steps": 100, "end_learning_rate": 0.01, "power": 0.5}),
    ("PolynomialDecay", {"initial_learning_rate": 0.1, "decay_steps": 100, "power": 2.0, "cycle": True}),
    ("PiecewiseConstantDecay", {"boundaries": [10, 100], "values": [0.1, 0.05, 0.001]}),
    ("PiecewiseConstantDecay", {"boundaries": [50], "values": [0.1, 0.05]}),
    ("CosineDecay", {"initial_learning_rate": 0.1, "decay_steps": 100}),
    ("CosineDecay", {"initial_learning_rate": 0.1, "decay_steps": 100, "alpha": 0.1}),
    ("CosineDecay", {"initial_learning_rate": 0.0, "decay_steps": 100, "warmup_target": 0.1, "warmup_steps": 20}),
    ("CosineDecay", {"initial_learning_rate": 0.2, "decay_steps": 70, "alpha": 0.2, "warmup_target": 0.1,
                     "warmup_steps": 30}),
    ("CosineDecayRestarts", {"initial_learning_rate": 0.1, "first_decay_steps": 30}),
    ("CosineDecayRestarts", {"initial_learning_rate": 0.1, "first_decay_steps": 32, "t_mul": 1.0, "m_mul": 0.9}),
    ("CosineDecayRestarts", {"initial_learning_rate": 0.1, "first_decay_steps": 31, "t_mul": 1.5, "m_mul": 0.8,
                             "alpha": 0.1}),
]  # fmt: skip

"""The rows of the optimizers beyond SGD, RMSprop and Adam, and of what all share: arguments of ``OptimizerCase``."""

from __future__ import annotations

from typing import Any

from nervure import optimizers
from nervure.errors import ArgumentError
from nervure.optimizers import schedules

Row = tuple[Any, ...]

OPTIMIZER_ROWS: tuple[Row, ...] = (
    (optimizers.Adadelta, {}, ((ArgumentError, lambda: optimizers.Adadelta(rho=1.5)),)),
    (optimizers.Adadelta, {"learning_rate": 1.0, "rho": 0.5}, (
        (ArgumentError, lambda: optimizers.Adadelta(epsilon=0)),)),
    (optimizers.Adagrad, {}, ((ArgumentError, lambda: optimizers.Adagrad(initial_accumulator_value=-1)),)),
    (optimizers.Adagrad, {"initial_accumulator_value": 0.0, "clipvalue": 0.5}, (
        (ArgumentError, lambda: optimizers.Adagrad(epsilon=-1)),)),
    (optimizers.Adamax, {}, ((ArgumentError, lambda: optimizers.Adamax(beta_1=1.0)),)),
    (optimizers.Adamax, {"beta_2": 0.9, "weight_decay": 0.01}, (
        (ArgumentError, lambda: optimizers.Adamax(beta1=0.9)),)),
    (optimizers.Lion, {}, ((ArgumentError, lambda: optimizers.Lion(beta_1=0.0)),)),
    (optimizers.Lion, {"learning_rate": 1e-4, "clipnorm": 1.0}, ((ArgumentError, lambda: optimizers.Lion(beta_2=2)),)),
    (optimizers.Nadam, {}, ((ArgumentError, lambda: optimizers.Nadam(beta_2=1.0)),)),
    (optimizers.Nadam, {"beta_1": 0.5, "global_clipnorm": 1.0}, ((ArgumentError, lambda: optimizers.Nadam(eps=1)),)),
    (optimizers.SGD, {"use_ema": True, "ema_momentum": 0.9, "ema_overwrite_frequency": 2}, (
        (ArgumentError, lambda: optimizers.SGD(ema_momentum=2)),
        (ArgumentError, lambda: optimizers.SGD(ema_overwrite_frequency=0)))),
    (optimizers.Adam, {"learning_rate": schedules.ExponentialDecay(0.01, 2, 0.5)}, (
        (ArgumentError, lambda: optimizers.SGD(gradient_accumulation_steps=1)),
        (ArgumentError, lambda: optimizers.SGD(loss_scale_factor=0)),
        (ArgumentError, lambda: schedules.ExponentialDecay(0.1, 0, 0.5)),
        (ArgumentError, lambda: schedules.InverseTimeDecay(0.1, 10, -1)),
        (ArgumentError, lambda: schedules.PolynomialDecay(-0.1, 10)),
        (ArgumentError, lambda: schedules.PiecewiseConstantDecay([1], [0.1])),
        (ArgumentError, lambda: schedules.CosineDecay(0.1, 10, warmup_steps=-1)),
        (ArgumentError, lambda: schedules.CosineDecayRestarts(0.1, 10, t_mul=0.5)),
        (ArgumentError, lambda: schedules.OneCycle(0.1, 10, curve="cos")))),
)  # fmt: skip

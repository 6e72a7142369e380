"""Initializers: how the initial values of a weight are chosen.

Layers take them by name (``kernel_initializer="he_normal"``), as objects (``HeNormal(seed=1)``), as a number, as an
array of the right shape, or as a plain function of the shape.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

from nervure import registry
from nervure.arguments import Named, checked
from nervure.errors import ArgumentError
from nervure.initializers.fixed_values import Constant, Identity, Ones, Zeros
from nervure.initializers.given_values import GivenArray, GivenFunction
from nervure.initializers.initializer import Initializer
from nervure.initializers.orthogonal_matrix import Orthogonal
from nervure.initializers.random_draws import RandomInitializer, RandomNormal, RandomUniform, TruncatedNormal
from nervure.initializers.variance_scaling import (
    GlorotNormal,
    GlorotUniform,
    HeNormal,
    HeUniform,
    LecunNormal,
    LecunUniform,
    VarianceScaling,
    compute_fans,
)
from nervure.parameter import Initializer as Draws

__all__ = [
    "TABLE",
    "Constant",
    "GivenArray",
    "GivenFunction",
    "GlorotNormal",
    "GlorotUniform",
    "HeNormal",
    "HeUniform",
    "Identity",
    "IdentityInitializer",
    "Initializer",
    "LecunNormal",
    "LecunUniform",
    "Ones",
    "Orthogonal",
    "OrthogonalInitializer",
    "RandomInitializer",
    "RandomNormal",
    "RandomUniform",
    "TruncatedNormal",
    "VarianceScaling",
    "Zeros",
    "compute_fans",
    "constant",
    "deserialize",
    "get",
    "glorot_normal",
    "glorot_uniform",
    "he_normal",
    "he_uniform",
    "identity",
    "lecun_normal",
    "lecun_uniform",
    "ones",
    "orthogonal",
    "random_normal",
    "random_uniform",
    "serialize",
    "truncated_normal",
    "variance_scaling",
    "zeros",
]

TABLE: dict[str, type[Initializer]] = {
    "Constant": Constant,
    "GlorotNormal": GlorotNormal,
    "GlorotUniform": GlorotUniform,
    "HeNormal": HeNormal,
    "HeUniform": HeUniform,
    "Identity": Identity,
    "IdentityInitializer": Identity,
    "LecunNormal": LecunNormal,
    "LecunUniform": LecunUniform,
    "Ones": Ones,
    "Orthogonal": Orthogonal,
    "OrthogonalInitializer": Orthogonal,
    "RandomNormal": RandomNormal,
    "RandomUniform": RandomUniform,
    "TruncatedNormal": TruncatedNormal,
    "VarianceScaling": VarianceScaling,
    "Zeros": Zeros,
    "constant": Constant,
    "glorot_normal": GlorotNormal,
    "glorot_uniform": GlorotUniform,
    "he_normal": HeNormal,
    "he_uniform": HeUniform,
    "identity": Identity,
    "lecun_normal": LecunNormal,
    "lecun_uniform": LecunUniform,
    "normal": RandomNormal,
    "one": Ones,
    "ones": Ones,
    "orthogonal": Orthogonal,
    "random_normal": RandomNormal,
    "random_uniform": RandomUniform,
    "truncated_normal": TruncatedNormal,
    "uniform": RandomUniform,
    "variance_scaling": VarianceScaling,
    "zero": Zeros,
    "zeros": Zeros,
    # How a saved network stores a weight given as an array. Functions cannot be saved as data.
    "GivenArray": GivenArray,
}

# Keras also offers each class under a snake-case name: initializers.he_normal(seed=1).
constant, glorot_normal, glorot_uniform, he_normal, he_uniform = (
    Constant,
    GlorotNormal,
    GlorotUniform,
    HeNormal,
    HeUniform,
)
identity, lecun_normal, lecun_uniform, ones, orthogonal = Identity, LecunNormal, LecunUniform, Ones, Orthogonal
random_normal, random_uniform, truncated_normal = RandomNormal, RandomUniform, TruncatedNormal
variance_scaling, zeros = VarianceScaling, Zeros
IdentityInitializer, OrthogonalInitializer = Identity, Orthogonal


def get(identifier: Any) -> Draws:
    """The initializer that ``identifier`` describes.

    Args:
        identifier: a name, a configuration, an initializer or its class, a number, an array, or a function
            ``(shape) -> array``. None means Keras' default, ``glorot_uniform``.

    Raises:
        UnknownNameError: no initializer has that name.
        ArgumentError: it is not one of these.

    Examples:
        >>> get("he_normal")
        HeNormal()
        >>> get(0.1)
        Constant(value=0.1)
    """
    if identifier is None:
        return GlorotUniform()
    if isinstance(identifier, (str, Mapping)):
        return registry.deserialize(identifier, TABLE, where="initializer")
    made: Any = identifier() if inspect.isclass(identifier) else identifier
    if hasattr(made, "draw") and not _computes_in_call(made):
        drawing: Draws = made
        return drawing
    if callable(made):
        return GivenFunction(made)
    if isinstance(made, (int, float)) or getattr(made, "ndim", None) == 0:
        return Constant(made)
    if isinstance(made, (list, tuple)) or hasattr(made, "__array__"):
        return GivenArray(made)
    raise ArgumentError.of("initializer.unusable", where="initializer", got=repr(identifier))


def _computes_in_call(made: Any) -> bool:
    """Whether it is a Keras-style initializer, whose call returns the values."""
    if not isinstance(made, Initializer):
        return False
    classes = type(made).__mro__
    writes = [
        next(number for number, each in enumerate(classes) if name in vars(each)) for name in ("__call__", "draw")
    ]
    return writes[0] < writes[1]


def serialize(initializer: Initializer) -> dict[str, Any]:
    """``initializer`` as plain values, which :func:`deserialize` and :func:`get` take back.

    Examples:
        >>> serialize(Constant(0.1))
        {'class_name': 'Constant', 'config': {'value': 0.1}}
    """
    described: dict[str, Any] = registry.serialize(initializer)
    return described


@checked
def deserialize(config: Any, custom_objects: Named | None = None) -> Initializer:
    """The initializer of a name or of ``{"class_name": ..., "config": ...}``.

    Args:
        config: the result of :func:`serialize`.
        custom_objects: custom classes by the names used in a configuration.

    Raises:
        UnknownNameError: no initializer has that name.
    """
    made: Initializer = registry.deserialize(config, {**TABLE, **(custom_objects or {})}, where="initializer")
    return made

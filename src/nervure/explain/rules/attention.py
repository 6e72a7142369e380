"""Attention: scores, their softmax weights, and the weighted mean of the values."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence

import numpy as np
import torch

from nervure.explain.call import Kept, Rule, StepCall
from nervure.explain.recording import Array
from nervure.explain.rules.sized import Sized
from nervure.kernels.dropout import dropout_apply
from nervure.ops.attention import ATTENTION, AttentionForm
from nervure.ops.op import Op
from nervure.records.alphabet import letter_of
from nervure.records.expression import Call, Expression, Number, maximum, total
from nervure.records.place import Index, every_index

_QUERY, _VALUE = 0, 1
# What is subtracted from the scores of padding, as in the op and in Keras.
_AWAY = 1e9


class Attending(Sized):
    """A step of attention: the roles of its inputs, and which query sees which value.

    Args:
        call: the step.
        absolute: see :class:`Sized`.
    """

    def __init__(self, call: StepCall, *, absolute: bool = False) -> None:
        super().__init__(absolute=absolute)
        self.call, self.form = call, _form(call)
        self.key = 2 if self.form.has_key else _VALUE
        self._query_mask = 2 + self.form.has_key
        self._value_mask = self._query_mask + self.form.has_query_mask
        (_, self.queries, self.features), self.values = call.x_array().shape, call.x_array(_VALUE).shape[1]

    def is_query(self, n: int, i: int) -> bool:
        """Whether the query is not padding."""
        return not self.form.has_query_mask or bool(self.call.x_array(self._query_mask)[n, i])

    def sees(self, n: int, i: int, j: int) -> bool:
        """Whether the query may attend there: not to padding, nor ahead if that is not allowed."""
        if self.form.is_causal and j > i:
            return False
        return not self.form.has_value_mask or bool(self.call.x_array(self._value_mask)[n, j])

    def seen(self, n: int, i: int) -> list[int]:
        """Everything that the query may attend to."""
        return [j for j in range(self.values) if self.sees(n, i, j)]

    def seen_array(self) -> Array:
        """(N, queries, values), True where a query may attend."""
        seen = np.ones((len(self.call.x_array()), self.queries, self.values), bool)
        if self.form.is_causal:
            seen &= np.tri(self.queries, self.values, dtype=bool)
        if self.form.has_value_mask:
            seen &= self.call.x_array(self._value_mask)[:, None] != 0
        return seen

    # The score of a query and a key

    def summed(self, index: Index, d: int) -> Expression:
        """``q_d + k_d``."""
        n, i, j = index
        return self.call.x((n, i, d)) + self.call.x((n, j, d), self.key)

    def bent(self, index: Index, d: int) -> Expression:
        """``tanh(q_d + k_d)``; for "concat" scores, with the scale inside."""
        scale = self.scale(d) if self.form.scores == "concat" else None
        inside = self.summed(index, d)
        return Call("tanh", inside if scale is None else scale * inside)

    def scale(self, d: int) -> Expression | None:
        """The scale of the scores, one per feature if features are summed."""
        return self.call.w(0, (d,) if self.form.scores == "additive" else ()) if self.form.use_scale else None

    def weight(self) -> Expression:
        """The weight of the scores."""
        return self.call.w(int(self.form.use_scale), ())

    def slope(self, index: Index, d: int) -> Expression:
        """The derivative of the score with respect to ``q_d + k_d``."""
        scale = self.scale(d)
        steep = 1 - self.bent(index, d) ** 2
        if self.form.scores == "concat":
            steep = self.weight() * steep
        return steep if scale is None else scale * steep

    # Arrays

    def inputs(self) -> tuple[Array, Array, Array]:
        """Queries, values and keys."""
        query, value, key = (self.sized(self.call.x_array(position)) for position in (_QUERY, _VALUE, self.key))
        return query, value, key

    def scores_array(self) -> Array:
        """(N, queries, values), before masking."""
        query, _, key = self.inputs()
        weights = [self.sized(self.call.w_array(number)) for number in range(len(self.call.step.parameters))]
        scale = weights[0] if self.form.use_scale else np.ones(())
        if self.form.scores == "dot":
            found: Array = query @ key.swapaxes(1, 2) * scale
            return found
        sums = query[:, :, None] + key[:, None]
        inside = scale * sums if self.form.scores == "concat" else sums
        bent = inside if self.is_absolute else np.tanh(inside)  # the slope is never above 1
        added: Array = (bent if self.form.scores == "concat" else scale * bent).sum(-1)
        return weights[-1] * added if self.form.scores == "concat" else added

    def weights_gradient_array(self) -> Array:
        """The softmax output, before dropout."""
        value, call = self.inputs()[1], self.call
        dy = self.sized(call.dy_array())
        if self.form.has_query_mask:
            dy = np.where(call.x_array(self._query_mask)[..., None] != 0, dy, 0)
        gradient = dy @ value.swapaxes(1, 2)
        if self.form.returns_scores:
            gradient = gradient + self.sized(call.dy_array(1))
        return gradient * dropped_array(call) if _drops(call) else gradient


def dropped_array(call: StepCall) -> Array:
    """The dropout factors of the weights, drawn again."""
    ones = torch.ones(call.cache.probabilities.shape, dtype=torch.float64)
    return dropout_apply(ones, call.cache.rate, call.cache.dropout_key).numpy()


def softmax_gradient(sized: Sized, probabilities: Array, gradient: Array) -> Array:
    """``p (dE/dp - sum dE/dp p)`` along the last axis."""
    p = sized.sized(probabilities)
    found: Array = p * sized.difference(gradient, (gradient * p).sum(-1, keepdims=True))
    return found


def softmax_of(call: StepCall, index: Index, columns: Sequence[int], away: float = 0.0) -> Expression:
    """``e^(s_j - m) / sum_l e^(s_l - m)`` over some columns of the row of ``index``, with m as kept by the rule.

    Args:
        call: the step, which keeps "scores" and their "shift".
        index: the index of the weight; its column is one of them.
        columns: what the query attends to.
        away: what is subtracted from every score first.
    """
    *row, column = index
    shift = call.kept("shift", tuple(row))

    def raised(at: int) -> Expression:
        score: Expression = call.kept("scores", (*row, at))
        return Call("exp", (score - away if away else score) - shift)

    return raised(column) / total(raised(at) for at in columns)


def largest_of(call: StepCall, row: Index, columns: Sequence[int]) -> Expression:
    """``m = max s`` of a row, so that no exponential overflows."""
    return maximum(*(call.kept("scores", (*row, at)) for at in columns))


def largest_array(scores: Array, seen: Array) -> Array:
    """The same for all rows; for rows that see nothing, the largest of all scores."""
    found: Array = np.where(seen | ~seen.any(-1, keepdims=True), scores, -np.inf).max(-1)
    return found


def _form(call: StepCall) -> AttentionForm:
    form: AttentionForm = call.options["form"]
    return form


def _drops(call: StepCall) -> bool:
    return call.is_training and _form(call).rate > 0


def _used(call: StepCall, index: Index) -> Expression:
    """A weight, after dropout."""
    weight = call.kept("weights", index)
    return weight * call.kept("dropout", index) if _drops(call) else weight


def _value(call: StepCall, index: Index, output: int) -> Expression:
    """``y_i = sum_j p_ij v_j``; 0 if the query is padding. The second output is the weights."""
    if output == 1:
        return _used(call, index)
    attending, (n, i, feature) = Attending(call), index
    if not attending.is_query(n, i):
        return Number(0.0)
    return total(_used(call, (n, i, j)) * call.x((n, j, feature), _VALUE) for j in range(attending.values))


def _score(call: StepCall, index: Index) -> Expression:
    """How well a key fits a query: their product, or a nonlinear sum."""
    attending, (n, i, j) = Attending(call), index
    features = range(attending.features)
    if attending.form.scores == "dot":
        product = total(call.x((n, i, d)) * call.x((n, j, d), attending.key) for d in features)
        scale = attending.scale(0)
        return product if scale is None else scale * product
    if attending.form.scores == "concat":
        return attending.weight() * total(attending.bent(index, d) for d in features)
    scaled = [(attending.scale(d), attending.bent(index, d)) for d in features]
    return total(bent if scale is None else scale * bent for scale, bent in scaled)


def _shift(call: StepCall, index: Index) -> Expression:
    """The largest score that the query may attend to."""
    attending, (n, i) = Attending(call), index
    seen = attending.seen(n, i)
    return largest_of(call, index, seen) if seen else largest_of(call, index, range(attending.values)) - _AWAY


def _weight(call: StepCall, index: Index) -> Expression:
    """The softmax of the scores that the query may attend to; of all scores if there are none."""
    attending, (n, i, j) = Attending(call), index
    seen = attending.seen(n, i)
    if not seen:
        return softmax_of(call, index, range(attending.values), _AWAY)
    return softmax_of(call, index, seen) if j in seen else Number(0.0)


def _weight_gradient(call: StepCall, index: Index) -> Expression:
    """``dE/dp_ij = sum_c dE/dy_ic v_jc``, if it was not dropped."""
    attending, (n, i, j) = Attending(call), index
    terms: list[Expression] = [call.dy(index, 1)] if attending.form.returns_scores and call.has_dy(1) else []
    if attending.is_query(n, i) and call.has_dy(0):
        features = range(call.x_array(_VALUE).shape[-1])
        terms += [call.dy((n, i, feature), 0) * call.x((n, j, feature), _VALUE) for feature in features]
    return total(terms) * call.kept("dropout", index) if _drops(call) else total(terms)


def _score_gradient(call: StepCall, index: Index) -> Expression:
    """``dE/ds_ij = p_ij (dE/dp_ij - sum_l dE/dp_il p_il)``: what raises one weight lowers the others."""
    n, i, _ = index
    others = ((n, i, j) for j in range(call.x_array(_VALUE).shape[1]))
    mixed = total(call.dkept("weights", other) * call.kept("weights", other) for other in others)
    return call.kept("weights", index) * (call.dkept("weights", index) - mixed)


def _input_gradient(call: StepCall, index: Index, position: int) -> Expression:
    """For a query, from all its scores; for a value, from all queries that used it, and from its scores as a key."""
    attending, (n, row, feature) = Attending(call), index
    terms: list[Expression] = []
    if position == _QUERY:
        terms += [_through_score(attending, (n, row, j), feature, _QUERY) for j in range(attending.values)]
    if position == _VALUE and call.has_dy(0):
        takers = [i for i in range(attending.queries) if attending.is_query(n, i)]
        terms += [_used(call, (n, i, row)) * call.dy((n, i, feature), 0) for i in takers]
    if position == attending.key:
        terms += [_through_score(attending, (n, i, row), feature, attending.key) for i in range(attending.queries)]
    return total(terms)


def _through_score(attending: Attending, index: Index, d: int, position: int) -> Expression:
    """What a score passes back to a number of its query or its key."""
    (n, i, j), call = index, attending.call
    slope: Expression
    if attending.form.scores == "dot":
        scale = attending.scale(0)
        other = call.x((n, j, d), attending.key) if position == _QUERY else call.x((n, i, d))
        slope = other if scale is None else scale * other
    else:
        slope = attending.slope(index, d)
    return call.dkept("scores", index) * slope


def _parameter_gradient(call: StepCall, index: Index, position: int) -> Expression:
    """For a scale, or the weight of the scores: summed over all scores."""
    attending = Attending(call)
    places = every_index(call.kept_array("scores").shape)
    return total(call.dkept("scores", place) * _by_parameter(attending, place, index, position) for place in places)


def _by_parameter(attending: Attending, place: Index, index: Index, position: int) -> Expression:
    """The derivative of a score with respect to a parameter."""
    (n, i, j), call, features = place, attending.call, range(attending.features)
    if attending.form.scores == "additive":
        return attending.bent(place, index[0])
    if attending.form.scores == "dot":
        return total(call.x((n, i, d)) * call.x((n, j, d), attending.key) for d in features)
    if position == int(attending.form.use_scale):
        return total(attending.bent(place, d) for d in features)
    steep = ((1 - attending.bent(place, d) ** 2) * attending.summed(place, d) for d in features)
    return attending.weight() * total(steep)


def _arrays(call: StepCall, *, absolute: bool = False) -> Mapping[str, Array]:
    attending = Attending(call, absolute=absolute)
    scores, dropped = attending.scores_array(), {"dropout": dropped_array(call)} if _drops(call) else {}
    seen = attending.seen_array()
    shift = attending.difference(largest_array(scores, seen), np.where(seen.any(-1), 0, _AWAY))
    return {"scores": scores, "shift": shift, "weights": call.cache.probabilities.numpy(), **dropped}


def _gradient_arrays(call: StepCall, *, absolute: bool = False) -> Mapping[str, Array]:
    attending = Attending(call, absolute=absolute)
    gradient = attending.weights_gradient_array()
    return {"weights": gradient, "scores": softmax_gradient(attending, call.cache.probabilities.numpy(), gradient)}


RULES: dict[Op, Rule] = {
    ATTENTION: Rule(
        _value,
        _input_gradient,
        _parameter_gradient,
        kept={
            "scores": Kept(letter_of("scores"), _score, _score_gradient),
            "shift": Kept(letter_of("largest_score"), _shift),
            "weights": Kept(letter_of("attention"), _weight, _weight_gradient),
            "dropout": Kept(letter_of("dropout"), None, is_there=_drops),
        },
        kept_arrays=_arrays,
        kept_gradient_arrays=_gradient_arrays,
        kept_terms=functools.partial(_arrays, absolute=True),
        kept_gradient_terms=functools.partial(_gradient_arrays, absolute=True),
    )
}

"""Multi-head attention: projections, scores, weights, heads, and the output projection."""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Callable, Mapping

import numpy as np

from nervure.explain.call import Kept, Rule, StepCall
from nervure.explain.recording import Array
from nervure.explain.rules.attention import dropped_array, largest_array, largest_of, softmax_gradient, softmax_of
from nervure.explain.rules.heads import PROJECTED, Heads, drops, has_gate
from nervure.ops.multi_head_attention import MULTI_HEAD_ATTENTION
from nervure.ops.op import Op
from nervure.records.alphabet import letter_of
from nervure.records.expression import Call, Expression, Number, total
from nervure.records.place import Index, every_index

_DERIVED = Callable[[StepCall, Index], Expression]
# Forward


def _value(call: StepCall, index: Index, output: int) -> Expression:
    """``y = sum over heads of h W + b``; the other outputs are the weights and the projections."""
    heads, (n, t, *at) = Heads(call), index
    if output in heads.handed_out:
        head, d = at
        return call.kept(heads.handed_out[output], (n, head, t, d))
    if output == 1:
        return call.kept("weights", index)
    position, name = heads.position("output"), _joined_name(call)
    places = itertools.product(range(heads.heads), range(heads.value_size))
    terms = [call.kept(name, (n, head, t, d)) * call.w(position, (head, d, *at)) for head, d in places]
    return total([*terms, *heads.bias("output", tuple(at))])


def _joined_name(call: StepCall) -> str:
    """The input of the output projection: the heads, after the gate if there is one."""
    return "gated" if has_gate(call) else "heads"


def _projection(name: str, call: StepCall, index: Index) -> Expression:
    """``q = x W + b``, and likewise the others."""
    heads, (n, head, t, d) = Heads(call), index
    source, position = heads.inputs[name], heads.position(name)
    features = range(call.x_array(source).shape[-1])
    terms = [call.x((n, t, f), source) * call.w(position, (f, head, d)) for f in features]
    return total([*terms, *heads.bias(name, (head, d))])


def _gate(call: StepCall, index: Index) -> Expression:
    """``g = sigmoid(z)``."""
    return Call("sigmoid", call.kept("gate_sums", index))


def _root(heads: Heads) -> Expression:
    """The square root of the head size."""
    return Call("sqrt", Number(float(heads.size)))


def _score(call: StepCall, index: Index) -> Expression:
    """``s = q k / sqrt(size)``."""
    heads, (n, head, t, s) = Heads(call), index
    product = total(call.kept("query", (n, head, t, d)) * call.kept("key", (n, head, s, d)) for d in range(heads.size))
    return product / _root(heads)


def _shift(call: StepCall, index: Index) -> Expression:
    """The largest score that the query may attend to; of all scores if there are none."""
    heads = Heads(call)
    return largest_of(call, index, heads.seen(index) or range(heads.values))


def _weight(call: StepCall, index: Index) -> Expression:
    """The softmax of the scores that the query may attend to; equal weights if there are none."""
    heads = Heads(call)
    seen = heads.seen(index[:-1])
    if not seen:
        return 1 / Number(float(heads.values))
    return softmax_of(call, index, seen) if index[-1] in seen else Number(0.0)


def _used(call: StepCall, index: Index) -> Expression:
    """A weight, after dropout."""
    weight = call.kept("weights", index)
    return weight * call.kept("dropout", index) if drops(call) else weight


def _head(call: StepCall, index: Index) -> Expression:
    """``h = sum over values of p v``."""
    n, head, t, d = index
    return total(
        _used(call, (n, head, t, s)) * call.kept("value", (n, head, s, d)) for s in range(Heads(call).values)
    )  # fmt: skip


def _gated(call: StepCall, index: Index) -> Expression:
    """``a = g h``."""
    return call.kept("gate", index) * call.kept("heads", index)


# Backward


def _with_own(call: StepCall, name: str, index: Index, through: Expression) -> Expression:
    """The gradient through the heads, plus what a projection receives as an output, from a penalty on it."""
    n, head, t, d = index
    return total([through, *(call.dy((n, t, head, d), output) for output in Heads(call).outputs_of(name))])


def _joined_gradient(call: StepCall, index: Index) -> Expression:
    """The gradient from the output projection: ``dE/dh = dE/dy W^T``."""
    if not call.has_dy(0):
        return Number(0.0)
    heads, (n, head, t, d) = Heads(call), index
    position, shape = heads.position("output"), call.y_array().shape[2:]
    return total(
        call.dy((n, t, *at), 0) * call.w(position, (head, d, *at)) for at in every_index(shape)
    )  # fmt: skip


def _head_gradient(call: StepCall, index: Index) -> Expression:
    """Through the gate, if there is one."""
    if has_gate(call):
        return call.dkept("gated", index) * call.kept("gate", index)
    return _joined_gradient(call, index)


def _gate_gradient(call: StepCall, index: Index) -> Expression:
    """``dE/dg = dE/da h``."""
    return _with_own(call, "gate", index, call.dkept("gated", index) * call.kept("heads", index))


def _gate_sum_gradient(call: StepCall, index: Index) -> Expression:
    """``dE/dz = dE/dg g (1 - g)``."""
    gate = call.kept("gate", index)
    return call.dkept("gate", index) * gate * (1 - gate)


def _weight_gradient(call: StepCall, index: Index) -> Expression:
    """``dE/dp = sum dE/dh v``, if it was not dropped; plus the gradient of the second output."""
    heads, (n, head, t, s) = Heads(call), index
    sizes = range(heads.value_size)
    through = total(call.dkept("heads", (n, head, t, d)) * call.kept("value", (n, head, s, d)) for d in sizes)
    if drops(call):
        through = through * call.kept("dropout", index)
    return through + call.dy(index, 1) if heads.form.returns_scores and call.has_dy(1) else through


def _score_gradient(call: StepCall, index: Index) -> Expression:
    """``dE/ds = p (dE/dp - sum dE/dp p)``; nothing if the query may not attend."""
    heads, (*row, _) = Heads(call), index
    if not heads.sees(index):
        return Number(0.0)
    others = ((*row, s) for s in range(heads.values))
    mixed = total(call.dkept("weights", other) * call.kept("weights", other) for other in others)
    return call.kept("weights", index) * (call.dkept("weights", index) - mixed)


def _query_gradient(call: StepCall, index: Index) -> Expression:
    """``dE/dq = sum over values of dE/ds k / sqrt(size)``."""
    heads, (n, head, t, d) = Heads(call), index
    scores = range(heads.values)
    through = total(call.dkept("scores", (n, head, t, s)) * call.kept("key", (n, head, s, d)) for s in scores)
    return _with_own(call, "query", index, through / _root(heads))


def _key_gradient(call: StepCall, index: Index) -> Expression:
    """``dE/dk = sum over queries of dE/ds q / sqrt(size)``."""
    heads, (n, head, s, d) = Heads(call), index
    rows = range(heads.queries)
    through = total(call.dkept("scores", (n, head, t, s)) * call.kept("query", (n, head, t, d)) for t in rows)
    return _with_own(call, "key", index, through / _root(heads))


def _value_gradient(call: StepCall, index: Index) -> Expression:
    """``dE/dv = sum over queries of p dE/dh``."""
    heads, (n, head, s, d) = Heads(call), index
    rows = range(heads.queries)
    through = total(_used(call, (n, head, t, s)) * call.dkept("heads", (n, head, t, d)) for t in rows)
    return _with_own(call, "value", index, through)


def _input_gradient(call: StepCall, index: Index, position: int) -> Expression:
    """Through every projection of it: for a value, as a value and, if there are no separate keys, as a key."""
    heads, (n, t, feature) = Heads(call), index
    terms: list[Expression] = []
    for name in heads.parameters[:-1]:
        if heads.inputs[name] == position:
            kernel, kept = heads.position(name), PROJECTED[name]
            columns = every_index(heads.kernel(name).shape[1:])
            terms += [call.dkept(kept, (n, head, t, d)) * call.w(kernel, (feature, head, d)) for head, d in columns]
    return total(terms)


def _parameter_gradient(call: StepCall, index: Index, position: int) -> Expression:
    """Summed over the samples and the steps: every projection is a single product for all of them."""
    heads = Heads(call)
    name, is_bias = heads.owner(position)
    if name == "output":
        return _output_parameter_gradient(heads, index, is_bias)
    source, (*inputs, head, d) = heads.inputs[name], index
    steps = every_index(call.x_array(source).shape[:2])
    return total(
        call.dkept(PROJECTED[name], (n, head, t, d)) * call.x((n, t, *inputs), source)
        if inputs
        else call.dkept(PROJECTED[name], (n, head, t, d))
        for n, t in steps
    )


def _output_parameter_gradient(heads: Heads, index: Index, is_bias: bool) -> Expression:
    call = heads.call
    if not call.has_dy(0):
        return Number(0.0)
    steps = every_index(call.y_array().shape[:2])
    if is_bias:
        return total(call.dy((n, t, *index), 0) for n, t in steps)
    head, d, *at = index
    return total(call.dy((n, t, *at), 0) * call.kept(_joined_name(call), (n, head, t, d)) for n, t in steps)


# Arrays


def _projected_array(heads: Heads, name: str) -> Array:
    """(N, heads, steps, size): ``x W + b``."""
    found: Array = np.einsum("ntf,fhd->nhtd", heads.rows(name), heads.kernel(name))
    if heads.form.use_bias:
        found = found + heads.sized(heads.call.w_array(heads.position(name, is_bias=True)))[:, None]
    return found


def _arrays(call: StepCall, *, absolute: bool = False) -> Mapping[str, Array]:
    heads, cache = Heads(call, absolute=absolute), call.cache
    query, key, value = (heads.projected(name) for name in ("query", "key", "value"))
    scores = np.einsum("nhtd,nhsd->nhts", query, key) / math.sqrt(heads.size)
    arrays = {
        "query": query,
        "key": key,
        "value": value,
        "scores": scores,
        "shift": largest_array(scores, heads.seen_array()),
        "weights": cache.probabilities.numpy(),
        "heads": heads.sized(cache.heads.numpy()),
    }
    if drops(call):
        arrays["dropout"] = dropped_array(call)
    if has_gate(call):
        gate = heads.projected("gate")
        arrays |= {"gate": gate, "gate_sums": _projected_array(heads, "gate"), "gated": gate * arrays["heads"]}
    return arrays


def _gradient_arrays(call: StepCall, *, absolute: bool = False) -> Mapping[str, Array]:
    heads, arrays = Heads(call, absolute=absolute), _arrays(call, absolute=absolute)
    kernel = heads.kernel("output").reshape(heads.heads, heads.value_size, -1)
    dy = heads.dy(0).reshape(*call.y_array().shape[:2], heads.row_size)
    joined = np.einsum("nto,hdo->nhtd", dy, kernel)
    found = {"heads": joined}
    if has_gate(call):
        gate, through = arrays["gate"], heads.with_own("gate", joined * arrays["heads"])
        slope = gate * heads.difference(np.ones(()), gate)
        found = {"heads": joined * gate, "gated": joined, "gate": through, "gate_sums": through * slope}
    dropped, p = arrays.get("dropout", np.ones(())), arrays["weights"]
    found["weights"] = np.einsum("nhtd,nhsd->nhts", found["heads"], arrays["value"]) * dropped
    if heads.form.returns_scores:
        found["weights"] = found["weights"] + heads.dy(1)
    found["value"] = heads.with_own("value", np.einsum("nhts,nhtd->nhsd", p * dropped, found["heads"]))
    scores = softmax_gradient(heads, p, found["weights"])
    # A query that sees nothing has equal weights, but they do not depend on its scores.
    scores = np.where(heads.seen_array(), scores, 0)
    root = math.sqrt(heads.size)
    return {
        **found,
        "scores": scores,
        "query": heads.with_own("query", np.einsum("nhts,nhsd->nhtd", scores, arrays["key"]) / root),
        "key": heads.with_own("key", np.einsum("nhts,nhtd->nhsd", scores, arrays["query"]) / root),
    }


def _kept_projection(name: str, meaning: str, gradient: _DERIVED) -> Kept:
    return Kept(letter_of(meaning), functools.partial(_projection, name), gradient)


RULES: dict[Op, Rule] = {
    MULTI_HEAD_ATTENTION: Rule(
        _value, _input_gradient, _parameter_gradient,
        kept={
            "query": _kept_projection("query", "query", _query_gradient),
            "key": _kept_projection("key", "key", _key_gradient),
            "value": _kept_projection("value", "value", _value_gradient),
            "scores": Kept(letter_of("scores"), _score, _score_gradient),
            "shift": Kept(letter_of("largest_score"), _shift),
            "weights": Kept(letter_of("attention"), _weight, _weight_gradient),
            "dropout": Kept(letter_of("dropout"), None, is_there=drops),
            "heads": Kept(letter_of("heads"), _head, _head_gradient),
            "gate_sums": _kept_projection("gate", "before_activation", _gate_sum_gradient)._replace(is_there=has_gate),
            "gate": Kept(letter_of("attention_gate"), _gate, _gate_gradient, has_gate),
            "gated": Kept(letter_of("gated_heads"), _gated, _joined_gradient, has_gate),
        },
        kept_arrays=_arrays,
        kept_gradient_arrays=_gradient_arrays,
        kept_terms=functools.partial(_arrays, absolute=True),
        kept_gradient_terms=functools.partial(_gradient_arrays, absolute=True),
    )
}  # fmt: skip

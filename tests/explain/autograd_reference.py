"""A training step by torch's autograd in float64: every number by the name that explanations print."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from tests.explain.autograd_layers import Walk, penalty_of
from tests.explain.autograd_networks import Described
from tests.explain.autograd_updates import clipped, first_slots, momenta, options_of, updated

Array = np.ndarray[Any, Any]
Table = dict[tuple[str, str], Array]
_OTHER_RUNS = 3
# Further apart than the last bits of inputs and weights move a number, nothing that rounds in float64 takes it.
_LAST_BITS, _TIMES = 2.0**-49, 6


class Step:
    """One step from given weights and slots.

    Args:
        network: what it is.
        weights: by printed name.
        slots: by printed name of the weight.
        count: its number, from 1.
        x: the batch.
        bits: rounds every number another way; None changes nothing.
    """

    def __init__(
        self, network: Described, weights: Mapping[str, Tensor], slots: dict[str, dict[str, Tensor]], count: int,
        x: Tensor, bits: np.random.Generator | None,
    ) -> None:  # fmt: skip
        self.network, self.count = network, count
        self.options = options_of(network.optimizer, network.optimizer_options)
        self.weights = {name: weight.clone() for name, weight in weights.items()}
        self.slots = {name: dict(kept) for name, kept in slots.items()}
        for name, weight in self.weights.items():
            if "moving_" not in name:
                weight.requires_grad_()
        self.walk = Walk(self.weights, bits)
        self.values: dict[str, Tensor] = dict(self.weights)
        self._forward(x)
        self._backward()
        self._update()

    def _forward(self, x: Tensor) -> None:
        made = list[Tensor]()
        for call in self.network.calls:
            if call.kind == "input":
                made.append(self.walk.note(call.name, x.requires_grad_() if x.is_floating_point() else x))
            else:
                made.append(self.walk.run(call, [made[number] for number in call.reads]))
        output, last = self.network.calls[-1].name, made[-1]
        losses = self.walk.note(f"{output}/loss", self._losses(output, last))
        weights = self._sample_weights()
        total = losses.sum() if weights is None else (losses * weights).sum()
        total = total / len(losses)
        for call in self.network.calls:
            for part in ("kernel", "bias"):
                if f"{part}_regularizer" in call.options:
                    name = f"{call.name}/{part}"
                    found = penalty_of(call.options[f"{part}_regularizer"], self.weights[name])
                    self.walk.penalties.append(self.walk.note(f"{name}/penalty", found))
        self.loss = total + sum(self.walk.penalties)
        self.values |= {"loss": self.loss, f"{output}/target": torch.as_tensor(self.network.y)}
        if weights is not None:
            self.values[f"{output}/sample_weight"] = weights

    def _sample_weights(self) -> Tensor | None:
        network = self.network
        if network.class_weight is not None:
            return torch.tensor([network.class_weight[int(label)] for label in network.y], dtype=torch.float64)
        return None if network.sample_weight is None else torch.as_tensor(network.sample_weight)

    def _losses(self, output: str, last: Tensor) -> Tensor:
        """One value a sample."""
        kind, options, y = self.network.loss, self.network.loss_options, torch.as_tensor(self.network.y)
        smoothing = options.get("label_smoothing", 0.0)
        if kind in ("sparse", "categorical", "binary") and "activity_regularizer" in self.network.calls[-1].options:
            return self._losses_of_probabilities(last, y, smoothing)
        if kind in ("sparse", "categorical", "binary"):
            logits = last if options["from_logits"] else self.walk.noted[f"{output}/z"]
            assert isinstance(logits, Tensor)
            if kind == "sparse":
                return F.cross_entropy(logits, y, reduction="none")
            if kind == "categorical":
                smooth = y * (1 - smoothing) + smoothing / y.shape[-1]
                return -(smooth * torch.log_softmax(logits, -1)).sum(-1)
            smooth = y * (1 - smoothing) + smoothing / 2
            return F.binary_cross_entropy_with_logits(logits, smooth, reduction="none").mean(-1)
        return _of_numbers(kind, options, last, y).mean(-1) if kind != "kl" else _divergence(last, y)

    def _losses_of_probabilities(self, last: Tensor, y: Tensor, smoothing: float) -> Tensor:
        """Where something else reads the output too, the loss is of the output: cut off, as Keras does."""
        kind, units = self.network.loss, last.shape[-1]
        if self.network.loss_options["from_logits"]:
            last = torch.sigmoid(last) if kind == "binary" else torch.softmax(last, -1)
            near = 0.0
        else:
            near = 1e-7
        p = last.clamp(near, 1 - near)
        if kind == "binary":
            smooth = y * (1 - smoothing) + smoothing / 2
            return -(smooth * p.log() + (1 - smooth) * (1 - p).log()).mean(-1)
        if kind == "sparse":
            y = F.one_hot(y, units)
        return -((y * (1 - smoothing) + smoothing / units) * p.log()).sum(-1)

    def _backward(self) -> None:
        named = {**self.walk.noted, **{name: w for name, w in self.weights.items() if w.requires_grad}}
        parts = [(name, number, part) for name, found in named.items() for number, part in enumerate(_listed(found))]
        asked = [(name, number, part) for name, number, part in parts if part.requires_grad]
        derived = torch.autograd.grad(self.loss, [part for *_, part in asked], allow_unused=True, retain_graph=True)
        gradients = {(name, number): g for (name, number, _), g in zip(asked, derived, strict=True)}
        zeros = {(name, number): torch.zeros_like(part) for name, number, part in parts if part.requires_grad}
        self.gradients = dict[str, Tensor]()
        for name, one in named.items():
            keys = [(name, number) for number in range(len(_listed(one)))]
            if any(gradients.get(key) is not None for key in keys) or name in self.weights:
                each = [gradients[key] if gradients.get(key) is not None else zeros[key] for key in keys]
                self.gradients[name] = torch.stack(each, 1) if isinstance(one, list) else each[0]
        self.values |= {
            name: torch.stack(one, 1) if isinstance(one, list) else one for name, one in self.walk.noted.items()
        }
        for table in (self.values, self.gradients):
            _join_parts(table)

    def _update(self) -> None:
        trained = {name: self.gradients[name] for name in self.weights if "moving_" not in name}
        used, noted = clipped(trained, self.options)
        self.values |= noted
        self.new = dict(self.walk.statistics)
        for name, kept in self.slots.items():
            self.values |= {f"{name}/{slot}": value for slot, value in kept.items()}
            after = dict(kept)
            self.new[name] = updated(
                self.network.optimizer, self.weights[name].detach(), used[name], after, self.options, self.count
            )
            self.new |= {f"{name}/{slot}": value for slot, value in after.items()}

    def after(self) -> tuple[dict[str, Tensor], dict[str, dict[str, Tensor]]]:
        """Weights and slots for the next step."""
        weights = {name: self.new.get(name, weight).detach() for name, weight in self.weights.items()}
        return weights, {
            name: {slot: self.new[f"{name}/{slot}"].detach() for slot in kept} for name, kept in self.slots.items()
        }

    def table(self) -> Table:
        """Everything by kind and name."""
        kinds = {"value": self.values, "gradient": self.gradients, "updated": self.new}
        return {
            (kind, name): np.array(one.detach().numpy(), dtype=float)
            for kind, named in kinds.items() for name, one in named.items()
        }  # fmt: skip


def _listed(one: Tensor | list[Tensor]) -> list[Tensor]:
    return one if isinstance(one, list) else [one]


def _join_parts(table: dict[str, Tensor]) -> None:
    """Parts ``a#0``, ``a#1`` side by side become ``a``."""
    joined = dict[str, list[Tensor]]()
    for name in [name for name in table if "#" in name]:
        joined.setdefault(name.partition("#")[0], []).append(table.pop(name))
    table |= {name: torch.cat(parts, -1) for name, parts in joined.items()}


def _of_numbers(kind: str, options: dict[str, Any], o: Tensor, y: Tensor) -> Tensor:
    if kind == "huber":
        return F.huber_loss(o, y, reduction="none", delta=options["delta"])
    if kind == "poisson":
        return o - y * (o + 1e-7).log()
    if kind in ("hinge", "squared_hinge"):
        short = (1 - y * o).clamp(min=0)
        return short if kind == "hinge" else short.square()
    apart = o - y
    if kind == "log_cosh":
        return apart + F.softplus(-2 * apart) - float(np.log(2))
    return apart.square() if kind == "mse" else apart.abs()


def _divergence(o: Tensor, y: Tensor) -> Tensor:
    y, o = y.clamp(1e-7, 1), o.clamp(1e-7, 1)
    return (y * (y / o).log()).sum(-1)


class Reference:
    """The step that an explanation is of, and how far rounding in float64 may take each number of it.

    Args:
        network: what it is.
        start: its weights before the optimizer's first step, by printed name.
    """

    def __init__(self, network: Described, start: Mapping[str, Array]) -> None:
        self.network = network
        self.step = self._run(start, None)
        self.table = self.step.table()
        others = [self._run(start, np.random.default_rng(seed)).table() for seed in range(_OTHER_RUNS)]
        self._near = {
            key: _TIMES * np.max([np.abs(one[key] - found) for one in others], axis=0) + 2.0**-50 * np.abs(found)
            for key, found in self.table.items()
        }

    def _run(self, start: Mapping[str, Array], bits: np.random.Generator | None) -> Step:
        """The step; with ``bits`` from weights and inputs whose last bits are others."""
        weights = {name: torch.as_tensor(_moved(one, bits)) for name, one in start.items()}
        options = options_of(self.network.optimizer, self.network.optimizer_options)
        slots = {
            name: first_slots(self.network.optimizer, one, options)
            for name, one in weights.items() if "moving_" not in name
        }  # fmt: skip
        x = torch.as_tensor(_moved(self.network.x, bits))
        for count in range(1, self.network.steps + 1):
            weights, slots = Step(self.network, weights, slots, count, x.detach().clone(), bits).after()
        return Step(self.network, weights, slots, self.network.steps + 1, x.detach().clone(), bits)

    def value(self, kind: str, name: str, index: tuple[int, ...]) -> tuple[float, float]:
        """A number, and how far from it rounding may lead.

        Raises:
            KeyError: there is none.
        """
        found = self.table[kind, name]
        if len(index) != found.ndim or any(place >= size for place, size in zip(index, found.shape, strict=True)):
            raise KeyError((kind, name, index))
        return float(found[index]), float(self._near[kind, name][index])

    def derivative(self, above: tuple[str, tuple[int, ...]], below: tuple[str, tuple[int, ...]]) -> float:
        """Of one number of the walk by another, by autograd."""
        step, (name, index) = self.step, below
        found, of = step.walk.noted.get(name, step.weights.get(name)), step.values[above[0]][above[1]]
        if isinstance(found, list):
            gradient = torch.autograd.grad(of, found[index[1]], retain_graph=True)[0]
            return float(gradient[index[0], *index[2:]])
        assert found is not None
        return float(torch.autograd.grad(of, found, retain_graph=True)[0][index])

    def settings(self) -> dict[str, float]:
        """What the sentences of legends stand for, as far as the optimizer is concerned."""
        options, t = self.step.options, self.step.count
        found = {
            "the learning rate": options["learning_rate"], "the number of this update": float(t),
            "the momentum": options.get("momentum"), "the fraction of m that is kept": options.get("beta_1"),
            "the fraction of v that is kept": options.get("beta_2"),
            "the fraction of the average that is kept": options.get("rho"),
            "a small number that keeps the divisor above 0": options.get("epsilon"),
            "the weight decay": options.get("weight_decay"),
            "the fraction of the weight's average that is kept": options.get("ema_momentum"),
            "the largest allowed gradient": next(
                (options[one] for one in ("clipnorm", "global_clipnorm", "clipvalue") if one in options), None
            ),
        }  # fmt: skip
        if self.network.optimizer == "Nadam":
            names = ("the momentum of this step", "the momentum of the next step")
            names += ("the product of the momenta so far", "this product, with the next momentum included")
            found |= dict(zip(names, momenta(options["beta_1"], t), strict=True))
        return {sentence: value for sentence, value in found.items() if value is not None}


def _moved(one: Array, bits: np.random.Generator | None) -> Array:
    """The same with other last bits."""
    if bits is None or not np.issubdtype(one.dtype, np.floating):
        return np.array(one)
    return np.array(one * (1 + _LAST_BITS * bits.uniform(-1, 1, one.shape)))

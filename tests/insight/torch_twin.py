"""The network of ``classifier`` written once more in torch.nn, so that autograd can be asked about it."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

from nervure import Sequential


class TorchTwin(nn.Module):
    """Rescaling, convolution, ReLU, batch normalization, pooling, convolution, ReLU, dense scores.

    Attributes:
        maps: what the two convolutions gave behind ReLU, in the last call.
    """

    def __init__(self, model: Sequential) -> None:
        super().__init__()
        kernel, bias, gamma, beta, mean, variance, second_kernel, second_bias, weights, scores_bias = (
            torch.from_numpy(weight).double() for weight in model.get_weights()
        )
        self.first = self._convolution(kernel, bias, padding=1)
        self.normalized = nn.BatchNorm2d(len(gamma), eps=1e-3).double().eval()
        self.normalized.weight.data, self.normalized.bias.data = gamma, beta
        self.normalized.running_mean, self.normalized.running_var = mean, variance
        self.second = self._convolution(second_kernel, second_bias, padding=0)
        self.dense = nn.Linear(*weights.shape).double()
        self.dense.weight.data, self.dense.bias.data = weights.T.contiguous(), scores_bias
        self.maps: list[Tensor] = []

    def _convolution(self, kernel: Tensor, bias: Tensor, padding: int) -> nn.Conv2d:
        made = nn.Conv2d(kernel.shape[2], kernel.shape[3], 3, padding=padding).double()
        made.weight.data, made.bias.data = kernel.permute(3, 2, 0, 1).contiguous(), bias
        return made

    def forward(self, x: Tensor) -> Tensor:
        first = torch.relu(self.first(x.permute(0, 3, 1, 2) / 255))
        second = torch.relu(self.second(nn.functional.max_pool2d(self.normalized(first), 2)))
        self.maps = [first, second]
        return self.dense(second.permute(0, 2, 3, 1).flatten(1))


def score(model: Sequential, picture: Any, target: int) -> tuple[Tensor, Tensor, TorchTwin]:
    """The score of a class, the picture it depends on, and the twin."""
    twin = TorchTwin(model)
    x = torch.from_numpy(picture).double()[None].requires_grad_()
    return twin(x)[0, target], x, twin

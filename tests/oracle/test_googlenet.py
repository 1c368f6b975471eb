"""GoogLeNet's loss and all of its gradients are PyTorch's."""

# ruff: noqa: PLC0415  PyTorch is there for these tests only, and imported where they run

from __future__ import annotations

import numpy as np
import pytest

from engine import apply, backward, tensor
from engine.modules import GoogLeNet, Weights

pytestmark = pytest.mark.oracle


def test_googlenet_gives_pytorchs_loss_and_gradients() -> None:
    import torch

    from benchmarks.googlenet.on_torch import forward, parameters_of

    net = GoogLeNet(1000, weights=Weights(np.random.Generator(np.random.PCG64(7))))
    net.train(False)
    images = np.random.default_rng(1).standard_normal((2, 3, 50, 64))
    x, label = tensor(images), np.array([3.0, 999.0])
    loss = apply("cross_entropy", net(x), label)
    gradients = backward(loss).gradients
    parameters, their_x = parameters_of(net), torch.tensor(images, requires_grad=True)
    scores = forward(net, their_x, parameters)
    theirs = torch.nn.functional.cross_entropy(scores, torch.tensor([3, 999]))
    wanted = torch.autograd.grad(theirs, [their_x, *parameters.values()])
    np.testing.assert_allclose(loss.value, theirs.item(), rtol=1e-12)
    nodes = [x, *(node for _, node in net.named_parameters())]
    for node, gradient in zip(nodes, wanted, strict=True):
        scale = float(gradient.abs().max())
        np.testing.assert_allclose(gradients[node], gradient.numpy(), rtol=1e-8, atol=1e-12 * scale)

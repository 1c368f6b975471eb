import torch
import torch.nn.functional as F
from torch import nn

x = torch.tensor([[0.5, -1.0, 2.0], [1.5, 0.3, -0.7]], requires_grad=True)
t = torch.tensor([[0.0, -1.5, 1.0], [2.0, 0.0, 0.0]])
labels = torch.tensor([2, 0])

losses = [
    F.mse_loss(x, t),
    F.mse_loss(x, t, reduction="sum"),
    F.l1_loss(x, t),
    F.huber_loss(x, t, delta=0.5),
    F.binary_cross_entropy_with_logits(x, torch.ones_like(x)),
    F.binary_cross_entropy(torch.sigmoid(x), torch.zeros_like(x)),
    F.cross_entropy(x, labels),
    F.nll_loss(F.log_softmax(x, dim=1), labels),
    nn.L1Loss(reduction="sum")(x, t),
    nn.HuberLoss()(x, t),
    nn.BCEWithLogitsLoss()(x, torch.zeros(2, 3)),
    nn.NLLLoss()(nn.LogSoftmax(dim=1)(x), labels),
]
for loss in losses:
    x.grad = None
    loss.backward()
    print(loss.item(), x.grad.abs().sum().item())

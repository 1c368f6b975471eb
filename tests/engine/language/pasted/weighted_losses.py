import torch
import torch.nn.functional as F
from torch import nn

x = torch.tensor([[0.5, -1.0, 2.0], [1.5, 0.3, -0.7]], requires_grad=True)
t = torch.tensor([[1.0, 0.0, 1.0], [0.0, 0.0, 1.0]])
w = torch.tensor([1.0, 2.0, 0.5])

losses = [
    F.binary_cross_entropy_with_logits(x, t, weight=w),
    F.binary_cross_entropy_with_logits(x, t, pos_weight=torch.tensor(3.0)),
    F.binary_cross_entropy_with_logits(x, t, w, pos_weight=w + 1, reduction="sum"),
    F.binary_cross_entropy(torch.sigmoid(x), t, weight=w),
    F.binary_cross_entropy(torch.sigmoid(x), t, w, reduction="none").max(),
    nn.BCEWithLogitsLoss(pos_weight=w)(x, t),
    nn.BCEWithLogitsLoss(weight=w, reduction="sum")(x, t),
    nn.BCELoss(weight=w)(torch.sigmoid(x), t),
    nn.BCELoss()(torch.sigmoid(x), t),
]
for loss in losses:
    x.grad = None
    loss.backward()
    print(loss.item(), x.grad)

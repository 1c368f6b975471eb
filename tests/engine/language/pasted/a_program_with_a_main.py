"""Fits a parabola; everything happens in functions."""

import torch


def make_data(n: int) -> tuple[torch.Tensor, torch.Tensor]:
    x = torch.linspace(-1, 1, n)
    return x, 0.5 * x**2 - x


def predict(params: list[torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    a, b, c = params
    return a * x**2 + b * x + c


def train(params, x, y, steps=30, lr=0.3):
    for step in range(steps):
        loss = torch.mean((predict(params, x) - y) ** 2)
        loss.backward()
        with torch.no_grad():
            for p in params:
                p -= lr * p.grad
                p.grad = None
    return loss


def main() -> None:
    x, y = make_data(11)
    params = [torch.zeros(1, requires_grad=True) for _ in range(3)]
    loss = train(params, x, y, lr=0.4)
    print(f"loss {loss.item():.3e}")
    for p in params:
        print(f"{p.item():+.5f}")


if __name__ == "__main__":
    main()

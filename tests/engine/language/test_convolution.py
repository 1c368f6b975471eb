"""Convolutional programs, as people write them."""

from __future__ import annotations

import numpy as np
import pytest

from engine.language import JOB, run
from tests.engine.language.observed import codes, leaves, op_ids, ops, output, ran, value


@pytest.mark.parametrize(
    "call",
    [
        "conv2d(x, w, b)",
        "F.conv2d(x, w, b)",
        "F.conv2d(x, w, bias=b, stride=1)",
        "F.conv2d(x, w, b, 1, 0, 1, 1)",
        "F.conv2d(x, weight=w, bias=b, padding='valid')",
        "conv2d(x, w, None) + 0.5",
        "conv2d(x, w) + b",
        "x.conv2d(w, b)",
    ],
)
def test_a_convolution_and_its_bias(call: str) -> None:
    source = (
        f"x = [[[1.0, 2.0], [3.0, 4.0]]]\nw = [[[[1.0, -1.0], [0.5, 2.0]]]]\nb = [0.5]\nsum({call})"
    )
    assert output(ran(source)) == 1 - 2 + 1.5 + 8 + 0.5


def test_a_convolution_is_one_op() -> None:
    assert ops(
        ran("x = ones(2, 5, 5)\nw = ones(3, 2, 3, 3)\nsum(conv2d(x, w, padding='same'))")
    ) == [
        "conv2d",
        "sum",
    ]


@pytest.mark.parametrize(
    ("call", "shape"),
    [
        ("F.max_pool2d(x, 2)", "(2, 2, 3)"),
        ("F.max_pool2d(x, (2, 3), stride=1, padding=1)", "(2, 6, 7)"),
        ("F.avg_pool2d(x, 2, ceil_mode=True)", "(2, 3, 4)"),
        ("F.adaptive_avg_pool2d(x, (1, 2))", "(2, 1, 2)"),
        ("F.adaptive_avg_pool2d(x, 1)", "(2, 1, 1)"),
        ("F.unfold(x, (2, 3))", "(12, 20)"),
        ("F.fold(F.unfold(x, 2), (5, 7), 2)", "(2, 5, 7)"),
        ("nn.MaxPool2d(2)(x)", "(2, 2, 3)"),
        ("nn.MaxPool2d(kernel_size=3, stride=2, padding=1)(x)", "(2, 3, 4)"),
        ("nn.AvgPool2d((5, 1))(x)", "(2, 1, 7)"),
        ("nn.AdaptiveAvgPool2d((3, 2))(x)", "(2, 3, 2)"),
        ("nn.AdaptiveAvgPool2d((None, 2))(x)", "(2, 5, 2)"),
        ("nn.Flatten()(x)", "(2, 35)"),
        ("nn.Flatten(0)(x)", "(70,)"),
        ("nn.Conv2d(2, 4, 3, padding=1)(x)", "(4, 5, 7)"),
        ("nn.Conv2d(2, 4, kernel_size=(3, 1), padding='same', bias=False)(x)", "(4, 5, 7)"),
        ("nn.ConvTranspose2d(2, 4, 3, 2, 1, 1)(x)", "(4, 10, 14)"),
        ("nn.Conv2d(2, 4, 3, padding=1, padding_mode='zeros')(x)", "(4, 5, 7)"),
        ("nn.Conv1d(5, 1, 2)(x)", "(2, 1, 6)"),
    ],
)
def test_shapes_are_pytorchs(call: str, shape: str) -> None:
    result = ran(f"x = randn(2, 5, 7)\ny = {call}\nprint(y.shape)\nsum(y)")
    assert result.printed == [shape]


def test_a_convolutional_network() -> None:
    source = (
        "net = nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),"
        " nn.Dropout(0.5), nn.Linear(36, 10))\n"
        "x = torch.randn(5, 1, 8, 8)\nt = torch.tensor([1, 2, 3, 4, 5])\n"
        "loss = F.cross_entropy(net(x), t)\nloss.backward()\nprint(net[0].weight.grad.shape)"
    )
    result = ran(source)
    assert result.printed == ["(4, 1, 3, 3)"]
    assert list(result.trace.modules) == ["net", "net/0", "net/5"]
    assert op_ids(result)[:3] == ["net/0/conv2d", "net/relu", "net/max_pool2d"]
    assert np.shape(value(result, "net.0.weight")) == (4, 1, 3, 3)


@pytest.mark.parametrize(
    ("call", "code", "message"),
    [
        ("nn.Conv2d(3, 4, 2)(x)", "shape", "an input of 2 channels, and a kernel for 3"),
        ("nn.Conv2d(3, 4, 2, groups=2)(x)", "shape", "3 and 4 channels in 2 groups"),
        ("nn.Conv2d(2, 4, 9)(x)", "shape", "a kernel of 9 × 9 on an input of 5 × 7"),
        ("nn.Conv2d(2, 4, 3, padding='full')(x)", "arguments", "padding is `full`"),
        ("nn.Conv2d(2, 4, 3, padding_mode='reflect')", "arguments", "padding_mode is `reflect`"),
        ("nn.MaxPool2d('two')(x)", "arguments", "kernel_size of max_pool2d is a string"),
        ("F.max_pool2d(x, 2.5)", "arguments", "kernel_size of max_pool2d is 2.5"),
        ("F.conv2d(x, ones(1, 2, 2, 2), padding='full')", "domain", "padding is 'full'"),
    ],
)
def test_a_misuse_is_explained(call: str, code: str, message: str) -> None:
    result = run(f"x = randn(2, 5, 7)\nsum({call})")
    assert codes(result) == [code]
    assert message in result.diagnostics[0].message


def test_googlenet_runs_in_a_program() -> None:
    source = (
        "net = GoogLeNet(classes=10)\nx = randn(3, 32, 32)\nt = target(3)\ny = net(x)\n"
        "cross_entropy(y, t)"
    )
    assert codes(run(source)) == ["budget-elements"]
    result = ran(source, budget=JOB)
    assert len(leaves(result)) == 118
    assert sum(record.kind == "Inception" for record in result.trace.modules.values()) == 9

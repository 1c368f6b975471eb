"""GoogLeNet has the paper's channels and numbers of parameters, and the right gradients."""

from __future__ import annotations

import numpy as np
import pytest

from engine import backward
from engine.errors import EngineError, ShapeError
from engine.graph import TensorNode, apply, tensor
from engine.modules import GoogLeNet, Inception, Weights
from engine.trace import Trace
from tests.engine.modules.draws import weights


@pytest.fixture(scope="module")
def net() -> GoogLeNet:
    made = GoogLeNet(10, weights=weights())
    made.name = "net"
    made.train(False)
    return made


def images(*shape: int) -> TensorNode:
    return tensor(np.random.default_rng(1).standard_normal(shape))


def test_the_branches_of_inception_stand_side_by_side() -> None:
    module = Inception(
        6, ch1x1=1, ch3x3red=2, ch3x3=3, ch5x5red=4, ch5x5=5, pool_proj=7, weights=weights()
    )
    x = images(2, 6, 5, 4)
    branches = [branch(x).value for branch in module.children.values()]
    assert [branch.shape for branch in branches] == [(2, c, 5, 4) for c in (1, 3, 5, 7)]
    np.testing.assert_array_equal(module(x).value, np.concatenate(branches, axis=1))
    kernels = {n: p.shape for n, p in module.named_parameters() if n.endswith("weight")}
    assert kernels == {
        "branch1x1.conv.weight": (1, 6, 1, 1),
        "branch3x3.reduce.weight": (2, 6, 1, 1),
        "branch3x3.conv.weight": (3, 2, 3, 3),
        "branch5x5.reduce.weight": (4, 6, 1, 1),
        "branch5x5.conv.weight": (5, 4, 5, 5),
        "branch_pool.project.weight": (7, 6, 1, 1),
    }


def test_it_has_the_papers_parameters() -> None:
    parameters = dict(GoogLeNet(weights=weights()).named_parameters())
    kernels = {name: node for name, node in parameters.items() if node.ndim == 4}
    classifier = [parameters[f"classifier.{name}"].size for name in ("weight", "bias")]
    assert len(kernels) == 57
    assert sum(node.size for node in kernels.values()) == 5_966_272
    assert sum(node.size for node in kernels.values()) + sum(classifier) == 6_991_272
    assert sum(node.size for node in parameters.values()) == 6_998_552


def test_the_channels_and_sizes_of_table_1(net: GoogLeNet) -> None:
    x, shapes = images(1, 3, 224, 224), {}
    for name, module in net.children.items():
        x = module(x)
        shapes[name] = x.shape[1:]
    assert shapes == {
        "stem": (192, 28, 28),
        "inception3a": (256, 28, 28),
        "inception3b": (480, 28, 28),
        "pool3": (480, 14, 14),
        "inception4a": (512, 14, 14),
        "inception4b": (512, 14, 14),
        "inception4c": (512, 14, 14),
        "inception4d": (528, 14, 14),
        "inception4e": (832, 14, 14),
        "pool4": (832, 7, 7),
        "inception5a": (832, 7, 7),
        "inception5b": (1024, 7, 7),
        "average": (1024, 1, 1),
        "flatten": (1024,),
        "dropout": (1024,),
        "classifier": (10,),
    }


def test_one_image_alone(net: GoogLeNet) -> None:
    x = images(2, 3, 32, 32)
    both, alone = net(x).value, net(tensor(x.value[1])).value
    assert both.shape == (2, 10)
    np.testing.assert_allclose(alone, both[1], rtol=1e-9)


@pytest.mark.parametrize("shape", [(3,), (1, 32, 32), (2, 4, 32, 32), (1, 2, 3, 32, 32)])
def test_what_is_no_image_is_refused(net: GoogLeNet, shape: tuple[int, ...]) -> None:
    with pytest.raises(ShapeError, match=r"GoogLeNet of a tensor with the shape"):
        net(images(*shape))


def test_modules_and_branches_are_groups(net: GoogLeNet) -> None:
    with Trace() as trace:
        net(images(1, 3, 32, 32))
    kinds = {path: record.kind for path, record in trace.modules.items()}
    assert kinds["net"] == "GoogLeNet"
    assert kinds["net/inception4c"] == "Inception"
    assert kinds["net/inception4c/branch5x5"] == "Sequential"
    assert kinds["net/inception4c/branch5x5/reduce"] == "Conv2d"
    assert sum(kind == "Inception" for kind in kinds.values()) == 9


def test_gradients_are_those_of_central_differences(net: GoogLeNet) -> None:
    x, label, step = images(1, 3, 32, 32), np.array([3.0]), 1e-5

    def loss() -> TensorNode:
        return apply("cross_entropy", net(x), label)

    gradients = backward(loss()).gradients
    draw = np.random.default_rng(2)
    parameters = dict(net.named_parameters())
    for name in ("stem.conv1.weight", "inception3a.branch5x5.conv.weight", "classifier.bias"):
        value, gradient = parameters[name].value, gradients[parameters[name]]
        for place in draw.integers(0, value.size, 2):
            index = np.unravel_index(place, value.shape)
            before, ends = value[index], []
            for moved in (before + step, before - step):
                value[index] = moved
                ends.append(loss().value)
            value[index] = before
            slope = (ends[0] - ends[1]) / (2 * step)
            np.testing.assert_allclose(gradient[index], slope, rtol=1e-4, atol=1e-9)


def test_another_dropout_at_every_call_in_training(net: GoogLeNet) -> None:
    x = images(1, 3, 32, 32)
    assert np.array_equal(net(x).value, net(x).value)
    net.train()
    try:
        assert not np.array_equal(net(x).value, net(x).value)
    finally:
        net.train(False)


def test_wide_layers_are_charged_before_they_are_made() -> None:
    asked: list[int] = []

    def charge(elements: int) -> None:
        asked.append(elements)
        if len(asked) > 2:
            raise EngineError("enough")

    with pytest.raises(EngineError, match="enough"):
        GoogLeNet(weights=Weights(np.random.default_rng(), charge))
    assert asked == [9408, 64, 4096]

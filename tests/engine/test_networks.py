"""The network form writes programs that run, and explains what it cannot write."""

import re

import pytest

from engine import NETWORK_ACTIVATIONS, NETWORK_LOSSES, evaluate, write_network

XOR = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]


def test_the_program_reads_as_a_person_would_write_it() -> None:
    program = write_network([2, 3, 1], ["sigmoid", "linear"], "squared_error", XOR, [[0.0]] * 4)
    assert program == (
        "# A 2-3-1 network, trained on 4 examples.\n"
        "layer1 = Linear(2, 3)\n"
        "layer2 = Linear(3, 1)\n"
        "\n"
        "x = input([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])\n"
        "t = target([[0.0], [0.0], [0.0], [0.0]])\n"
        "\n"
        "h1 = sigmoid(layer1(x))\n"
        "y = layer2(h1)\n"
        "loss = mean((y - t) ** 2)\n"
    )


@pytest.mark.parametrize("loss", NETWORK_LOSSES)
@pytest.mark.parametrize("activation", NETWORK_ACTIVATIONS)
def test_every_choice_of_the_form_runs_to_its_end(activation: str, loss: str) -> None:
    targets = [[0.0], [1.0], [1.0], [0.0]]
    sizes = [2, 3, 2 if loss == "cross_entropy" else 1]
    program = write_network(sizes, [activation, "linear"], loss, XOR, targets)
    evaluation = evaluate(program)
    assert evaluation.complete, evaluation.document["diagnostics"]
    gradients = evaluation.document["passes"][1]["gradients"]
    assert {"layer1.weight", "layer1.bias", "layer2.weight", "layer2.bias"} <= gradients.keys()


@pytest.mark.parametrize(
    "form",
    [
        ([2], [], "squared_error", [[0.0, 0.0]], [[0.0]],
         "A network needs at least an input and an output size, each 1 or more."),
        ([2, 0], ["tanh"], "squared_error", [[0.0, 0.0]], [[0.0]],
         "A network needs at least an input and an output size, each 1 or more."),
        ([2, 1], [], "squared_error", [[0.0, 0.0]], [[0.0]],
         "2 sizes make 1 layers, and 0 activations are named."),
        ([2, 1], ["sine"], "squared_error", [[0.0, 0.0]], [[0.0]],
         f"There is no activation 'sine'; there are {', '.join(NETWORK_ACTIVATIONS)}."),
        ([2, 1], ["tanh"], "luck", [[0.0, 0.0]], [[0.0]],
         f"There is no loss 'luck'; there are {', '.join(NETWORK_LOSSES)}."),
        ([2, 1], ["tanh"], "squared_error", [], [],
         ("There are 0 rows of inputs and 0 of targets; "
          "give at least one row, and a target for each.")),
        ([2, 1], ["tanh"], "squared_error", [[0.0]], [[0.0]],
         "Row 1 of the inputs has 1 numbers; the network takes 2."),
        ([2, 1], ["tanh"], "squared_error", [[0.0, 1.0]], [[0.0, 2.0]],
         "Row 1 of the targets has 2 numbers; the network takes 1."),
        ([2, 3], ["tanh"], "cross_entropy", [[0.0, 1.0]], [[3.0]],
         "The class 3 is not one of the whole numbers 0 to 2."),
        ([2, 1], ["linear"], "binary_cross_entropy", [[0.0, 1.0]], [[5.0]],
         "The target 5 is no probability from 0 to 1."),
        ([2, 3], ["tanh"], "cross_entropy", [[0.0, 1.0]], [[0.5]],
         "The class 0.5 is not one of the whole numbers 0 to 2."),
    ],
)  # fmt: skip
def test_a_form_that_makes_no_network_is_explained(form) -> None:
    *arguments, message = form
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        write_network(*arguments)


# , activations, loss, inputs, targets)

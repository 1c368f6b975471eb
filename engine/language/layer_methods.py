"""What every module can be asked: its parameters, and whether it is in training."""

from __future__ import annotations

from collections.abc import Mapping

from engine.language.calls import Builtin, Call, called
from engine.language.cells import ask_for_gradient, clear
from engine.language.layer import Layer
from engine.language.truth import is_true
from engine.language.values import Anything, Arguments, Given
from engine.modules import ModuleList


def _named_parameters(_: Call, layer: Layer) -> list[tuple[str, Given]]:
    return layer.named_parameters()


def _parameters(_: Call, layer: Layer) -> list[Given]:
    return [cell for _, cell in layer.named_parameters()]


def _children(call: Call, layer: Layer) -> list[Layer]:
    return [call.session.layers[child] for child in layer.module.children.values()]


def _modules(_: Call, layer: Layer) -> list[Layer]:
    return layer.within()


def _apply(call: Call, layer: Layer, function: Anything) -> Layer:
    """Call a function with each module: those within before the one that holds them."""
    run = called(function)
    for child in layer.module.children.values():
        _apply(call, call.session.layers[child], function)
    call.session.meter.count("expressions")
    run.call(call.session, Arguments(call.span, [layer]))
    return layer


def _train(call: Call, layer: Layer, mode: Anything = True) -> Layer:
    training = is_true(call.session.plain(mode))
    for one in layer.within():
        one.module.training = training
    return layer


def _eval(call: Call, layer: Layer) -> Layer:
    return _train(call, layer, mode=False)


def _zero_grad(call: Call, layer: Layer, *, set_to_none: Anything = True) -> None:
    """Clear the gradients; PyTorch does so by None unless it is asked for zeros."""
    for cell in _parameters(call, layer):
        clear(cell, to_none=set_to_none is not False)


def _requires_grad(call: Call, layer: Layer, requires_grad: Anything = True) -> Layer:
    for cell in _parameters(call, layer):
        ask_for_gradient(call.session, cell, call.span, on=requires_grad is not False)
    return layer


def _append(call: Call, layer: Layer, module: Anything) -> Layer:
    """Put a module at the end of a list of modules."""
    if not isinstance(layer.module, ModuleList) or not isinstance(module, Layer):
        raise call.fault("it puts a module at the end of a ModuleList", "Write `layers.append(m)`.")
    layer.take(str(len(layer.module.children)), module)
    return layer


def _buffer(_: Call, layer: Layer, name: Anything, tensor: Anything = None, **__: Anything) -> None:
    """Keep a tensor that is not learned: an attribute like any other here."""
    layer.put(name, tensor)


def _itself(_: Call, layer: Layer, *__: Anything, **___: Anything) -> Layer:
    return layer


LAYER_METHODS: Mapping[str, Builtin] = {
    method.name: method
    for method in (
        Builtin("parameters", "net.parameters()", _parameters, takes_tensors=True),
        Builtin(
            "named_parameters", "net.named_parameters()", _named_parameters, takes_tensors=True
        ),
        Builtin("children", "net.children()", _children, takes_tensors=True),
        Builtin("modules", "net.modules()", _modules, takes_tensors=True),
        Builtin("apply", "net.apply(start)", _apply, takes_tensors=True),
        Builtin("train", "net.train()", _train, takes_tensors=True),
        Builtin("eval", "net.eval()", _eval, takes_tensors=True),
        Builtin("zero_grad", "net.zero_grad()", _zero_grad, takes_tensors=True),
        Builtin("append", "layers.append(nn.Linear(2, 2))", _append, takes_tensors=True),
        Builtin("register_buffer", 'self.register_buffer("mean", x)', _buffer, takes_tensors=True),
        Builtin("requires_grad_", "net.requires_grad_(False)", _requires_grad, takes_tensors=True),
        *(
            Builtin(name, f"net.{name}()", _itself, takes_tensors=True)
            for name in ("to", "cpu", "float", "double")
        ),
    )
}

REFUSED: Mapping[str, str] = {
    "state_dict": "`named_parameters()` lists the parameters.",
    "load_state_dict": "Write `for p, q in zip(a.parameters(), b.parameters()): p.data.copy_(q)`.",
    "cuda": "Everything runs in one place: leave it out.",
    "register_forward_hook": "Every op's numbers are in the graph: leave it out.",
    "share_memory": "Everything runs in one place: leave it out.",
}
"""What PyTorch's modules can do beside, and what to write instead."""

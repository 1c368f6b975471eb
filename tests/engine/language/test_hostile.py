"""Programs that were written to do harm: refused before they cost anything, never a crash."""

from __future__ import annotations

import sys

import pytest

from engine.language import run
from tests.engine.language.observed import output, ran

BOMBS = {
    "huge array": "x = randn(100000, 100000)",
    "huge size": "x = zeros(9007199254740992, 9007199254740992)",
    "size beyond whole numbers": "x = zeros(1e300)",
    "doubling by broadcasting": "x = ones(2)\nwhile 0 < 1:\n    x = (x.reshape(-1, 1) + x).ravel()",
    "doubling by joining": "x = ones(1000)\nwhile 0 < 1:\n    x = concatenate([x, x])",
    "many axes": "x = zeros(1)\nwhile 0 < 1:\n    x = expand_dims(x, 0)",
    "tower of powers as a size": "x = zeros(9**9**9)",
    "digits": "x = " + "9" * 5000,
    "many statements": "\n".join(["a = 1"] * 5000),
    "many short statements": "a;" * 15_000,
    "many lines": "\n" * 30_000 + "x = 1.0\nx @ x",
    "loops in loops": "x = 1.0\nfor i in range(1000):\n    for j in range(1000):\n        pass",
    "an endless loop": "while True:\n    pass",
    "an endless loop by its condition": "while 0 < 1:\n    pass",
    "loops in loops by name": (
        "n = 1000\nx = 0\nfor i in range(n):\n    for j in range(n):\n        x = x + 1"
    ),
    "loops in a list": "x = [i * j for i in range(1000) for j in range(1000)]",
    "a list of a huge range": "x = list(range(10**12))",
    "an endless loop of one line": "while 0 < 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1: x = 1",
    "recursion": "def f(x):\n    return f(x) + f(x)\nx = 1.0\nf(x)",
    "mutual recursion": "def f(x):\n    return g(x)\ndef g(x):\n    return f(x)\nf(1.0)",
    "a chain of definitions": (
        "def f(x):\n    def g(y):\n        return f(y)\n    return g(x)\nf(1.0)"
    ),
    "strings multiplied": "print('a' * 1000000000)",
    "lists multiplied": "x = [0] * 1000000000",
    "a huge range": "x = [0 for i in range(9007199254740992)]",
    "a huge range as a tensor": "x = tensor(range(9007199254740992))",
    "a huge range as an operand": "x = sin(range(9007199254740992))",
    "a huge range as sizes": "x = zeros(range(9007199254740992))",
    "a huge range summed": "x = sum(range(9007199254740992))",
    "a huge range as an index": "x = ones(2)\nx[range(9007199254740992)]",
    "a huge range unpacked": "a, b = range(9007199254740992)",
    "huge ranges zipped": "x = zip(range(9007199254740992), range(9007199254740992))",
    "a huge range sliced": "x = range(9007199254740992)[1:]",
    "a list that grows": "x = [1, sin]\nwhile 0 < 1:\n    x = [y for y in x for z in x]",
    "a list within lists": "x = [sin]\nwhile 0 < 1:\n    x = [x]",
    "a list within lists twice": "x = [sin]\nwhile 0 < 1:\n    x = [x, x]",
    "tuples within tuples": "x = (sin, cos)\nwhile 0 < 1:\n    x = zip(x, x)",
    "a list read again and again": (
        "x = [sin for i in range(50000)]\nwhile 0 < 1:\n    y = x\n    z = len([x, y]) + len(y)"
    ),
    "modules without ops": "m = Sequential()\nwhile 0 < 1:\n    m = Sequential(m, m)",
    "modules within modules": "m = Sequential(tanh)\nwhile 0 < 1:\n    m = Sequential(m, m)",
    "a wide layer": "m = Linear(100000, 100000)",
    "many windows": "x = ones(1, 1, 3)\nconv1d(x, ones(1, 1, 2), padding=1e9)",
    "a wide kernel": "x = ones(1, 1, 3)\nF.avg_pool1d(x, 1e9, ceil_mode=True)",
    "many classes": "one_hot(zeros(2), 1e9)",
    "many layers": "m = MLP([1000, 1000, 1000, 1000, 1000, 1000])",
    "instances": "class A(nn.Module):\n    n = 1\nwhile 0 < 1:\n    A()",
    "attributes": "class A(nn.Module):\n    n = 1\na = A()\nwhile 0 < 1:\n    a.b = a.c = sin",
    "modules in modules, from within": (
        "class A(nn.Module):\n    n = 1\na = A()\nwhile 0 < 1:\n    b = A()\n    a.b = b\n    a = b"
    ),
    "modules in modules, from without": (
        "class A(nn.Module):\n    n = 1\na = A()\nwhile 0 < 1:\n    b = A()\n    b.a = a\n    a = b"
    ),
    "modules in modules twice": (
        "class A(nn.Module):\n    n = 1\na = A()\nwhile 0 < 1:\n    b = A()\n    a.b = a.c = b\n"
        "    a = b"
    ),
    "lists of modules in lists": (
        "a = nn.ModuleList()\nwhile 0 < 1:\n    b = nn.ModuleList()\n    a.append(b)\n"
        "    a.append(b)\n    a = b"
    ),
    "a module that makes itself": (
        "class A(nn.Module):\n    def __init__(self):\n        self.a = A()\nA()"
    ),
    "a module that calls itself": (
        "class A(nn.Module):\n    def forward(self, x):\n        return self(x) + self(x)\n"
        "A()(torch.ones(1))"
    ),
    "a module that calls itself by way of others": (
        "class A(nn.Module):\n    def forward(self, x):\n        return s(x)\n"
        "s = nn.Sequential(nn.Sequential(A()))\ns(torch.ones(1))"
    ),
    "parameters listed again and again": (
        "m = nn.Sequential(nn.Linear(1, 1), nn.Linear(1, 1))\nwhile 0 < 1:\n    m.parameters()"
    ),
    "a list that is appended to": "x = []\nwhile 0 < 1:\n    x.append(sin)",
    "updates": "w = param(1.0)\nw * w\nwhile 0 < 1:\n    w.data += 1",
    "updates of what nothing uses": "w = param(1.0)\nwhile 0 < 1:\n    w.data += 1",
    "large updates": "w = param(ones(100000))\nsum(w)\nwhile 0 < 1:\n    w.data.fill_(1)",
    "optimizer steps": (
        "w = param(ones(1000))\nsum(w).backward()\no = torch.optim.Adam([w])\nwhile 0 < 1:\n"
        "    o.step()"
    ),
    "prints": "x = [1.0]\nwhile 0 < 1:\n    print(x)",
    "a long print": "x = 1.0\nwhile 0 < 1:\n    print(f'" + "{x:99.99f}" * 100 + "')",
    "backward again and again": "x = 2.0\ny = x * x\nwhile 0 < 1:\n    y.backward()",
    "repeat": "x = repeat([1.0, 2.0], 9007199254740992)",
    "tile": "x = torch.ones(2).repeat(100000, 100000)",
    "one_hot": "x = one_hot([0, 1], 9007199254740992)",
    "outer": "x = ones(100000)\nouter(x, x)",
    "broadcast_to": "broadcast_to(1.0, (100000, 100000))",
    "a matrix product": "x = ones(1000, 1000)\nx @ x @ x",
    "split": "x = torch.split(torch.ones(1000000), 1)",
    "round to many digits": "round(ones(2), 9007199254740991)",
    "linspace": "linspace(0, 1, 1000000000)",
    "arange": "arange(0, 1, 1e-12)",
    "brackets": "[" * 10_000,
    "closed brackets": "(" * 5_000 + "1" + ")" * 5_000,
    "stars in brackets": "[*" * 15_000,
    "minus signs": "-" * 10_000 + "1",
    "nots": "not " * 8_000 + "1",
    "a tower of ifs": "x = " + "1 if 1 else " * 2_000 + "1",
    "a sum from the right": "x = " + "1 + (" * 80 + "1" + ")" * 80,
    "a chain of attributes": "x" + ".T" * 5_000,
    "a chain of calls": "x" + "()" * 5_000,
    "a tower of blocks": "".join(f"{' ' * i}if 1:\n" for i in range(90)) + " " * 90 + "x",
    "nested f-strings": "print(f'" + "{f'" * 3_000 + "')",
    "a long name": "a" * 30_000 + " = 1",
    "many names": "\n".join(f"a{i} = {i}" for i in range(1500)) + "\nx = b1",
    "too long": "x = 1\n" * 10_000,
    "comments": "#\n" * 10_000 + "x = 1.0\nwhile 0 < 1:\n    x = 1.0",
    "quotes": "'" * 20_001,
    "triple quotes": "'''" * 6_667 + "\n",
}

INTRUSIONS = [
    "__import__('os').system('true')",
    "().__class__.__base__.__subclasses__()",
    "x = 2.0\nx.__class__",
    "x = 2.0\nx.__array_interface__",
    "x = 2.0\nx._＿class_＿",
    "x = 2.0\nx.ｃｔｙｐｅｓ",
    "x = [1.0]\nx.tofile('stolen')",
    "x = [1.0]\nx.dump('stolen')",
    "x = [1.0]\nx.data.tofile('stolen')",
    "x = [1.0]\nx.value",
    "x = [1.0]\nx.source",
    "sin.forward",
    "sin.call",
    "print.run",
    "np.load('/etc/passwd')",
    "np.fromfile('/etc/passwd')",
    "np.lib",
    "np.__dict__",
    "torch.load('x')",
    "torch.nn.os",
    "math.os",
    "'{0.__class__}'.format(1)",
    "print(f'{sin.__globals__}')",
    "print(f'{1:{sin}}')",
    "print('%(x)s' % sin)",
    "print('{0[0]}'.format([1]))",
    "print('{!r}'.format(sin))",
    "print('{:{}}'.format(1.0, '>9'))",
    "'{.__class__}'.format(1)",
    "'a'.format(**x)",
    "open('/etc/passwd')",
    "eval('1')",
    "exec('x = 1')",
    "compile('1', '', 'eval')",
    "getattr(1, 'real')",
    "globals()",
    "input('name?')",
    "breakpoint()",
    "import sys",
    "import numpy.ctypeslib",
    "from numpy import os",
    "from os import *",
    "def f(a=print.__self__): pass",
    "@print\ndef f(): pass",
    "x: print('ran') = 3",
    "x: 'note' = __name__",
    "class X: pass",
    "class X(object): pass",
    "class X(nn.Module, metaclass=print): pass",
    "class X(nn.Module):\n    def __getattr__(self, n): return 1",
    "class X(nn.Module):\n    __slots__ = 1",
    "class X(nn.Module): n = 1\nX().__dict__",
    "class X(nn.Module): n = 1\nX().__init__()",
    "class X(nn.Module): n = 1\nX().attributes",
    "class X(nn.Module): n = 1\nX().session",
    "class X(nn.Module): n = 1\nX.methods",
    "class X(nn.Module): n = 1\nX().__class__ = 1",
    "super().__class__",
    "super().__init__.__globals__",
    "nn.Module.__subclasses__",
    "x = 2.0\nx.__init__",
    "net = nn.Linear(1, 1)\nnet.module = 1",
    "net = nn.Linear(1, 1)\nnet.forward.__code__",
    "net = nn.Linear(1, 1)\nnet.cells",
    "o = torch.optim.SGD([param(1.0)])\no.optimizer",
    "o = torch.optim.SGD([param(1.0)])\no.step.__self__",
    "np.pi = 3",
    "sin.name = 3",
    "x: (y := 3) = 2",
    "def f(x: __import__('os')): pass",
    "print(__name__)",
    "x = __name__",
    "lambda: 1",
    "try:\n    x\nexcept* E:\n    pass",
    "(lambda: (yield))()",
    "[x.gi_frame for x in [1]]",
    "with open('x') as f: pass",
    "# -*- coding: utf-7 -*-\n+AHgAPQAx-",
    "Sequential.forward",
    "Linear(1, 1).module",
    "Value(1.0)._prev",
    "x = getitem(1.0, key=None)",
]


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused(name: str) -> None:
    result = run(BOMBS[name], strict=True)
    assert not result.complete


@pytest.mark.parametrize("source", INTRUSIONS)
def test_an_intrusion_is_refused(source: str) -> None:
    result = run(source, strict=True)
    assert not result.complete
    assert not result.printed


def test_a_tower_of_powers_is_infinite_at_once() -> None:
    assert output(ran("x = 9**9**9**9\nx")) == float("inf")


def test_the_recursion_limit_is_as_it_was() -> None:
    before = sys.getrecursionlimit()
    run("def f(x, n):\n    return x if n == 0 else f(x, n - 1)\nf(1.0, 60)", strict=True)
    run(BOMBS["recursion"], strict=True)
    assert sys.getrecursionlimit() == before


def test_the_deepest_program_that_is_allowed() -> None:
    deep = "0 + (" * 50 + "f(x, n - 1)" + ")" * 50
    source = f"def f(x, n):\n    if n == 0:\n        return x\n    return {deep}\nx = 1.0\nf(x, 60)"
    assert run(source, strict=True).complete

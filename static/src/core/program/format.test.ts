import { expect, test } from "vitest";
import { formatProgram } from "./format.ts";
import { tokenize } from "./tokens.ts";

test.each([
  ["x=1.0", "x = 1.0\n"],
  ["y=2/sin( exp(-x) )", "y = 2 / sin(exp(-x))\n"],
  ["f(x ,axis = 0)", "f(x, axis=0)\n"],
  ["a,b=1,(2,)", "a, b = 1, (2,)\n"],
  ["x[1 : , :-1, ... ]", "x[1:, :-1, ...]\n"],
  ["x [0] . T", "x[0].T\n"],
  ["y=-x**-2", "y = -x ** -2\n"],
  ["print(*xs,sep='')", "print(*xs, sep='')\n"],
  ["if x>0 :y=1", "if x > 0: y = 1\n"],
  ["def f(a:int=1,b=2)->int :\n  return(a)", "def f(a: int = 1, b=2) -> int:\n    return (a)\n"],
  ["a:'a note'=1", "a: 'a note' = 1\n"],
  ["x=not(a)", "x = not (a)\n"],
  ["w-=0.1*w.grad", "w -= 0.1 * w.grad\n"],
  ["x=1 # one", "x = 1  # one\n"],
  ["x=1;y=2", "x = 1; y = 2\n"],
  ["for i in range( 3 ) :\n\ty=i", "for i in range(3):\n    y = i\n"],
  ["x = [ i*i for i in range(3) if i!=1 ]", "x = [i * i for i in range(3) if i != 1]\n"],
  ["from math import(sin,cos)", "from math import (sin, cos)\n"],
  ['s=f"{x:.3f}"', 's = f"{x:.3f}"\n'],
  ["m=a@b.T", "m = a @ b.T\n"],
  ["x = 1e-3 *.5", "x = 1e-3 * .5\n"],
])("%s", (source, tidy) => {
  expect(formatProgram(source)).toBe(tidy);
});

test("rows stay below one another", () => {
  expect(formatProgram("A=[[1,2],\n  [3,4]]")).toBe("A = [[1, 2],\n     [3, 4]]\n");
  expect(formatProgram("A=f([[[\n[0,1],\n  [1,0],\n  ]]])")).toBe(
    "A = f([[[\n    [0, 1],\n    [1, 0],\n]]])\n",
  );
  expect(formatProgram("net=Seq(\nA(1,\n2),\nB(\n3,\n),\n)")).toBe(
    "net = Seq(\n    A(1,\n      2),\n    B(\n        3,\n    ),\n)\n",
  );
});

test("blank lines", () => {
  expect(formatProgram("\n\nx=1\n\n\n\n\ny=2\n\n\n")).toBe("x = 1\n\n\ny = 2\n");
  expect(formatProgram("x=1\n# a note\ndef f():\n  pass\ny=1")).toBe(
    "x = 1\n\n# a note\ndef f():\n    pass\n\ny = 1\n",
  );
});

test("comments keep to their statements", () => {
  const tidy = "if x > 0:\n    # inside\n    y = 1\n    # the end\n# outside\nz = 2\n";
  expect(formatProgram(tidy)).toBe(tidy);
  expect(formatProgram("if x>0:\n  # inside\n  y=1\n  # the end\n# outside\nz=2")).toBe(tidy);
});

test("strings of several lines stay as they are", () => {
  const source = 'class A(nn.Module):\n  """One\n two  """\n  x=1';
  expect(formatProgram(source)).toBe('class A(nn.Module):\n    """One\n two  """\n    x = 1\n');
});

test.each(["f(", "x = )", "(]", "'", "if x:\n    y\n  z", "x = $"])(
  "%s is not in order yet",
  (source) => {
    expect(formatProgram(source)).toBeNull();
  },
);

test("tokens cover all but blanks", () => {
  const source = "x = 'a b'  # c\ny = (x,\n 1.5e-3)\\\n";
  const text = tokenize(source)
    .map((token) => token.text)
    .join("");
  expect(text).toBe("x='a b'# c\ny=(x,\n1.5e-3)\\\n");
});

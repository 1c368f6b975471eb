import { expect, test } from "vitest";
import { namesOf } from "./names.ts";
import { placeAt, wordAt } from "./place.ts";
import { suggestionsAt, type Vocabulary, type Word, wordCalled } from "./vocabulary.ts";

function word(name: string, kind = "op", args: string[] = []): Word {
  const given = args.map((one) => ({ name: one, default: "None" }));
  return { name, kind, signature: `${name}(x)`, about: ".", reference: name, arguments: given };
}

const vocabulary: Vocabulary = {
  words: [
    word("sum", "op", ["axis", "keepdims"]),
    word("sum", "op", ["dim", "keepdim"]),
    word("Linear", "layer", ["bias"]),
    word("SGD", "optimizer", ["lr"]),
    word("nn", "prefix"),
    word("relu"),
    word("T", "attribute"),
    word("eval", "function"),
    word("step", "function"),
  ],
  places: {
    "": [0, 2, 3],
    numpy: [0],
    torch: [1, 4],
    "torch.nn": [2],
    "torch.nn.functional": [5],
    "torch.optim": [3],
    ".tensor": [0, 6],
    ".module": [7],
    ".optimizer": [8],
  },
  prefixes: { np: "numpy", torch: "torch", nn: "torch.nn", F: "torch.nn.functional" },
};

/** Labels that are offered at the bar. */
function offered(marked: string): string[] | null {
  const at = marked.indexOf("|");
  const source = marked.replace("|", "");
  const place = placeAt(source, at);
  return place && suggestionsAt(vocabulary, namesOf(source), place).map(({ label }) => label);
}

test.each([
  ["np.|", ["sum"]],
  ["torch.|", ["sum", "nn"]],
  ["torch.nn.Li|", ["Linear"]],
  ["F.re|", ["relu"]],
  ["import torch.nn.functional as G\nG.|", ["relu"]],
  ["from torch import nn as layers\nlayers.|", ["Linear"]],
  ["import numpy\nnumpy.|", ["sum"]],
  ["x = 2.0\nx.|", ["sum", "T"]],
  ["f(x).|", ["sum", "T"]],
  ["x[0].|", ["sum", "T"]],
  ["net = nn.Linear(2, 3)\nnet.|", ["eval"]],
  ["opt = torch.optim.SGD([w])\nopt.|", ["step"]],
  [
    "class A(nn.Module):\n  def __init__(self):\n    self.h = nn.Linear(1, 2)\n    self.|",
    ["h", "eval"],
  ],
  [
    "class A(nn.Module):\n  def __init__(self):\n    self.h = nn.Linear(1, 2)\n    self.h.|",
    ["eval"],
  ],
  ["import torch.|", ["nn", "optim"]],
  ["from torch.nn import |", ["Linear"]],
])("%s", (source, labels) => {
  expect(offered(source)).toEqual(labels);
});

test.each([
  ["y = sum(x, |)", ["axis=", "keepdims="]],
  ["y = torch.sum(x, dim=0, |)", ["keepdim="]],
  ["y = x.sum(|", ["axis=", "keepdims="]],
  ["y = f(x).sum(|", ["axis=", "keepdims="]],
  ["layer = Linear(2,\n  3, |", ["bias="]],
])("keywords in %s", (source, labels) => {
  expect(offered(source)?.filter((label) => label.endsWith("="))).toEqual(labels);
});

test.each(["y = sum(x + |", "y = (|", "y = x[|", "def sum(|"])("no keywords in %s", (source) => {
  expect(offered(source)?.filter((label) => label.endsWith("=")) ?? []).toEqual([]);
});

test.each(["x = 'a|", "# a|", "x = 1.|", "x = 12|", "def s|", 's = """a\nb|', "for i|"])(
  "nothing in %s",
  (source) => {
    expect(offered(source)).toBeNull();
  },
);

test("the program's own names come first, and hide those of the language", () => {
  expect(offered("w = 1.0\nb, c = 1, 2\nfor i in range(3):\n  s|")).toEqual([
    ..."wbci",
    "sum",
    "Linear",
    "SGD",
  ]);
  expect(offered("sum = 1.0\nw = s|")?.filter((label) => label === "sum")).toEqual(["sum"]);
  expect(wordCalled(vocabulary, namesOf("sum = 1.0"), "sum")).toBeNull();
  expect(wordCalled(vocabulary, namesOf("from torch import sum"), "sum")?.arguments[0]?.name).toBe(
    "dim",
  );
});

test("functions show their arguments", () => {
  const { names } = namesOf("def f(a, b=1):\n  return a\nclass Net(nn.Module):\n  pass");
  expect(names.get("f")).toMatchObject({ kind: "function", signature: "a, b=1" });
  expect(names.get("b")?.kind).toBe("variable");
  expect(names.get("Net")?.kind).toBe("class");
});

test("a word is found with what stands before it", () => {
  expect(wordAt("y = torch.nn.relu(x)", 14)).toMatchObject({ path: ["torch", "nn"], word: "relu" });
  expect(wordAt("y = f(x).T", 9)).toMatchObject({ path: [], behindValue: true, word: "T" });
  expect(wordAt("for i in x:", 1)).toBeNull();
});

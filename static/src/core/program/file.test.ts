import { expect, test } from "vitest";
import { readProgramFile, writeProgramFile } from "./file.ts";

test("a program that runs as it stands is saved as it stands", () => {
  expect(writeProgramFile({ source: "x = 1.0", seed: 0, inputs: {} })).toBe("x = 1.0\n");
  expect(readProgramFile("x = 1.0\r\nx\r\n")).toEqual({ source: "x = 1.0\nx\n", settings: null });
});

test("seed and moved inputs stand in a last comment, and come back", () => {
  const saved = { source: "x = 1.0\nx * x\n", seed: 7, inputs: { x: 2.5, v: [1, "NaN"] } };
  const text = writeProgramFile(saved);
  expect(text).toBe(
    'x = 1.0\nx * x\n\n# nablascope: {"seed":7,"inputs":{"x":2.5,"v":[1,"NaN"]}}\n',
  );
  expect(readProgramFile(text)).toEqual({
    source: saved.source,
    settings: { seed: 7, inputs: saved.inputs },
  });
});

test("a comment that cannot be read stays", () => {
  for (const text of ["x = 1.0\n# nablascope: {", "x = 1.0\n# nablascope: {}\ny = 2"])
    expect(readProgramFile(text)).toEqual({ source: text, settings: null });
});

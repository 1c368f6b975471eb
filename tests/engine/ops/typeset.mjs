// Reads {name: [LaTeX, ...]} and writes {name: [what the page's typesetter says against it, ...]}.
import { readFileSync } from "node:fs";
import temml from "../../../static/node_modules/temml/dist/temml.mjs";
import { fillPlaceholders } from "../../../static/src/marks/notation.ts";

function complaint(latex) {
  try {
    temml.renderToString(fillPlaceholders(latex, new Map()), { throwOnError: true });
    return [];
  } catch (error) {
    return [`${latex}: ${error.message}`];
  }
}

const formulas = Object.entries(JSON.parse(readFileSync(0, "utf8")));
const found = formulas.map(([name, lines]) => [name, lines.flatMap(complaint)]);
process.stdout.write(JSON.stringify(Object.fromEntries(found)));

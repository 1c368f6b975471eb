/**
 * Repeated blocks. Modules that do the same one after the other, each with what the one before gave,
 * are held by a module of their own, which is drawn once with its count until it is opened.
 */
import type { GraphDocument, Module, Op, Tensor } from "./document.ts";
import { ROUND } from "./rounds.ts";

/** The type of a module that holds a repeated block. */
export const REPEATED = "repeated";

/** So many in a row are still read one by one. */
const FEW = 3;

/** The document with its repeated blocks; the same one where nothing is repeated. */
export function withRepeats(document: GraphDocument): GraphDocument {
  const blocks = new Blocks(document);
  const runs = blocks.runs();
  if (runs.length === 0) return document;
  const parents = new Map(runs.flatMap((run) => run.map(({ id }) => [id, holderId(run)] as const)));
  const holders = new Map(runs.map((run) => [run[0]?.id ?? "", holderOf(run)]));
  return {
    ...document,
    structure: `${document.structure} repeats ${[...holders.values()].map(({ id }) => id).join()}`,
    modules: document.modules.flatMap((module) => {
      const parent = parents.get(module.id);
      const inside = parent === undefined ? module : { ...module, parent };
      const holder = holders.get(module.id);
      return holder ? [holder, inside] : [inside];
    }),
  };
}

function holderId(run: readonly Module[]): string {
  return `${run[0]?.id}…${run.at(-1)?.id}`;
}

/** "Block × 6", "round × 19": by its class, or by its name where the class says nothing. */
function holderOf(run: readonly Module[]): Module {
  const { type, name, parent = "" } = run[0] as Module;
  const plain = ["block", "function", "composition"].includes(type);
  const what = type === ROUND ? "round" : plain ? name : type;
  return { id: holderId(run), name: `${what} × ${run.length}`, type: REPEATED, parent };
}

class Blocks {
  readonly #document: GraphDocument;
  readonly #tensors: ReadonlyMap<string, Tensor>;
  /** By module id: the ops in it and in all modules inside it, in their order. */
  readonly #ops = new Map<string, Op[]>();
  readonly #inner = new Map<string, Module[]>();

  constructor(document: GraphDocument) {
    this.#document = document;
    this.#tensors = new Map(document.tensors.map((tensor) => [tensor.id, tensor]));
    const parents = new Map(document.modules.map(({ id, parent = "" }) => [id, parent]));
    for (const op of document.ops)
      for (let id = op.module ?? ""; id !== ""; id = parents.get(id) ?? "")
        append(this.#ops, id, op);
    for (const module of document.modules)
      for (let id = module.parent ?? ""; id !== ""; id = parents.get(id) ?? "")
        append(this.#inner, id, module);
  }

  /** Siblings of equal structure in a row, where more than a few are; of rounds not the last one. */
  runs(): Module[][] {
    const siblings = new Map<string, Module[]>();
    for (const module of this.#document.modules) append(siblings, module.parent ?? "", module);
    return [...siblings.values()].flatMap((all) => {
      if (all.length <= FEW) return [];
      const rows: Module[][] = [];
      for (const module of all) {
        const before = rows.at(-1)?.at(-1);
        if (before && this.#follows(before, module)) rows.at(-1)?.push(module);
        else rows.push([module]);
      }
      return rows.flatMap((row) =>
        row.length <= FEW ? [] : [row[0]?.type === ROUND ? row.slice(0, -1) : row],
      );
    });
  }

  /** Whether a block is the same as the one before, and takes something that it gave. */
  #follows(before: Module, { id, type }: Module): boolean {
    if (type !== before.type || this.#shapeOf(before.id) !== this.#shapeOf(id)) return false;
    const made = new Set(this.#opsOf(before.id).flatMap(({ outputs }) => outputs));
    const used = new Set(this.#opsOf(before.id).flatMap(({ inputs }) => inputs));
    return this.#opsOf(id).some(({ inputs }) =>
      inputs.some((input) => {
        const { previous } = this.#tensors.get(input) ?? {};
        return made.has(input) || (previous !== undefined && used.has(previous));
      }),
    );
  }

  #opsOf(id: string): readonly Op[] {
    return this.#ops.get(id) ?? [];
  }

  /** What a block does, without its names and sizes: its ops, how they are wired, what is inside. */
  #shapeOf(id: string): string {
    const ops = this.#opsOf(id);
    const made = new Map(
      ops.flatMap(({ outputs }, op) => outputs.map((output, slot) => [output, `${op}.${slot}`])),
    );
    const given = new Map<string, string>();
    const nameOf = (input: string): string => {
      const inside = made.get(input);
      if (inside !== undefined) return inside;
      const kind = this.#tensors.get(input)?.role === "parameter" ? "parameter" : "given";
      const name = given.get(input) ?? `${kind} ${given.size}`;
      given.set(input, name);
      return name;
    };
    const wired = ops.map(({ op, inputs }) => `${op}(${inputs.map(nameOf).join()})`);
    const inner = (this.#inner.get(id) ?? []).map(({ type }) => type);
    return [...wired, ...inner].join(";");
  }
}

function append<V>(map: Map<string, V[]>, key: string, value: V): void {
  const known = map.get(key);
  if (known) known.push(value);
  else map.set(key, [value]);
}

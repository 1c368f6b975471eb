import { expect, test } from "vitest";
import type { Stage } from "../core/work.ts";
import { follow } from "./events.ts";

/** A stream of events whose bytes come in pieces of a size, wherever that cuts. */
function streamOf(text: string, size: number): Response {
  const bytes = new TextEncoder().encode(text);
  return new Response(
    new ReadableStream({
      start(controller) {
        for (let from = 0; from < bytes.length; from += size)
          controller.enqueue(bytes.slice(from, from + size));
        controller.close();
      },
    }),
  );
}

const body = {
  source: "# Größe ≤ 3, x̄ und 🙂\ny = σ(x)",
  σ: ["ᵀ", "\\u03c3", 'a "quoted" Σ\n', "é\u0000"],
  values: Array.from({ length: 200 }, (_, k) => k / 7),
};

test.each([1, 7, 4096])("An answer in pieces of %d bytes is what was sent", async (size) => {
  const stages: Stage[] = [];
  const text = [
    ": still there",
    'event: queued\ndata: {"lane":"job","place":1}\n',
    'event: started\ndata: {"lane":"job"}\n',
    `event: answer\nid: 8d10\ndata: ${JSON.stringify(body)}\n\n`,
  ].join("\n");
  const end = await follow(streamOf(text, size), (stage) => stages.push(stage));
  expect(end).toEqual({ kind: "answer", body });
  expect(stages).toEqual([
    { kind: "queued", lane: "job", place: 1 },
    { kind: "started", lane: "job" },
  ]);
});

test("A stream that ends before its answer says so", async () => {
  const cut = 'event: started\ndata: {"lane":"job"}\n\nevent: answer\ndata: {"sou';
  await expect(follow(streamOf(cut, 5), () => {})).rejects.toThrow("ended without an answer");
});

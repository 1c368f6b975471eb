import type { Diagnostic, GraphDocument } from "../core/document.ts";
import { type Graph, indexDocument } from "../core/graph.ts";
import { type Changes, refilled } from "../core/refill.ts";
import type { Stage } from "../core/work.ts";
import { type Program, stopped, type Stopped } from "./graphs.ts";
import { Problem } from "./request.ts";

/** What a program gave: a graph, the reason why it stopped, or why it could not be run. */
export type Answer =
  | { kind: "complete"; graph: Graph }
  | Stopped
  | { kind: "failed"; error: Error };

type Message =
  | { type: "document"; seq: number; document: GraphDocument }
  | ({ type: "values"; seq: number } & Changes)
  | { type: "problem"; seq: number | null; problem: ProblemDocument }
  | Told;

/** A stage as it travels: `type` in the place of `kind`. */
type Told = { type: Stage["kind"]; seq: number };

const isStage = (message: Message): message is Told =>
  message.type === "queued" || message.type === "started" || message.type === "progress";

type ProblemDocument = Record<string, unknown> & {
  status: number;
  diagnostics?: Diagnostic[];
  document?: GraphDocument;
};

/** A program whose inputs move, in a socket to the server. */
export interface Live {
  /** Connect ahead of the first question. */
  ready(): void;
  /** Ask; whether there is a socket to ask through. The newest question always gets its answer. */
  ask(program: Program): boolean;
  /** Listen to no answer any more: something else is shown. */
  leave(): void;
}

/** Questions under way at once: one is answered while the next one travels. */
const most = 2;
/** Milliseconds before the socket is tried again, doubled with every failure. */
const patience = { first: 1_000, last: 60_000 };

export interface LiveListener {
  /** How far an answer is that takes long. */
  stage(stage: Stage): void;
  /** Every answer, in order, and whether nothing newer is under way. */
  answer(answer: Answer, newest: boolean): void;
  /** The newest question will get no answer here. */
  lost(): void;
  /** Whether there is a socket to ask through. */
  change(open: boolean): void;
}

export function createLive(listener: LiveListener): Live {
  let socket: WebSocket | null = null;
  /** What the socket's server has in mind. */
  let opened = "";
  let base: Graph | null = null;
  let seq = 0;
  /** Sent and not answered, the oldest first. */
  let asked: number[] = [];
  let waiting: Program | null = null;
  let failures = 0;
  let retry = 0;

  const connect = (): void => {
    if (socket || performance.now() < retry) return;
    const { protocol, host } = location;
    const made = new WebSocket(`${protocol === "https:" ? "wss" : "ws"}://${host}/api/v1/live`);
    made.addEventListener("open", () => listener.change(made === socket));
    made.addEventListener("message", ({ data }) => {
      if (made === socket) hear(JSON.parse(data as string) as Message);
    });
    made.addEventListener("close", ({ code }) => {
      if (made === socket) lose(code);
    });
    socket = made;
  };

  const forget = (): boolean => {
    const owed = asked.length > 0 || waiting !== null;
    [socket, opened, base, asked, waiting] = [null, "", null, [], null];
    listener.change(false);
    return owed;
  };

  const lose = (code: number): void => {
    // 1000: it had nothing to do for a while, which is no failure.
    if (code !== 1000) {
      retry = performance.now() + Math.min(patience.first * 2 ** failures, patience.last);
      failures++;
    }
    if (forget()) listener.lost();
  };

  const hear = (message: Message): void => {
    failures = 0;
    if (message.seq === null) {
      // It was the socket that was refused, not a program: the limits are the server's.
      socket?.close();
      lose(1008);
      return;
    }
    if (isStage(message)) {
      const { type, ...members } = message;
      listener.stage({ kind: type, ...members } as Stage);
      return;
    }
    const answered = message.seq;
    // The server answers the newest that waits; what is older has been passed over.
    asked = asked.filter((one) => one > answered);
    const answer = read(message);
    send();
    listener.answer(answer, asked.length === 0 && waiting === null);
  };

  const read = (message: Exclude<Message, Told>): Answer => {
    if (message.type === "problem") {
      const { status } = message.problem;
      return status >= 500 || status === 429
        ? { kind: "failed", error: new Problem(status, message.problem) }
        : stopped(new Problem(status, message.problem));
    }
    if (message.type === "document") base = indexDocument(message.document);
    else if (base) base = refilled(base, message);
    return base
      ? { kind: "complete", graph: base }
      : { kind: "failed", error: new Error("The server sent numbers before their graph.") };
  };

  const send = (): void => {
    if (!socket || !waiting || asked.length >= most) return;
    const { inputs, ...program } = waiting;
    const text = JSON.stringify(program);
    const known = text === opened;
    const message = { type: known ? "set" : "open", seq: ++seq, inputs };
    socket.send(JSON.stringify(known ? message : { ...program, ...message, progress: true }));
    [opened, waiting] = [text, null];
    asked.push(seq);
  };

  return {
    ready: connect,
    ask(program) {
      connect();
      if (socket?.readyState !== WebSocket.OPEN) return false;
      waiting = program;
      send();
      return true;
    },
    leave() {
      if (asked.length === 0 && waiting === null) return;
      // The server stops waiting for what it is at, and the next question finds it idle.
      socket?.close();
      forget();
    },
  };
}

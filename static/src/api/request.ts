import { either, follow, isStream, type OnStage } from "./events.ts";

/**
 * What the server says when it refuses: an RFC 9457 problem document.
 * Extension members (diagnostics, document) stay in `members`.
 */
export class Problem extends Error {
  readonly status: number;
  readonly members: Readonly<Record<string, unknown>>;

  constructor(status: number, members: Record<string, unknown>) {
    const { title, detail } = members;
    super(String(detail ?? title ?? `The server answered ${status}.`));
    this.name = "Problem";
    this.status = status;
    this.members = members;
  }
}

/** No answer at all: the server is down or the network is. */
export class Unreachable extends Error {
  constructor(cause: unknown) {
    super("The server does not answer. Your program is kept; trying again when you type.", {
      cause,
    });
    this.name = "Unreachable";
  }
}

/**
 * One JSON request. With a body it is a POST, without one a GET. What takes long is followed where
 * `onStage` wants to know.
 * @throws {Problem} for every status that is not 2xx
 * @throws {Unreachable} when nothing answered
 * @throws {DOMException} named AbortError when `signal` was aborted
 */
export async function requestJson<T>(
  path: string,
  body?: unknown,
  signal?: AbortSignal,
  onStage?: OnStage,
): Promise<T> {
  const response = await fetch(path, {
    ...(body === undefined
      ? {}
      : {
          method: "POST",
          headers: { "Content-Type": "application/json", ...(onStage && { Accept: either }) },
          body: JSON.stringify(body),
        }),
    ...(signal ? { signal } : {}),
  }).catch((error: unknown) => {
    if (signal?.aborted) throw error;
    throw new Unreachable(error);
  });
  if (onStage && isStream(response)) {
    const { kind, body: end } = await follow(response, onStage).catch((error: unknown) => {
      if (signal?.aborted) throw error;
      throw new Unreachable(error);
    });
    if (kind === "answer") return end as T;
    const problem = end as { status: number };
    throw new Problem(problem.status, { ...problem });
  }
  const answer: unknown = await response.json().catch((error: unknown) => {
    if (signal?.aborted) throw error;
    return {};
  });
  if (!response.ok) throw new Problem(response.status, answer as Record<string, unknown>);
  return answer as T;
}

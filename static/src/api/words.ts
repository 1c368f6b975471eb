import type { Vocabulary } from "../core/program/vocabulary.ts";
import { requestJson } from "./request.ts";

let asked: Promise<Vocabulary> | null = null;

/** Every name of the language, place by place; fetched once. */
export function fetchVocabulary(): Promise<Vocabulary> {
  if (!asked) {
    asked = requestJson<Vocabulary>("/api/v1/words");
    // A failed fetch may succeed later, so it is not remembered.
    asked.catch(() => (asked = null));
  }
  return asked;
}

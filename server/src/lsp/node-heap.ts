import { setFlagsFromString } from "node:v8";
import type { Heap } from "./session.ts";

/** V8 asks them at each collection: the young part of the heap does not grow, the old one by three tenths of what is in use. */
const SPARING: readonly string[] = ["--semi-space-growth-factor=1", "--heap-growing-percent=30"];
/** What holds without a word: V8 lets the heap grow to several times what is in use, which takes fewer collections. */
const USUAL: readonly string[] = ["--semi-space-growth-factor=2", "--heap-growing-percent=0"];

let current: readonly string[] | undefined;

function use(flags: readonly string[]): void {
  if (flags === current) return;
  current = flags;
  for (const flag of flags) setFlagsFromString(flag);
}

/** The heap of this process, as far as V8 can be told how to grow it while it runs. */
export const nodeHeap: Heap = { spare: () => use(SPARING), mayGrow: () => use(USUAL) };

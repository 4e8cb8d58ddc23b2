import { setFlagsFromString } from "node:v8";

/** Of bytecode, in bytes: how much of it a function runs before V8 thinks about optimising it. Four and a half times the usual. */
const BEFORE_OPTIMISING = 300_000;

/** Lets V8 optimise fewer functions: most are done with soon after, and its compiler takes processor time beside the program. */
export function optimiseLess(): void {
  setFlagsFromString(`--interrupt-budget=${BEFORE_OPTIMISING}`);
}

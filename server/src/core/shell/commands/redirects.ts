import { knownValue } from "../../text/resolved.ts";
import type { Invocation, Redirect, WriteOrigin } from "../syntax.ts";
import { standardOutput } from "./output.ts";
import { at, type Touch } from "./place.ts";

/** What the redirections of a command do to files (POSIX Shell Command Language 2.7; Bash manual, "Redirections"). */
export function redirectTouches(invocation: Invocation): readonly Touch[] {
  if (invocation.redirects.length === 0) return [];
  const output = standardOutput(invocation);
  return invocation.redirects.flatMap((redirect) =>
    redirect.kind === "file" ? redirectTouch(redirect, invocation, output) : [],
  );
}

function redirectTouch(
  redirect: Redirect & { readonly kind: "file" },
  { name }: Invocation,
  output: WriteOrigin,
): readonly Touch[] {
  const { operator, target } = redirect;
  if (operator === "<" || operator === "<>") return [{ kind: "read", target: at(target) }];
  if (operator === "<&" || (operator === ">&" && /^(?:\d+-?|-)$/.test(knownValue(target.value) ?? "-"))) return [];
  const origin = streamOrigin(redirect, name, output);
  if (operator === ">>" || operator === "&>>") return [{ kind: "write", target: at(target), how: "append", origin }];
  const how = origin.kind === "empty" ? "truncate" : "replace";
  return [{ kind: "write", target: at(target), how, origin }];
}

/** Descriptor 1 is the output; whatever comes through another one is messages. */
function streamOrigin(
  { descriptor }: Redirect & { readonly kind: "file" },
  name: string | undefined,
  output: WriteOrigin,
): WriteOrigin {
  return descriptor === undefined || descriptor === 1 ? output : { kind: "command", by: name };
}

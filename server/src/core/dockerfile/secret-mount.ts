import { baseName } from "../text/path.ts";
import { knownValue } from "../text/resolved.ts";
import type { BuildState, DockerfileModel, RunInstruction } from "./model.ts";

/** A build secret: its id, and what a person has to type so that the build gets it. */
export interface BuildSecret {
  readonly id: string;
  /** The line to run. */
  readonly command: string;
}

/** The secret for a file. The id is made of the file's name, as in `/root/.npmrc` → `npmrc`. */
export function fileSecret(path: string, contextPath?: string): BuildSecret {
  const id =
    slug(
      baseName(path)
        .replace(/^\.+/, "")
        .replace(/\.(?:txt|json|ya?ml|pem|key|env)$/i, ""),
    ) || "secret";
  return { id, command: `docker build --secret id=${id},src=${contextPath ?? baseName(path)} .` };
}

/** The secret for a variable, as in `NPM_TOKEN` → `npm_token`. */
export function variableSecret(name: string): BuildSecret {
  const id = slug(name.toLowerCase()) || "secret";
  return { id, command: `docker build --secret id=${id},env=${name} .` };
}

/** Longer ids are cut. */
const LONGEST_ID = 60;

function slug(text: string): string {
  return text
    .slice(0, LONGEST_ID)
    .replace(/[^A-Za-z0-9_.-]+/g, "-")
    .replace(/^[-.]+|(?<![-.])[-.]+$/g, "");
}

/** The flag that shows a secret to one `RUN` as a file (Dockerfile reference, "RUN --mount=type=secret"). */
export function secretFileFlag(secret: BuildSecret, path: string, before: BuildState): string {
  return `--mount=type=secret,id=${secret.id},target=${path}${readableBy(before)}`;
}

/** The mount belongs to root and only root reads it, unless it says otherwise. */
function readableBy(before: BuildState): string {
  const user = knownValue(before.user.value);
  if (before.user.value.kind === "unset" || user === undefined || /^(?:root|0)(?::|$)/.test(user)) return "";
  const uid = /^\d+/.exec(user)?.[0];
  return uid === undefined ? ",mode=0444" : `,uid=${uid}`;
}

/**
 * The flag that shows a secret to one `RUN` as an environment variable (Dockerfile frontend 1.10 and later). A build that is not given
 * a required one fails, where it would otherwise go on with an empty value.
 */
export function secretVariableFlag(secret: BuildSecret, name: string, isRequired: boolean): string {
  return `--mount=type=secret,id=${secret.id},env=${name}${isRequired ? ",required" : ""}`;
}

/** Whether a `RUN` already gets the variable from a secret. */
export function hasVariableMount(run: RunInstruction, name: string): boolean {
  return run.mounts.some((mount) => mount.type === "secret" && mount.options.get("env") === name);
}

/** Whether the frontend that the file asks for knows `env=` on a secret mount: 1.10 does, older ones fail. */
export function supportsSecretVariables({ directives }: DockerfileModel): boolean {
  const syntax = directives.find(({ name }) => name.toLowerCase() === "syntax")?.value ?? "";
  const version = /^(?:docker\.io\/)?docker\/dockerfile:1\.(\d+)/.exec(syntax)?.[1];
  return version === undefined || Number(version) >= 10;
}

import type { ImageReference } from "../image/reference.ts";
import type { BaseImageFacts } from "../knowledge/base-images/facts.ts";
import { baseImageFacts } from "../knowledge/base-images/lookup.ts";
import { perObject } from "../text/per-object.ts";
import type { Stage, UserInstruction } from "./model.ts";
import { chainOf } from "./stages.ts";

/** The user that a container of a stage starts as, and how that is known. */
export type StartUser =
  | { readonly kind: "root"; readonly setBy: UserInstruction | undefined }
  | { readonly kind: "unprivileged"; readonly setBy: UserInstruction | undefined }
  /** No `USER`, on an image that the knowledge does not hold. */
  | { readonly kind: "unknown-image"; readonly reference: ImageReference }
  | { readonly kind: "unknown" };

/** Follows `USER` through the stages that a stage is built on, down to what is known of the base image. */
export function startUser(stage: Stage): StartUser {
  const { value, instruction } = stage.after.user;
  if (value.kind === "unknown") return { kind: "unknown" };
  if (value.kind === "known") {
    return { kind: isRootName(value.value) ? "root" : "unprivileged", setBy: instruction };
  }
  const base = lowestBase(stage);
  if (base.kind === "scratch") return { kind: "root", setBy: undefined };
  if (base.kind !== "image") return { kind: "unknown" };
  const facts = baseFacts(stage);
  if (facts === undefined) return { kind: "unknown-image", reference: base.reference };
  if (facts.runsAs === undefined) return { kind: "unknown" };
  return { kind: facts.runsAs === "root" ? "root" : "unprivileged", setBy: undefined };
}

/** What is known of the image below the stages; undefined for `scratch` and for images that the knowledge does not hold. */
export const baseFacts = perObject((stage: Stage): BaseImageFacts | undefined => {
  const base = lowestBase(stage);
  return base.kind === "image" ? baseImageFacts(base.reference) : undefined;
});

function lowestBase(stage: Stage): Stage["base"] {
  return chainOf(stage)[0]?.base ?? stage.base;
}

/** Tells whether the value of a `USER` is the superuser: `root`, `0`, `0:0`, `root:staff`; Windows' ContainerAdministrator. */
export function isRootName(user: string): boolean {
  return /^(?:root|0+)(?::|$)/.test(user) || /^(?:user manager\\)?containeradministrator$/i.test(user);
}

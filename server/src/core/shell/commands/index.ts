import type { Invocation } from "../syntax.ts";
import { ARCHIVES } from "./archives.ts";
import { COPYING } from "./copying.ts";
import { CREATING } from "./creating.ts";
import { DOWNLOADS } from "./downloads.ts";
import { EDITING } from "./editing.ts";
import { FINDING, isPlaceholder } from "./find.ts";
import { git } from "./git.ts";
import { KEYS } from "./keys.ts";
import { LOGIN_COMMANDS } from "./logins.ts";
import { PACKAGE_MANAGERS, packageCaches } from "./package-caches.ts";
import { PERMISSIONS } from "./permissions.ts";
import type { CommandFiles, Touch } from "./place.ts";
import { READING } from "./reading.ts";
import { redirectTouches } from "./redirects.ts";
import { REMOVING } from "./removing.ts";

/** What is known of each command; one may be in several tables. */
const TABLES: readonly Readonly<Record<string, CommandFiles>>[] = [
  ARCHIVES,
  COPYING,
  CREATING,
  EDITING,
  FINDING,
  KEYS,
  LOGIN_COMMANDS,
  PERMISSIONS,
  READING,
  REMOVING,
  { git },
  DOWNLOADS,
  Object.fromEntries(PACKAGE_MANAGERS.map((name) => [name, packageCaches])),
];

const COMMANDS: ReadonlyMap<string, readonly CommandFiles[]> = commandsByName();

function commandsByName(): ReadonlyMap<string, readonly CommandFiles[]> {
  const byName = new Map<string, CommandFiles[]>();
  for (const [name, files] of TABLES.flatMap((table) => Object.entries(table))) {
    const known = byName.get(name) ?? [];
    known.push(files);
    byName.set(name, known);
  }
  return byName;
}

/** Everything that a command touches, its redirections included. What is done to `{}` belongs to the `find` around it. */
export function touchesOf(invocation: Invocation): readonly Touch[] {
  const known = COMMANDS.get(invocation.name ?? "") ?? [];
  const touches = [...known.flatMap((files) => files(invocation)), ...redirectTouches(invocation)];
  return invocation.context === "exec-argument" ? touches.filter((touch) => !isOnFound(touch)) : touches;
}

function isOnFound(touch: Touch): boolean {
  const places = "source" in touch ? [touch.source, touch.target] : [touch.target];
  return places.some(({ word }) => isPlaceholder(word));
}

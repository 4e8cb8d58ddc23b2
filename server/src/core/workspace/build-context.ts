import type { CredentialFact, IgnoreFileFact } from "./facts.ts";
import { isIgnored } from "./ignore-file.ts";
import { folderOfPath, foldersAbove, pathBelow } from "./paths.ts";
import type { WorkspaceView } from "./workspace-index.ts";

/** The folder that is sent to the builder with a Dockerfile. */
export interface BuildContext {
  readonly folder: string;
  /** A Compose file or Skaffold says so; else it is the Dockerfile's own folder. */
  readonly isNamed: boolean;
}

/** The build contexts of a Dockerfile. */
export function contextsOf(view: WorkspaceView, dockerfile: string): readonly BuildContext[] {
  const named = new Set(view.find("build", `dockerfile/${dockerfile}`).map(({ context }) => context));
  if (named.size === 0) return [{ folder: folderOfPath(dockerfile), isNamed: false }];
  return [...named].map((folder) => ({ folder, isNamed: true }));
}

/** A credential file of a build context, with its path there. */
export interface ContextCredential extends CredentialFact {
  readonly inContext: string;
}

/** The credential files that a build context sends to the builder: those that no ignore file keeps out. */
export function credentialsSent(
  view: WorkspaceView,
  dockerfile: string,
  context: BuildContext,
): readonly ContextCredential[] {
  const own = ownIgnoreFile(view, dockerfile, context.folder);
  // Where a folder above is the context in truth, its own file counts.
  const others = context.isNamed || own !== undefined ? [] : ignoreFilesAbove(view, context.folder);
  return view.find("credential", context.folder).flatMap((credential) => {
    const inContext = pathBelow(context.folder, credential.path);
    if (inContext === undefined || (own && isIgnored(own.patterns, inContext))) return [];
    const isOut = others.some(({ path, patterns }) => {
      const below = pathBelow(folderOfPath(path), credential.path);
      return below !== undefined && isIgnored(patterns, below);
    });
    return isOut ? [] : [{ ...credential, inContext }];
  });
}

/** The file that counts: the Dockerfile's own (`web.Dockerfile.dockerignore`) before that of the context. */
export function ownIgnoreFile(view: WorkspaceView, dockerfile: string, context: string): IgnoreFileFact | undefined {
  const [own] = view.find("ignoreFile", `${dockerfile}.dockerignore`);
  return own ?? view.find("ignoreFile", ignoreFilePath(context))[0];
}

/** Where the ignore file of a context is. */
export function ignoreFilePath(context: string): string {
  return context === "" || context.endsWith("/") ? `${context}.dockerignore` : `${context}/.dockerignore`;
}

function ignoreFilesAbove(view: WorkspaceView, folder: string): readonly IgnoreFileFact[] {
  return folder === "" ? [] : foldersAbove(folder).flatMap((above) => view.find("ignoreFile", ignoreFilePath(above)));
}

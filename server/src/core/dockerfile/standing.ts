import { known, type Resolved, UNSET, unknown } from "../text/resolved.ts";
import type { BuildState, ShellSetting, StageBase, UserSetting } from "./model.ts";
import { globalUnset, imageUnset, VariableScope } from "./scope.ts";
import { startWorkdir } from "./start-workdir.ts";

type Setting = Pick<BuildState, "user" | "workdir" | "shell">;

/** What an instruction finds. The same object as long as nothing changes it, so that it tells by itself what may be kept. */
export class Standing {
  readonly before: BuildState;
  private base: Standing | undefined;

  constructor(
    readonly scope: VariableScope,
    /** The variables from before the first FROM. */
    readonly globals: VariableScope,
    { user, workdir, shell }: Setting,
  ) {
    this.before = {
      user,
      workdir,
      shell,
      variable: (name) => scope.value(name),
      declaration: (name) => scope.declaration(name),
    };
  }

  /** What a stage finds that is built on a stage which ends like this. */
  asBase(): Standing {
    this.base ??= new Standing(this.scope.child(), this.globals, this.before);
    return this.base;
  }
}

const POSIX_SHELL: ShellSetting = { dialect: "posix", words: ["/bin/sh", "-c"] };
const WINDOWS_SHELL: ShellSetting = { dialect: "cmd", words: ["cmd", "/S", "/C"] };
const NO_USER: UserSetting = { value: UNSET, instruction: undefined };
const NO_VARIABLES = new VariableScope(globalUnset);
/** What the first instruction of a file finds. */
export const OUTSIDE = new Standing(NO_VARIABLES, NO_VARIABLES, {
  user: NO_USER,
  workdir: known("/"),
  shell: POSIX_SHELL,
});

/** What a stage finds that starts on an image, or on none. */
export function startOn(base: StageBase, isWindows: boolean, globals: VariableScope): Standing {
  return new Standing(new VariableScope(base.kind === "scratch" ? globalUnset : imageUnset), globals, {
    user: NO_USER,
    workdir: workdirOf(base),
    shell: isWindows ? WINDOWS_SHELL : POSIX_SHELL,
  });
}

function workdirOf(base: StageBase): Resolved<string> {
  if (base.kind === "scratch") return known("/");
  return base.kind === "image" ? startWorkdir(base.reference) : unknown("the base image sets the working directory");
}

/** Microsoft's Windows base images and the official images' Windows variants. */
export function isWindowsImage(base: StageBase, platform: string | undefined): boolean {
  if (platform?.toLowerCase().startsWith("windows") === true) return true;
  if (base.kind !== "image") return false;
  const { repository, tag = "" } = base.reference;
  return (
    /(?:^|\/)(?:windows|servercore|nanoserver)(?:\/|$)/.test(repository) ||
    /windowsservercore|nanoserver|-ltsc20\d\d/i.test(tag)
  );
}

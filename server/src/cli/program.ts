import { existsSync } from "node:fs";
import { Command, CommanderError, Option } from "commander";
import { version } from "../../../package.json";
import { nearest } from "../core/text/nearest.ts";
import { addCheckOptions, type CheckOptions, toCheckRequest } from "./check-options.ts";
import { SHELLS } from "./completion-shells.ts";
import { CLEAN, type ExitCode, FAILED, processTerminal, type Terminal, wrongUse } from "./terminal.ts";

/** Runs the command line: `args` are the words after the program's name. */
export async function run(args: readonly string[]): Promise<ExitCode> {
  const session = new Session();
  try {
    await session.program.parseAsync(args, { from: "user" });
    return session.exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? CLEAN : FAILED;
    throw error;
  }
}

const EXAMPLES = `
Examples:
  hullcheck                                  check the folder you are in
  hullcheck Dockerfile k8s/                  check a file and a folder
  hullcheck --fix                            apply every safe fix
  hullcheck --fix --dry-run                  show what that would change
  hullcheck --format sarif=hullcheck.sarif --format pretty
  hullcheck explain root-user                what a rule is about
  hullcheck layers Dockerfile                what each layer of the image will hold

Exit codes: 0 clean, 1 findings at or above --fail-on, 2 wrong use or unreadable input.
“hullcheck check --help” lists the options for checking; “check” itself may be left out.`;

/** The commands, and the exit code of the one that ran. Each command's code is loaded when it runs. */
class Session {
  readonly program = new Command("hullcheck");
  exitCode: ExitCode = CLEAN;

  constructor() {
    this.program
      .description("Finds security problems in Dockerfiles and Kubernetes manifests, and fixes them.")
      .version(version, "--version", "print the version")
      .helpOption("-h, --help", "print this help")
      .helpCommand("help [command]", "print the help of a command")
      .option("--no-color", "no colours")
      .configureHelp({ showGlobalOptions: true })
      .configureOutput({ outputError: (message, write) => write(message.replace(/^error: /, "hullcheck: ")) })
      .exitOverride()
      .addHelpText("after", EXAMPLES);
    this.addCheck();
    this.addOthers();
  }

  private addCheck(): void {
    const check = this.program
      .command("check", { isDefault: true })
      .description("check files and folders (the default command)")
      .argument("[paths...]", "files, and folders to walk; the current folder where none is given");
    addCheckOptions(check).action(async (paths: readonly string[], options: CheckOptions) => {
      const terminal = this.terminal();
      const request = toCheckRequest(paths, options, version);
      if (request.kind === "wrong") this.exitCode = wrongUse(terminal, request.why);
      else if (options.listRules === true) {
        const { listRules } = await import("./list-rules.ts");
        this.exitCode = await listRules(request.request.outputs[0]?.format === "json", terminal);
      } else if (options.watch === true) {
        const { watch } = await import("./commands.ts");
        await watch(request.request, terminal);
      } else {
        const { check: runCheck } = await import("./commands.ts");
        this.exitCode = await runCheck(request.request, terminal);
        if (this.exitCode === FAILED) this.hintAtCommand(paths[0], terminal);
      }
    });
  }

  /** A mistyped command is taken for a path that is not there. */
  private hintAtCommand(path: string | undefined, terminal: Terminal): void {
    if (path === undefined || existsSync(path)) return;
    const names = this.program.commands.map((command) => command.name());
    const command = nearest(path, names);
    if (command !== undefined) terminal.err(`hullcheck: did you mean the command “${command}”?\n`);
  }

  private addOthers(): void {
    this.program
      .command("explain")
      .description("say what a rule is about; also by the id of another linter")
      .argument("<rule>", "a rule's id, such as root-user or DL3002")
      .action(async (id: string) => {
        const { explain } = await import("./explain.ts");
        this.exitCode = await explain(id, this.terminal());
      });
    this.program
      .command("layers")
      .description("show what each layer of the image will hold, and what stays readable in it")
      .argument("<file>", "a Dockerfile")
      .addOption(new Option("--format <format>", "how it is printed").choices(["pretty", "json"]).default("pretty"))
      .option("--target <stage>", "the stage that is shipped, where it is not the last one")
      .action(async (file: string, options: { readonly format: "pretty" | "json"; readonly target?: string }) => {
        const { showLayers } = await import("./layers.ts");
        this.exitCode = await showLayers({ file, ...options }, this.terminal());
      });
    this.program
      .command("init")
      .description("write a configuration file to start from")
      .action(async () => {
        const { init } = await import("./init.ts");
        this.exitCode = init(this.terminal());
      });
    this.program
      .command("completion")
      .description("print a script that completes commands, options and rules in a shell")
      .addArgument(this.program.createArgument("<shell>", "the shell").choices(SHELLS))
      .action(async (shell: (typeof SHELLS)[number]) => {
        const { completionScript } = await import("./completion.ts");
        this.terminal().out(completionScript(shell, this.program));
      });
  }

  private terminal(): Terminal {
    return processTerminal(this.program.opts<{ readonly color: boolean }>().color);
  }
}

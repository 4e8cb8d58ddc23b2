import type { Command, Option } from "commander";
import { RULE_IDS } from "../core/rules/rule-ids.ts";
import type { SHELLS } from "./completion-shells.ts";
import { FORMATS } from "./reporters/format.ts";

/** A script for a shell that completes the commands, options, rules and formats of `program`. */
export function completionScript(shell: (typeof SHELLS)[number], program: Command): string {
  switch (shell) {
    case "bash":
      return bashScript(program);
    case "zsh":
      return `autoload -U +X compinit && compinit\nautoload -U +X bashcompinit && bashcompinit\n${bashScript(program)}`;
    case "fish":
      return fishScript(program);
  }
}

/** What may follow an option; undefined where it takes nothing or a file or free text. */
function valuesOf(option: Option): readonly string[] | undefined {
  if (option.long === "--rule") return RULE_IDS;
  if (option.long === "--format") return option.argChoices ?? FORMATS;
  return option.argChoices;
}

/** What may follow a command as its argument; undefined for files and free text. */
function argumentsOf(command: Command): readonly string[] | undefined {
  if (command.name() === "explain") return RULE_IDS;
  return command.registeredArguments[0]?.argChoices;
}

function flagsOf(options: readonly Option[]): readonly string[] {
  return ["--help", ...options.flatMap(({ long }) => long ?? [])];
}

function bashScript(program: Command): string {
  const names = program.commands.map((command) => command.name());
  const shared = program.options;
  const commands = program.commands.flatMap((command) => {
    const flags = flagsOf([...command.options, ...shared]).join(" ");
    const valued = command.options.flatMap((option) => {
      const values = valuesOf(option);
      return values === undefined ? [] : [`        ${option.long}) words="${values.join(" ")}" ;;`];
    });
    const own = argumentsOf(command) ?? [];
    return [
      `    ${command.name()})`,
      "      case $previous in",
      ...valued,
      `        *) if [[ $current == -* ]]; then words="${flags}"; else words="${own.join(" ")}"; fi ;;`,
      "      esac ;;",
    ];
  });
  return `${[
    "_hullcheck() {",
    '  local current="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD-1]}" command=check words="" word',
    '  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do',
    `    case $word in ${names.join("|")}) command=$word; break ;; esac`,
    "  done",
    "  case $command in",
    ...commands,
    "  esac",
    `  if [[ $COMP_CWORD == 1 && $current != -* ]]; then words="${names.join(" ")}"; fi`,
    '  COMPREPLY=($(compgen -W "$words" -- "$current"))',
    "}",
    "complete -o default -o bashdefault -F _hullcheck hullcheck",
  ].join("\n")}\n`;
}

function fishScript(program: Command): string {
  const names = program.commands.map((command) => command.name());
  const notYet = `not __fish_seen_subcommand_from ${names.join(" ")}`;
  const lines = program.commands.flatMap((command) => {
    const name = command.name();
    // Checking is what happens without a command.
    const seen = `__fish_seen_subcommand_from ${name}`;
    const when = name === "check" ? `${seen}; or ${notYet}` : seen;
    const values = argumentsOf(command);
    return [
      `complete -c hullcheck -n ${fishQuoted(notYet)} -a ${name} -d ${fishQuoted(command.description())}`,
      ...(values === undefined
        ? []
        : [`complete -c hullcheck -f -n ${fishQuoted(seen)} -a ${fishQuoted(values.join(" "))}`]),
      ...command.options.map((option) => `complete -c hullcheck -n ${fishQuoted(when)} ${fishOption(option)}`),
    ];
  });
  return `${[...lines, ...program.options.map((option) => `complete -c hullcheck ${fishOption(option)}`)].join("\n")}\n`;
}

function fishOption(option: Option): string {
  const values = valuesOf(option);
  const takes = values === undefined ? (option.required ? ["-r"] : []) : ["-x", "-a", fishQuoted(values.join(" "))];
  return ["-l", (option.long ?? "").replace(/^--/, ""), ...takes, "-d", fishQuoted(option.description)].join(" ");
}

function fishQuoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}

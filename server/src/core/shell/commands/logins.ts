import { findOption, readOptions } from "../options.ts";
import type { Invocation, Word } from "../syntax.ts";
import { leadingText } from "../word-text.ts";
import { appends, type CommandFiles, ownWord, reads } from "./place.ts";

/** A command that stores a login or a setting in the user's home. */
interface Login {
  /** Its first words. */
  readonly command: string;
  /** The file it writes. */
  readonly path: string;
  /** Further words that must not be there: settings of a project or the system. */
  readonly unless?: RegExp;
  /** An option whose value is a file that it reads. */
  readonly reads?: string;
}

/** From the documentation of each tool. */
const LOGINS: readonly Login[] = [
  // docker login reference, "Credential stores"; podman-login(1).
  { command: "docker login", path: "~/.docker/config.json" },
  { command: "buildah login", path: "~/.config/containers/auth.json" },
  // helm registry login; Helm environment variables.
  { command: "helm registry login", path: "~/.config/helm/registry/config.json" },
  // npm documentation, "npmrc": the user's file unless `--location` says otherwise.
  { command: "npm config set", path: "~/.npmrc", unless: /^(?:--global|-g|--location=.*)$/ },
  { command: "npm set", path: "~/.npmrc", unless: /^(?:--global|-g|--location=.*)$/ },
  { command: "npm login", path: "~/.npmrc" },
  { command: "npm adduser", path: "~/.npmrc" },
  { command: "pnpm config set", path: "~/.npmrc", unless: /^(?:--location=.*)$/ },
  // Yarn 1, "yarn config": ~/.yarnrc.
  { command: "yarn config set", path: "~/.yarnrc" },
  // pip documentation, "Configuration": the user's file is the default.
  { command: "pip config set", path: "~/.config/pip/pip.conf", unless: /^--(?:global|site)$/ },
  { command: "pip3 config set", path: "~/.config/pip/pip.conf", unless: /^--(?:global|site)$/ },
  // Poetry documentation, "Configuration" and "Repositories".
  { command: "poetry config", path: "~/.config/pypoetry/auth.toml", unless: /^(?:--local|--list|--unset)$/ },
  // AWS CLI, "Configuration and credential file settings".
  { command: "aws configure set", path: "~/.aws/credentials" },
  // gcloud, "gcloud auth activate-service-account".
  {
    command: "gcloud auth activate-service-account",
    path: "~/.config/gcloud/credentials.db",
    reads: "key-file",
  },
  // Kubernetes documentation, "kubectl config".
  { command: "kubectl config set-credentials", path: "~/.kube/config" },
  // Azure CLI, "az login".
  { command: "az login", path: "~/.azure/msal_token_cache.json" },
  // Composer documentation, "config": credentials go to auth.json in COMPOSER_HOME.
  { command: "composer config", path: "~/.config/composer/auth.json", unless: /^(?:--unset|--list|-l)$/ },
  // RubyGems guides, "Command reference: signin".
  { command: "gem signin", path: "~/.gem/credentials" },
  // Bundler, "bundle config".
  { command: "bundle config set", path: "~/.bundle/config", unless: /^--local$/ },
  // The Cargo Book, "cargo login".
  { command: "cargo login", path: "~/.cargo/credentials.toml" },
  // NuGet documentation, "dotnet nuget add source".
  { command: "dotnet nuget add source", path: "~/.nuget/NuGet/NuGet.Config" },
  // GitHub CLI manual, "gh auth login".
  { command: "gh auth login", path: "~/.config/gh/hosts.yml" },
];

/** Tools that take `--global` for the user's own settings, and write the project's without it. */
const NEEDS_GLOBAL = new Set(["composer config"]);

const login: CommandFiles = (invocation) => {
  const { operands, options } = readOptions(invocation, { longValued: ["key-file", "profile", "registry"] });
  const command = [invocation.name, ...operands.slice(0, 3).map(leadingText)].join(" ");
  const found = LOGINS.find((entry) => `${command} `.startsWith(`${entry.command} `));
  if (found === undefined) return [];
  const words = invocation.args.map(leadingText);
  if (words.some((text) => found.unless?.test(text) === true)) return [];
  if (NEEDS_GLOBAL.has(found.command) && !words.some((text) => text === "--global" || text === "-g")) return [];
  const origin = { kind: "generated", by: found.command, keepsArguments: true } as const;
  const keyFile: Word | undefined =
    found.reads === undefined ? undefined : findOption({ operands, options }, found.reads)?.value;
  return [
    ...(keyFile === undefined ? [] : reads([keyFile])),
    ...ownWord(invocation).map((word) => appends({ word, path: found.path }, origin)),
  ];
};

/** Tells whether a program can keep what it is given in a file of settings. */
export function keepsSettings({ name }: Invocation): boolean {
  return name === "git" || (name !== undefined && LOGIN_COMMANDS[name] !== undefined);
}

/** Commands that keep a credential in the user's home. */
export const LOGIN_COMMANDS: Readonly<Record<string, CommandFiles>> = Object.fromEntries(
  LOGINS.map(({ command }) => [command.slice(0, command.indexOf(" ")), login]),
);

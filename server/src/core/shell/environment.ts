import type { Invocation } from "./syntax.ts";

/** Variables that programs take a credential from, by their manuals; `*` stands for any ending. */
const READ_BY: readonly (readonly [programs: string, variables: string])[] = [
  // docs.npmjs.com, "Using private packages in a CI/CD workflow": .npmrc names the variable.
  ["npm npx yarn pnpm pnpx corepack bun", "NPM_TOKEN NODE_AUTH_TOKEN NPM_AUTH_TOKEN NPM_CONFIG_*"],
  [
    "pip pip3 pipx pipenv uv poetry pdm",
    "PIP_INDEX_URL PIP_EXTRA_INDEX_URL UV_INDEX_* UV_EXTRA_INDEX_URL POETRY_HTTP_BASIC_* POETRY_PYPI_TOKEN_*",
  ],
  ["twine", "TWINE_PASSWORD"],
  ["composer", "COMPOSER_AUTH"],
  ["bundle bundler", "BUNDLE_*"],
  ["gem", "GEM_HOST_API_KEY"],
  ["cargo", "CARGO_REGISTRY_TOKEN CARGO_REGISTRIES_*"],
  ["dotnet nuget", "VSS_NUGET_EXTERNAL_FEED_ENDPOINTS NUGET_CREDENTIALS"],
  ["aws terraform tofu packer s3cmd s5cmd", "AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN"],
  ["terraform tofu", "TF_VAR_* TF_TOKEN_*"],
  ["psql pg_dump pg_dumpall pg_restore createdb dropdb createuser pgbench", "PGPASSWORD"],
  ["mysql mysqldump mysqladmin mariadb mariadb-dump mariadb-admin", "MYSQL_PWD"],
  ["redis-cli", "REDISCLI_AUTH"],
  ["sshpass", "SSHPASS"],
  ["gh", "GH_TOKEN GITHUB_TOKEN"],
  ["glab", "GITLAB_TOKEN"],
  ["vault", "VAULT_TOKEN"],
  ["sentry-cli", "SENTRY_AUTH_TOKEN"],
  ["huggingface-cli hf", "HF_TOKEN HUGGING_FACE_HUB_TOKEN"],
  ["snyk", "SNYK_TOKEN"],
  ["sonar-scanner", "SONAR_TOKEN"],
  ["heroku", "HEROKU_API_KEY"],
  ["doctl", "DIGITALOCEAN_ACCESS_TOKEN"],
  ["netlify", "NETLIFY_AUTH_TOKEN"],
  ["vercel", "VERCEL_TOKEN"],
  ["pulumi", "PULUMI_ACCESS_TOKEN"],
  ["restic", "RESTIC_PASSWORD"],
  ["kaggle", "KAGGLE_KEY"],
  ["wandb", "WANDB_API_KEY"],
  ["eas expo", "EXPO_TOKEN"],
];

const VARIABLES_OF: ReadonlyMap<string, readonly string[]> = byProgram();

function byProgram(): ReadonlyMap<string, readonly string[]> {
  const variables = new Map<string, string[]>();
  for (const [programs, names] of READ_BY) {
    for (const program of programs.split(" ")) {
      variables.set(program, [...(variables.get(program) ?? []), ...names.split(" ")]);
    }
  }
  return variables;
}

/** Tells whether the program of a command is known to read the variable from its environment. */
export function readsEnvironmentVariable({ name }: Invocation, variable: string): boolean {
  const names = VARIABLES_OF.get(name ?? "") ?? [];
  return names.some((known) => (known.endsWith("*") ? variable.startsWith(known.slice(0, -1)) : known === variable));
}

/** Programs that take nothing from variables but their own settings: locale, proxy, home. */
const PLAIN_PROGRAMS = new Set(
  (
    "apk apt apt-get apt-cache apt-mark add-apt-repository dpkg yum dnf microdnf zypper tdnf pacman rpm update-ca-certificates locale-gen ldconfig " +
    "mkdir rmdir rm cp mv ln touch chmod chown chgrp install cat echo printf head tail tee sort uniq wc cut tr sed grep egrep fgrep find xargs ls stat test [ true false : cd pwd set unset " +
    "export umask sleep date id whoami useradd adduser usermod groupadd addgroup userdel deluser passwd chpasswd tar gzip gunzip bzip2 xz unzip zip sha256sum sha512sum md5sum gpg " +
    "setcap getcap which command type basename dirname readlink realpath uname hostname exit return shift trap"
  ).split(" "),
);

/** Tells whether a command's program surely reads no variable of the build: a tool for packages of the system, files or accounts. */
export function isPlainProgram({ name, nameWord }: Invocation): boolean {
  return nameWord === undefined || (name !== undefined && PLAIN_PROGRAMS.has(name));
}

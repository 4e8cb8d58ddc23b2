import { knownValue } from "../text/resolved.ts";
import type { Span } from "../text/span.ts";
import { downloadUrls } from "./effects.ts";
import { readOptions } from "./options.ts";
import type { Invocation, Word } from "./syntax.ts";
import { isWrittenOut, leadingText } from "./word-text.ts";

/** What is not looked at any more. */
export type Skipped = "certificate" | "signature" | "checksum";

/** A check that a command is told not to make. */
export interface DisabledCheck {
  /** The option, or the setting. */
  readonly span: Span;
  readonly shown: string;
  readonly skips: Skipped;
  /** How it goes: words of the command, one letter of a bundle, or the command as a whole. */
  readonly removal:
    | { readonly kind: "words"; readonly words: readonly Word[] }
    | { readonly kind: "letter" }
    | { readonly kind: "command" };
  /** The URLs that the command asks, where it names them. */
  readonly urls: readonly Word[];
}

interface Flag {
  /** The whole word, or what stands in front of the value in the next one. */
  readonly word: RegExp;
  /** The next word, for options that have their value there. */
  readonly value?: RegExp;
  readonly skips: Skipped;
}

interface Program {
  readonly names: readonly string[];
  readonly flags: readonly Flag[];
}

const FALSE = "(?:false|no|off|0)";
const APT_SIGNATURE =
  /^"?(?:APT::Get::(?:AllowUnauthenticated|force-yes)|Acquire::Allow(?:DowngradeTo)?InsecureRepositories)\s*=\s*"?(?:true|yes|1|on)\b/i;
const APT_CERTIFICATE = /^"?Acquire::https(?:::[^=:]+)*::Verify-(?:Peer|Host)\s*=\s*"?(?:false|no|0|off)\b/i;
const DNF_SIGNATURE = /^(?:\S*\.)?(?:localpkg_)?gpgcheck=(?:0|false|no|off)$/i;
const DNF_CERTIFICATE = /^(?:\S*\.)?sslverify=(?:0|false|no|off)$/i;
const GIT_CERTIFICATE = /^http\.(?:\S*\.)?sslverify=(?:false|no|off|0)$/i;

function after(prefix: string, value: RegExp): RegExp {
  return new RegExp(`^${prefix}=${value.source.replace(/^\^/, "")}`, value.flags);
}

const ANY_VALUE = /^[^-]/;
/** Maven Wagon HTTP and Maven Resolver, configuration. */
const MAVEN_CERTIFICATE =
  /(?:^|\s)-D(?:maven\.wagon\.http\.ssl\.(?:insecure|allowall)=true|aether\.connector\.https\.securityMode=insecure)(?:\s|$)/;

/** From the manual pages of the programs. */
const PROGRAMS: readonly Program[] = [
  { names: ["curl"], flags: [{ word: /^--(?:insecure|proxy-insecure|doh-insecure)$/, skips: "certificate" }] },
  // getopt_long(3) takes a long option that is cut off, too.
  { names: ["wget", "wget2"], flags: [{ word: /^--no-check-cert[a-z]{0,7}$/, skips: "certificate" }] },
  { names: ["aria2c"], flags: [{ word: /^--check-certificate=false$/, skips: "certificate" }] },
  { names: ["http", "https"], flags: [{ word: /^--verify=(?:no|false)$/, skips: "certificate" }] },
  {
    names: ["pip", "pip2", "pip3", "pipenv", "pip-compile"],
    flags: [
      { word: /^--trusted-host=/, skips: "certificate" },
      { word: /^--trusted-host$/, value: ANY_VALUE, skips: "certificate" },
    ],
  },
  {
    names: ["uv"],
    flags: [
      { word: /^--(?:allow-insecure-host|trusted-host)=/, skips: "certificate" },
      { word: /^--(?:allow-insecure-host|trusted-host)$/, value: ANY_VALUE, skips: "certificate" },
    ],
  },
  {
    names: ["npm", "pnpm", "yarn"],
    flags: [{ word: /^--(?:strict-ssl=false|no-strict-ssl)$/, skips: "certificate" }],
  },
  {
    names: ["apt-get", "apt", "aptitude"],
    flags: [
      {
        word: /^--(?:allow-unauthenticated|force-yes|allow-insecure-repositories)(?:=true)?$/,
        skips: "signature",
      },
      { word: /^-o$|^--option$/, value: APT_SIGNATURE, skips: "signature" },
      { word: /^-o$|^--option$/, value: APT_CERTIFICATE, skips: "certificate" },
      { word: new RegExp(`^(?:-o|--option=)${APT_SIGNATURE.source.slice(1)}`, "i"), skips: "signature" },
      { word: new RegExp(`^(?:-o|--option=)${APT_CERTIFICATE.source.slice(1)}`, "i"), skips: "certificate" },
    ],
  },
  { names: ["apk"], flags: [{ word: /^--allow-untrusted$/, skips: "signature" }] },
  {
    names: ["yum", "dnf", "dnf5", "microdnf", "tdnf", "yum-config-manager"],
    flags: [
      { word: /^--(?:nogpgcheck|no-gpgchecks)$/, skips: "signature" },
      { word: after("--setopt", DNF_SIGNATURE), skips: "signature" },
      { word: after("--setopt", DNF_CERTIFICATE), skips: "certificate" },
      { word: /^--setopt$/, value: DNF_SIGNATURE, skips: "signature" },
      { word: /^--setopt$/, value: DNF_CERTIFICATE, skips: "certificate" },
    ],
  },
  { names: ["zypper"], flags: [{ word: /^--no-gpg-?checks?$/, skips: "signature" }] },
  // `--nogpg` is an alias that comes with rpm.
  { names: ["rpm"], flags: [{ word: /^--(?:nosignature|nogpg)$/, skips: "signature" }] },
  { names: ["mvn", "mvnw"], flags: [{ word: MAVEN_CERTIFICATE, skips: "certificate" }] },
  {
    names: ["git"],
    flags: [
      { word: /^(?:-c|--config)$/, value: GIT_CERTIFICATE, skips: "certificate" },
      { word: after("--config", GIT_CERTIFICATE), skips: "certificate" },
    ],
  },
  { names: ["go"], flags: [{ word: /^--?insecure$/, skips: "certificate" }] },
  { names: ["svn"], flags: [{ word: /^--trust-server-cert(?:-failures=.*)?$/, skips: "certificate" }] },
  { names: ["hg", "conda", "mamba"], flags: [{ word: /^--insecure$/, skips: "certificate" }] },
  { names: ["ansible-galaxy"], flags: [{ word: /^--ignore-certs$/, skips: "certificate" }] },
  {
    names: ["helm", "kubectl", "oc"],
    flags: [{ word: /^--insecure-skip-tls-verify(?:=true)?$/, skips: "certificate" }],
  },
  {
    names: ["skopeo", "podman", "buildah"],
    flags: [{ word: /^--(?:src-|dest-)?tls-verify=false$/, skips: "certificate" }],
  },
];

const FLAGS: ReadonlyMap<string, readonly Flag[]> = new Map(
  PROGRAMS.flatMap(({ names, flags }) => names.map((name) => [name, flags] as const)),
);

/** A command that writes the setting down for all that follow. */
interface Setting {
  readonly names: readonly string[];
  /** The words that are no options, with single blanks between them and `key=value` taken apart. */
  readonly words: RegExp;
  /** An option without which the setting is only shown. */
  readonly option?: string;
  readonly skips: Skipped;
}

/** npm-config(1), git-config(1), pip, conda, go and Composer documentation. */
const SETTINGS: readonly Setting[] = [
  {
    names: ["npm", "pnpm", "yarn"],
    words: new RegExp(`^(?:config )?set (?:strict-ssl|enablestrictssl) ${FALSE}$`, "i"),
    skips: "certificate",
  },
  {
    names: ["git"],
    words: new RegExp(`^config (?:set )?http\\.(?:\\S*\\.)?sslverify ${FALSE}$`, "i"),
    skips: "certificate",
  },
  { names: ["pip", "pip3"], words: /^config set \S+\.trusted-host \S/i, skips: "certificate" },
  {
    names: ["conda", "mamba", "micromamba"],
    words: new RegExp(`^config ssl_verify ${FALSE}$`, "i"),
    skips: "certificate",
  },
  { names: ["go"], words: /^env goinsecure \S/i, option: "-w", skips: "certificate" },
  { names: ["go"], words: /^env (?:(?:gonosumdb|gonosumcheck) \S|gosumdb off$)/i, option: "-w", skips: "checksum" },
  { names: ["composer"], words: /^config (?:disable-tls true|secure-http false)$/i, skips: "certificate" },
  { names: ["bundle", "bundler"], words: /^config (?:set )?ssl_verify_mode 0$/i, skips: "certificate" },
];

/** The checks that a command switches off, by its options or for the commands that follow. */
export function disabledChecks(invocation: Invocation): readonly DisabledCheck[] {
  const subject = interpreted(invocation);
  return [...bundledLetters(subject), ...flagged(subject), ...settings(subject)];
}

/** `python -m pip …` is pip. */
function interpreted(invocation: Invocation): Invocation {
  const { name, args } = invocation;
  const at = args.findIndex((word) => leadingText(word) === "-m");
  const module = at < 0 ? undefined : args[at + 1];
  if (module === undefined || name === undefined || !/^(?:python|pypy)[0-9.]*$/.test(name)) return invocation;
  return { ...invocation, name: leadingText(module), nameWord: module, args: args.slice(at + 2) };
}

/** Short options of curl(1) that take a value. */
const CURL = { valued: "AbcCdDeEFHKmoPQrtTuUwxXyYz" };

/** `-k`, also among others: `-fsSk`. */
function bundledLetters(invocation: Invocation): readonly DisabledCheck[] {
  if (invocation.name !== "curl") return [];
  const letters = readOptions(invocation, CURL).options.filter(({ name, word }) => name === "k" && isWrittenOut(word));
  return letters.map(({ span, word }) => ({
    span,
    shown: "-k",
    skips: "certificate",
    removal: leadingText(word) === "-k" ? { kind: "words", words: [word] } : { kind: "letter" },
    urls: downloadUrls(invocation),
  }));
}

function flagged(invocation: Invocation): readonly DisabledCheck[] {
  const flags = FLAGS.get(invocation.name ?? "") ?? [];
  if (flags.length === 0) return [];
  return invocation.args.flatMap((word, i) => {
    const next = invocation.args[i + 1];
    const flag = flags.find((candidate) => isFlag(candidate, word, next));
    if (flag === undefined) return [];
    const words = flag.value === undefined || next === undefined ? [word] : [word, next];
    return [
      {
        span: { start: word.span.start, end: words[words.length - 1]?.span.end ?? word.span.end },
        shown: words.map(leadingText).join(" "),
        skips: flag.skips,
        removal: { kind: "words", words },
        urls: urlsOf(invocation),
      },
    ];
  });
}

function isFlag({ word: pattern, value }: Flag, word: Word, next: Word | undefined): boolean {
  if (!pattern.test(leadingText(word))) return false;
  return value === undefined || (next !== undefined && value.test(leadingText(next)));
}

function urlsOf(invocation: Invocation): readonly Word[] {
  if (invocation.name === "git") return invocation.args.filter((word) => /^https?:/.test(leadingText(word)));
  return downloadUrls(invocation);
}

function settings(invocation: Invocation): readonly DisabledCheck[] {
  const values = invocation.args.map((word) => knownValue(word.value));
  const words = values
    .filter((value) => value !== undefined && !value.startsWith("-"))
    .join(" ")
    .replaceAll("=", " ");
  const setting = SETTINGS.find(
    ({ names, words: wanted, option }) =>
      names.includes(invocation.name ?? "") && wanted.test(words) && (option === undefined || values.includes(option)),
  );
  if (setting === undefined) return [];
  return [
    {
      span: invocation.span,
      shown: `${invocation.name ?? ""} ${words}`,
      skips: setting.skips,
      removal: { kind: "command" },
      urls: [],
    },
  ];
}

interface Variable {
  readonly name: RegExp;
  readonly value: RegExp;
  readonly skips: Skipped;
}

const ANY = /./;
const NO = new RegExp(`^${FALSE}$`, "i");

/** Environment variables that switch checks off, from the documentation of Node.js, Python, Git, npm, Yarn, pip, conda and Go. */
const VARIABLES: readonly Variable[] = [
  { name: /^NODE_TLS_REJECT_UNAUTHORIZED$/, value: /^0$/, skips: "certificate" },
  { name: /^PYTHONHTTPSVERIFY$/, value: /^0$/, skips: "certificate" },
  { name: /^GIT_SSL_NO_VERIFY$/, value: /^(?:1|true|yes|on)$/i, skips: "certificate" },
  { name: /^NPM_CONFIG_STRICT_SSL$/i, value: NO, skips: "certificate" },
  { name: /^YARN_(?:ENABLE_)?STRICT_SSL$/i, value: NO, skips: "certificate" },
  { name: /^PIP_TRUSTED_HOST$/, value: ANY, skips: "certificate" },
  { name: /^UV_INSECURE_HOST$/, value: ANY, skips: "certificate" },
  { name: /^CONDA_SSL_VERIFY$/, value: NO, skips: "certificate" },
  { name: /^(?:MAVEN_OPTS|MAVEN_ARGS)$/, value: MAVEN_CERTIFICATE, skips: "certificate" },
  { name: /^COMPOSER_DISABLE_TLS$/, value: /^(?:1|true)$/i, skips: "certificate" },
  { name: /^BUNDLE_SSL_VERIFY_MODE$/, value: /^0$/, skips: "certificate" },
  { name: /^GOINSECURE$/, value: ANY, skips: "certificate" },
  { name: /^GOFLAGS$/, value: /(?:^|\s)--?insecure(?:\s|$)/, skips: "certificate" },
  { name: /^(?:GONOSUMDB|GONOSUMCHECK)$/, value: ANY, skips: "checksum" },
  { name: /^GOSUMDB$/, value: /^off$/, skips: "checksum" },
];

/** What an environment variable of this value switches off; undefined for others. */
export function disabledByVariable(name: string, value: string): Skipped | undefined {
  return VARIABLES.find((variable) => variable.name.test(name) && variable.value.test(value))?.skips;
}

import { downloaderOptions } from "./commands/downloads.ts";
import type { OptionSpec } from "./options.ts";

/** How a value holds the credential. */
export type CredentialShape =
  | "whole"
  | "document"
  | "user:password"
  | "user,password"
  | "user%password"
  | "user/password"
  | "pass:password"
  | "key=value"
  | "header"
  | "setting-header"
  | "accounts"
  | "lines"
  | "debconf"
  | "sql";

/** A credential that a program takes. */
export interface Taker {
  readonly shape?: CredentialShape;
  /** What it is, to judge the value by; a password by default. */
  readonly name?: string;
  /** The environment variable to put it into. */
  readonly variable: string;
}

/** Where a program takes credentials, from its manual page. */
export interface CommandCredentials {
  /** The first operands under which it does: `docker login`. */
  readonly command?: readonly string[];
  readonly spec?: OptionSpec;
  readonly options?: readonly (Taker & { readonly options: readonly string[] })[];
  /** Operands by their number, subcommands counted; negative ones from the end. */
  readonly operands?: readonly (Taker & { readonly index: number })[];
  readonly input?: Taker;
  /** An operand that says what the others are: the key of a setting. */
  readonly key?: { readonly index: number; readonly pattern: RegExp };
  /** A value that opens nothing: what Java's trust store and Android's debug key come with, or what locks an account. */
  readonly ignored?: RegExp;
  /** Options with which operands and input are no credential, or without which they aren't. */
  readonly unless?: readonly string[];
  readonly onlyWith?: readonly string[];
}

const MYSQL: CommandCredentials = {
  spec: { valued: "uhPDSe", attached: "p", longValued: ["user", "host", "port", "database", "socket", "execute"] },
  options: [
    { options: ["p"], variable: "MYSQL_PWD" },
    { options: ["e", "execute"], shape: "sql", variable: "MYSQL_PASSWORD" },
  ],
  input: { shape: "sql", variable: "MYSQL_PASSWORD" },
};

const LOGIN: CommandCredentials = {
  command: ["login"],
  spec: { valued: "up", longValued: ["username", "password"] },
  options: [{ options: ["p"], variable: "REGISTRY_PASSWORD" }],
};
const LOGIN_INPUT: CommandCredentials = {
  command: ["login"],
  spec: { valued: "up", longValued: ["username", "password"] },
  onlyWith: ["password-stdin"],
  input: { variable: "REGISTRY_PASSWORD" },
};
const COPY_CREDENTIALS: CommandCredentials = {
  spec: { longValued: ["creds", "src-creds", "dest-creds"] },
  options: [{ options: ["creds", "src-creds", "dest-creds"], shape: "user:password", variable: "REGISTRY_PASSWORD" }],
};

/** npm documentation, "config": `set key=value` or `set key value`. */
function npmSettings(command: readonly string[]): readonly CommandCredentials[] {
  const next = command.length;
  return [
    { command, operands: [{ index: next, shape: "key=value", name: "token", variable: "NPM_TOKEN" }] },
    {
      command,
      key: { index: next, pattern: /(?:^|:)_(?:authToken|password|auth)$|npmAuthToken$/ },
      operands: [{ index: next + 1, name: "token", variable: "NPM_TOKEN" }],
    },
  ];
}

const ACCOUNT: CommandCredentials = {
  // No hash begins so: the account has no password to log in with (shadow(5)).
  ignored: /^[!*]/,
  spec: { valued: "bcdefgGkKpRPsuZ" },
  options: [{ options: ["p"], variable: "USER_PASSWORD_HASH" }],
};

const LDAP: CommandCredentials = {
  spec: { valued: "wWDHbhpyYsa" },
  options: [{ options: ["w"], variable: "LDAP_PASSWORD" }],
};

const MONGO: CommandCredentials = {
  spec: { valued: "upd", longValued: ["username", "password", "host", "port", "eval"] },
  options: [{ options: ["p"], variable: "MONGO_PASSWORD" }],
};

const KEYTOOL_PASSWORDS = ["storepass", "keypass", "srcstorepass", "deststorepass", "srckeypass", "destkeypass", "new"];
const OPENSSL_PASSWORDS = ["passin", "passout", "pass"];

function all(
  names: readonly string[],
  ...entries: readonly CommandCredentials[]
): [string, readonly CommandCredentials[]][] {
  return names.map((name) => [name, entries]);
}

/** From the manual pages and command references of the programs. */
export const COMMAND_CREDENTIALS: ReadonlyMap<string, readonly CommandCredentials[]> = new Map([
  ...all(["curl"], {
    spec: downloaderOptions("curl"),
    options: [
      { options: ["u", "user"], shape: "user:password", variable: "CURL_PASSWORD" },
      { options: ["U", "proxy-user"], shape: "user:password", variable: "PROXY_PASSWORD" },
      { options: ["H", "header", "proxy-header"], shape: "header", variable: "HTTP_TOKEN" },
      { options: ["oauth2-bearer"], name: "token", variable: "HTTP_TOKEN" },
      { options: ["pass", "proxy-pass"], variable: "KEY_PASSWORD" },
      {
        options: ["d", "data", "data-raw", "data-binary", "data-urlencode", "data-ascii", "json", "F", "form"],
        shape: "document",
        variable: "HTTP_PASSWORD",
      },
    ],
  }),
  ...all(["wget"], {
    spec: downloaderOptions("wget"),
    options: [
      { options: ["header"], shape: "header", variable: "HTTP_TOKEN" },
      { options: ["post-data", "body-data"], shape: "document", variable: "HTTP_PASSWORD" },
    ],
  }),
  // HTTPie manual, "Authentication" and "Request items".
  ...all(["http", "https"], {
    spec: downloaderOptions("http"),
    options: [{ options: ["a", "auth"], shape: "user:password", variable: "HTTP_PASSWORD" }],
    operands: [1, 2, 3, 4].map((index) => ({ index, shape: "header", variable: "HTTP_TOKEN" })),
  }),
  ...all(
    ["mysql", "mysqladmin", "mysqldump", "mysqlimport", "mysqlshow", "mysqlcheck", "mysql_upgrade", "mysqlslap"],
    MYSQL,
    { ...MYSQL, command: ["password"], options: [], operands: [{ index: 1, variable: "MYSQL_PWD" }] },
  ),
  ...all(["mariadb", "mariadb-admin", "mariadb-dump", "mariadb-import", "mariadb-show", "mariadb-check"], MYSQL),
  // psql(1).
  ...all(["psql"], {
    spec: { valued: "cdfFhLopPRtTUv", longValued: ["command", "dbname", "file", "host", "port", "username", "set"] },
    options: [{ options: ["c", "command"], shape: "sql", variable: "DB_PASSWORD" }],
    input: { shape: "sql", variable: "DB_PASSWORD" },
  }),
  ...all(["redis-cli"], {
    spec: { valued: "hpsanruidD", longValued: ["pass", "user"] },
    options: [{ options: ["a", "pass"], variable: "REDIS_PASSWORD" }],
  }),
  ...all(["redis-server", "valkey-server"], {
    spec: { longValued: ["requirepass", "masterauth"] },
    options: [{ options: ["requirepass", "masterauth"], variable: "REDIS_PASSWORD" }],
  }),
  ...all(["mongo", "mongosh", "mongodump", "mongorestore", "mongoimport", "mongoexport"], MONGO),
  ...all(["ldapadd", "ldapsearch", "ldapmodify", "ldapdelete", "ldappasswd", "ldapwhoami"], LDAP),
  ...all(["slappasswd"], {
    spec: { valued: "scTh" },
    options: [{ options: ["s"], variable: "LDAP_PASSWORD" }],
  }),
  ...all(
    ["rabbitmqctl"],
    ...["add_user", "change_password", "authenticate_user"].map((command) => ({
      command: [command],
      operands: [{ index: 2, variable: "RABBITMQ_PASSWORD" }],
    })),
  ),
  ...all(["cqlsh"], { spec: { valued: "upke" }, options: [{ options: ["p"], variable: "CASSANDRA_PASSWORD" }] }),
  ...all(["sqlcmd", "bcp"], {
    spec: { valued: "SUPdQqio" },
    options: [{ options: ["P"], variable: "SQLCMDPASSWORD" }],
  }),
  ...all(["sqlplus"], {
    operands: [0, 1].map((index) => ({ index, shape: "user/password", variable: "ORACLE_PASSWORD" })),
  }),
  // sshpass(1).
  ...all(["sshpass"], {
    spec: { valued: "fdpP", stopsAtOperand: true },
    options: [{ options: ["p"], variable: "SSHPASS" }],
  }),
  ...all(["docker", "podman", "buildah", "nerdctl", "crane", "oras", "regctl"], LOGIN, LOGIN_INPUT),
  ...all(["skopeo"], LOGIN, LOGIN_INPUT, COPY_CREDENTIALS),
  ...all(["helm"], {
    command: ["registry", "login"],
    spec: { valued: "up", longValued: ["username", "password"] },
    options: [{ options: ["p"], variable: "HELM_PASSWORD" }],
  }),
  ...all(["npm", "pnpm", "yarn"], ...npmSettings(["config", "set"]), ...npmSettings(["set"])),
  ...all(
    ["aws"],
    {
      command: ["configure", "set", "aws_secret_access_key"],
      operands: [{ index: 3, name: "aws_secret_access_key", variable: "AWS_SECRET_ACCESS_KEY" }],
    },
    {
      command: ["configure", "set", "aws_session_token"],
      operands: [{ index: 3, name: "aws_session_token", variable: "AWS_SESSION_TOKEN" }],
    },
  ),
  // shadow-utils: chpasswd(8), useradd(8), usermod(8); passwd(1) of util-linux and shadow.
  ...all(["chpasswd"], { input: { shape: "accounts", variable: "USER_PASSWORD" } }),
  ...all(["passwd", "smbpasswd", "kinit", "vncpasswd", "tigervncpasswd"], {
    input: { shape: "lines", variable: "USER_PASSWORD" },
  }),
  ...all(["useradd", "usermod"], ACCOUNT),
  ...all(["htpasswd"], {
    spec: { valued: "C" },
    onlyWith: ["b"],
    operands: [{ index: -1, variable: "HTPASSWD_PASSWORD" }],
  }),
  ...all(
    ["openssl"],
    {
      spec: { hasSingleDash: true, longValued: [...OPENSSL_PASSWORDS, "k"] },
      options: [
        { options: OPENSSL_PASSWORDS, shape: "pass:password", variable: "OPENSSL_PASSWORD" },
        { options: ["k"], variable: "OPENSSL_PASSWORD" },
      ],
    },
    {
      command: ["passwd"],
      spec: { hasSingleDash: true, longValued: ["salt", "in"] },
      unless: ["stdin", "in"],
      operands: [{ index: 1, variable: "USER_PASSWORD" }],
    },
  ),
  ...all(["keytool", "jarsigner"], {
    ignored: /^(?:changeit|android)$/,
    spec: { hasSingleDash: true, longValued: [...KEYTOOL_PASSWORDS, "alias", "keystore", "file", "dname"] },
    options: [{ options: KEYTOOL_PASSWORDS, variable: "KEYSTORE_PASSWORD" }],
  }),
  ...all(["gpg", "gpg2"], {
    spec: { valued: "oru", longValued: ["passphrase", "passphrase-fd", "passphrase-file"] },
    onlyWith: ["passphrase-fd"],
    input: { name: "passphrase", variable: "GPG_PASSPHRASE" },
  }),
  ...all(["ssh-keygen"], {
    spec: { valued: "abCDEFfImnNOPRrsStVWwzZ" },
    options: [{ options: ["N", "P"], name: "passphrase", variable: "SSH_KEY_PASSPHRASE" }],
  }),
  ...all(["zip", "unzip", "zipcloak"], {
    spec: { valued: "Pdx" },
    options: [{ options: ["P"], variable: "ZIP_PASSWORD" }],
  }),
  ...all(["7z", "7za", "7zr", "7zz"], {
    spec: { attached: "pomtx" },
    options: [{ options: ["p"], variable: "ARCHIVE_PASSWORD" }],
  }),
  // debconf-set-selections(1).
  ...all(["debconf-set-selections"], { input: { shape: "debconf", variable: "DEBCONF_PASSWORD" } }),
  ...all(["lftp"], {
    spec: { valued: "uepf" },
    options: [{ options: ["u"], shape: "user,password", variable: "FTP_PASSWORD" }],
  }),
  ...all(["smbclient"], {
    spec: { valued: "UcWIpDm" },
    options: [{ options: ["U"], shape: "user%password", variable: "SMB_PASSWORD" }],
  }),
  ...all(["mount", "mount.cifs"], {
    spec: { valued: "ot" },
    options: [{ options: ["o"], shape: "document", variable: "MOUNT_PASSWORD" }],
  }),
  ...all(["twine"], {
    spec: { valued: "upr" },
    options: [{ options: ["p"], variable: "TWINE_PASSWORD" }],
  }),
  // Composer documentation, "Authentication for privately hosted packages".
  ...all(
    ["composer"],
    ...keyed(1, /^http-basic\./, 3, "password", "COMPOSER_PASSWORD"),
    ...keyed(1, /^(?:github|gitlab|bitbucket)-(?:oauth|token)\.|^bearer\./, 2, "token", "COMPOSER_TOKEN"),
  ),
  // Bundler documentation, "Credentials for gem sources".
  ...all(
    ["bundle", "bundler"],
    ...[["config"], ["config", "set"]].map((command) => ({
      command,
      key: { index: command.length, pattern: /^(?:https?:\/\/)?(?!(?:build|local|mirror)\.)[\w-]+(?:\.[\w-]+)+\/?$/ },
      operands: [{ index: command.length + 1, shape: "user:password" as const, variable: "BUNDLE_PASSWORD" }],
    })),
  ),
  // .NET CLI and NuGet CLI references.
  ...all(
    ["dotnet"],
    ...["add", "update"].map((command) => ({
      command: ["nuget", command, "source"],
      spec: { valued: "nups", longValued: ["name", "username", "password", "source", "configfile"] },
      options: [{ options: ["p"], variable: "NUGET_PASSWORD" }],
    })),
  ),
  ...all(["nuget", "nuget.exe"], {
    spec: { hasSingleDash: true, longValued: ["Name", "Source", "UserName", "Password", "ConfigFile"] },
    options: [{ options: ["Password", "password"], variable: "NUGET_PASSWORD" }],
  }),
  ...all(["cargo"], { command: ["login"], operands: [{ index: 1, name: "token", variable: "CARGO_REGISTRY_TOKEN" }] }),
  // Poetry documentation, "Configuring credentials".
  ...all(
    ["poetry"],
    ...keyed(1, /^http-basic\./, 3, "password", "POETRY_PASSWORD"),
    ...keyed(1, /^pypi-token\./, 2, "token", "POETRY_PYPI_TOKEN"),
  ),
  ...all(["gh"], {
    command: ["auth", "login"],
    spec: { valued: "hps" },
    onlyWith: ["with-token"],
    input: { name: "token", variable: "GH_TOKEN" },
  }),
  ...all(["az"], {
    command: ["login"],
    spec: { valued: "upt", longValued: ["username", "password", "tenant"] },
    options: [{ options: ["p"], variable: "AZURE_CLIENT_SECRET" }],
  }),
  ...all(["vault"], { command: ["login"], operands: [{ index: 1, name: "token", variable: "VAULT_TOKEN" }] }),
  ...all(["snyk"], { command: ["auth"], operands: [{ index: 1, name: "token", variable: "SNYK_TOKEN" }] }),
  ...all(["x11vnc"], {
    spec: { hasSingleDash: true, longValued: ["passwd", "storepasswd"] },
    options: [{ options: ["passwd", "storepasswd"], variable: "VNC_PASSWORD" }],
  }),
  // git(1), `-c http.extraHeader=…`; git-config(1).
  ...all(
    ["git"],
    {
      spec: { valued: "cC", stopsAtOperand: true },
      options: [{ options: ["c"], shape: "setting-header", variable: "GIT_TOKEN" }],
    },
    ...keyed(1, /\.extraheader$/i, 2, "token", "GIT_TOKEN").map((entry) => ({
      ...entry,
      operands: [{ index: 2, shape: "header" as const, variable: "GIT_TOKEN" }],
    })),
  ),
]);

/** `config key value`. */
function keyed(
  key: number,
  pattern: RegExp,
  index: number,
  name: string,
  variable: string,
): readonly CommandCredentials[] {
  return [{ command: ["config"], key: { index: key, pattern }, operands: [{ index, name, variable }] }];
}

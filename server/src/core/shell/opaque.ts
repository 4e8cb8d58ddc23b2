import { hasOption, readOptions } from "./options.ts";
import type { Invocation } from "./syntax.ts";

/**
 * Commands that write no other files than those they name, or none at all (POSIX.1-2024 utilities and built-ins; GNU coreutils
 * manual; useradd(8) and its like, which keep to the account files and the home).
 */
const TRANSPARENT: ReadonlySet<string> = new Set([
  ...[":", "true", "false", "echo", "printf", "test", "[", "cd", "pushd", "popd", "pwd", "set", "unset", "shopt"],
  ...["export", "readonly", "declare", "local", "typeset", "alias", "umask", "ulimit", "exit", "return", "break"],
  ...["continue", "shift", "read", "wait", "trap", "sleep", "date", "hash", "type", "command", "which", "getconf"],
  ...["cat", "tac", "head", "tail", "cut", "tr", "sort", "uniq", "wc", "grep", "egrep", "fgrep", "zgrep", "awk", "nl"],
  ...["sed", "jq", "diff", "cmp", "base64", "base32", "xxd", "od", "strings", "md5sum", "sha1sum", "sha256sum"],
  ...["sha512sum", "basename", "dirname", "realpath", "readlink", "stat", "file", "ls", "du", "df", "id", "whoami"],
  ...["uname", "arch", "hostname", "env", "printenv", "nproc", "seq", "expr", "tee", "touch", "mkdir", "truncate"],
  ...["dd", "rm", "rmdir", "unlink", "shred", "mv", "ln", "chmod", "chown", "chgrp", "setcap", "getcap", "find"],
  ...["useradd", "adduser", "usermod", "groupadd", "addgroup", "groupmod", "userdel", "deluser", "chpasswd", "passwd"],
  ...[
    "gpg",
    "openssl",
    "ssh-keygen",
    "ssh-keyscan",
    "ssh-add",
    "htpasswd",
    "envsubst",
    "sync",
    "mktemp",
    "dpkg-architecture",
  ],
]);

const COPYING = new Set(["cp", "install"]);
const DOWNLOADING = new Set(["curl", "wget"]);

/**
 * Tells whether a command may write files that its arguments do not name: a build, a package manager, an archive that is
 * unpacked, any program that is not known. After such a command a file in its reach may come from it.
 */
export function isOpaque(invocation: Invocation): boolean {
  const { name, nameWord } = invocation;
  if (name === undefined) return nameWord !== undefined;
  if (COPYING.has(name)) return hasOption(readOptions(invocation, { valued: "tSgmo" }), "r", "R", "a", "recursive");
  if (DOWNLOADING.has(name)) return hasOption(readOptions(invocation, {}), "r", "recursive", "m", "mirror", "i", "K");
  return !TRANSPARENT.has(name);
}

import { joinPath } from "../text/path.ts";

/** Folders that every distribution has, so that a file copied to them keeps its name (Filesystem Hierarchy Standard 3.0). */
const STANDARD_FOLDERS = new Set([
  ...["/", "/bin", "/boot", "/etc", "/home", "/lib", "/lib64", "/media", "/mnt", "/opt", "/root", "/run", "/sbin"],
  ...["/srv", "/tmp", "/usr", "/usr/bin", "/usr/include", "/usr/lib", "/usr/local", "/usr/local/bin", "/usr/local/etc"],
  ...["/usr/local/include", "/usr/local/lib", "/usr/local/sbin", "/usr/local/share", "/usr/local/src", "/usr/sbin"],
  ...["/usr/share", "/usr/src", "/var", "/var/cache", "/var/lib", "/var/log", "/var/opt", "/var/run", "/var/spool"],
  ...["/var/tmp", "/etc/cron.d", "/etc/ssl/certs", "/etc/ssl/private", "/etc/apt/sources.list.d", "/etc/apt/keyrings"],
]);

/** Tells whether an absolute path is a folder that every distribution has. */
export function isStandardFolder(path: string): boolean {
  return path.startsWith("/") && STANDARD_FOLDERS.has(joinPath("/", path));
}

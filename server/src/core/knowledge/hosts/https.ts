/**
 * Hosts that many downloads come from and that answer on https with the same files: each one's own site or documentation
 * gives its links with https.
 */
const HOSTS: ReadonlySet<string> = new Set([
  ...["github.com", "raw.githubusercontent.com", "codeload.github.com", "gist.githubusercontent.com", "gitlab.com"],
  ...["bitbucket.org", "pypi.org", "files.pythonhosted.org", "bootstrap.pypa.io", "www.python.org"],
  ...["registry.npmjs.org", "nodejs.org", "rubygems.org", "cache.ruby-lang.org", "go.dev", "dl.google.com"],
  ...["storage.googleapis.com", "packages.cloud.google.com", "s3.amazonaws.com", "get.docker.com"],
  ...["download.docker.com", "repo1.maven.org", "repo.maven.apache.org", "archive.apache.org", "dlcdn.apache.org"],
  ...["downloads.apache.org", "www.apache.org", "ftp.gnu.org", "www.kernel.org", "cdn.kernel.org", "www.php.net"],
  ...["pecl.php.net", "getcomposer.org", "curl.se", "www.openssl.org", "nginx.org", "download.redis.io"],
  ...["dl-cdn.alpinelinux.org", "deb.debian.org", "packages.microsoft.com", "www.postgresql.org"],
  ...["apt.postgresql.org", "repo.anaconda.com", "download.oracle.com", "www.oracle.com", "sourceforge.net"],
]);

/** Tells whether a host is known to serve over https what it serves over http. */
export function servesHttps(host: string): boolean {
  return HOSTS.has(host);
}

import { hasCrc32Checksum } from "./checksum.ts";
import { type CredentialFormat, prefixed } from "./format.ts";

const GITHUB = "https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/";
const GITLAB = "https://docs.gitlab.com/security/tokens/#token-prefixes";
const ATLASSIAN = "https://support.atlassian.com/atlassian-account/docs/manage-api-tokens-for-your-atlassian-account/";

/** Tokens of services that keep source code. */
export const SOURCE_CONTROL_FORMATS: readonly CredentialFormat[] = [
  prefixed({
    id: "github-token",
    what: "a GitHub token",
    prefix: ["ghp_", "gho_", "ghu_", "ghs_", "ghr_"],
    body: "[A-Za-z0-9]{36,251}",
    hasChecksum: hasCrc32Checksum,
    source: GITHUB,
  }),
  prefixed({
    id: "github-fine-grained-token",
    what: "a GitHub fine-grained token",
    prefix: "github_pat_",
    body: "[A-Za-z0-9]{22}_[A-Za-z0-9]{59}",
    source:
      "https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github",
  }),
  prefixed({
    id: "gitlab-token",
    what: "a GitLab token",
    prefix: [
      "glpat-",
      "gldt-",
      "glrt-",
      "glrtr-",
      "glft-",
      "glsoat-",
      "glffct-",
      "glimt-",
      "glwt-",
      "gloas-",
      "glagent-",
    ],
    body: "[A-Za-z0-9_.-]{20,320}",
    source: GITLAB,
  }),
  prefixed({
    id: "gitlab-trigger-token",
    what: "a GitLab pipeline trigger token",
    prefix: "glptt-",
    body: "[a-f0-9]{40}",
    source: GITLAB,
  }),
  prefixed({
    id: "gitlab-job-token",
    what: "a GitLab CI job token",
    prefix: "glcbt-",
    body: "[A-Za-z0-9]{1,5}_[A-Za-z0-9_-]{20}",
    source: GITLAB,
  }),
  prefixed({
    id: "gitlab-runner-registration-token",
    what: "a GitLab runner registration token",
    prefix: "GR1348941",
    body: "[A-Za-z0-9_-]{20}",
    source: GITLAB,
  }),
  prefixed({
    id: "bitbucket-app-password",
    what: "a Bitbucket app password",
    prefix: "ATBB",
    body: "[A-Za-z0-9]{28,32}",
    source: "https://support.atlassian.com/bitbucket-cloud/docs/app-passwords/",
  }),
  prefixed({
    id: "bitbucket-access-token",
    what: "a Bitbucket access token",
    prefix: "ATCTT3xFfG",
    body: "[A-Za-z0-9_=-]{100,220}",
    source: "https://support.atlassian.com/bitbucket-cloud/docs/access-tokens/",
  }),
  prefixed({
    id: "atlassian-api-token",
    what: "an Atlassian API token",
    prefix: "ATATT3",
    body: "[A-Za-z0-9_=-]{180,200}",
    source: ATLASSIAN,
  }),
  prefixed({
    id: "sourcegraph-token",
    what: "a Sourcegraph token",
    prefix: "sgp_",
    body: "(?:(?:[a-f0-9]{16}|local)_)?[a-f0-9]{40}",
    source: "https://sourcegraph.com/docs/cli/how-tos/creating_an_access_token",
  }),
  {
    id: "jetbrains-permanent-token",
    what: "a JetBrains permanent token",
    gates: ["perm-", "perm:"],
    pattern:
      /(?<![A-Za-z0-9])perm[-:][A-Za-z0-9+/=_-]{4,60}\.[A-Za-z0-9+/=_-]{2,60}\.[A-Za-z0-9]{20,60}(?![A-Za-z0-9])/dg,
    source: "https://www.jetbrains.com/help/youtrack/devportal/Manage-Permanent-Token.html",
  },
];

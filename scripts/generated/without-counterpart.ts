import type { Equivalents } from "../../server/src/core/index.ts";

/** Checks of another linter that no rule is like, on purpose. */
interface WithoutCounterpart {
  readonly ids: readonly string[];
  /** What they are about, in a few words. Markdown. */
  readonly about: string;
  /** Markdown, as on a page beside the rules' own. */
  readonly why: string;
}

const NO_GAIN = "Nobody gains anything from their absence.";
const SUDO =
  "`sudo` in a `RUN` is only superfluous. What lets a user of the container become root is [passwordless-sudo](passwordless-sudo.md).";
const COPY =
  "For local files the two do the same, archives aside. What is fetched without a check is [remote-add-unverified](remote-add-unverified.md).";
const REQUESTS =
  "A request says where a pod fits; what keeps it from taking everything is a limit: [missing-resource-limit](missing-resource-limit.md).";
const NAMESPACE = "A manifest without a namespace goes where `kubectl` is told to put it.";
const USER_NUMBER = "Any number but 0 is an unprivileged user; which one is a convention.";
const EACH_FIELD = "Each field of it has a rule of its own, which knows what the pod sets for its containers.";
const SECRET_AS_VARIABLE =
  "Both keep the value out of the manifest, and many programs read nothing but variables. A value that stands in the manifest is [secret-in-manifest](secret-in-manifest.md).";

/** Source: the linters' own lists of checks, read in 2026. */
export const WITHOUT_COUNTERPART: { readonly [Linter in keyof Equivalents]?: readonly WithoutCounterpart[] } = {
  hadolint: [
    { ids: ["DL3004"], about: "no `sudo`", why: SUDO },
    {
      ids: ["DL3008", "DL3018", "DL3033", "DL3037", "DL3041"],
      about: "versions of distribution packages",
      why: "A distribution keeps only the newest build of a package, so a pinned version soon cannot be installed at all, and security fixes come as new builds. Pin the base image by its digest instead.",
    },
    { ids: ["DL3020"], about: "`COPY` instead of `ADD`", why: COPY },
    {
      ids: ["DL3022"],
      about: "`COPY --from` something that is no stage",
      why: "It is an image then, and [unpinned-base-image](unpinned-base-image.md) judges it like one.",
    },
    { ids: ["DL3055", "DL3057"], about: "labels, health checks", why: NO_GAIN },
    {
      ids: ["DL3063"],
      about: "a `USER` at all",
      why: "An image whose base image has an unprivileged user needs none; where the user is root, [root-user](root-user.md) says so.",
    },
    {
      ids: ["DL3067"],
      about: "a stage's whole file system is copied",
      why: "[secret-copied-from-build-stage](secret-copied-from-build-stage.md) reports it where a secret comes along.",
    },
    {
      ids: ["DL4006"],
      about: "`pipefail`",
      why: "It keeps a broken download from going unnoticed; that a download is run at all is [pipe-to-shell](pipe-to-shell.md).",
    },
    {
      ids: ["DL4007"],
      about: "`COPY .`",
      why: "[secret-reaches-image-through-context](secret-reaches-image-through-context.md) reports it where a credential file is in the folder and not ignored.",
    },
  ],
  trivy: [
    { ids: ["DS-0005"], about: "`COPY` instead of `ADD`", why: COPY },
    { ids: ["DS-0010"], about: "no `sudo`", why: SUDO },
    { ids: ["DS-0026"], about: "health checks", why: NO_GAIN },
    {
      ids: ["KSV-0007"],
      about: "`hostAliases`",
      why: "They are lines in the hosts file of the pod itself, and reach nobody else.",
    },
    { ids: ["KSV-0015", "KSV-0016"], about: "requests", why: REQUESTS },
    { ids: ["KSV-0020", "KSV-0021"], about: "user and group above 10000", why: USER_NUMBER },
    { ids: ["KSV-0037", "KSV-0110"], about: "the namespaces `kube-system` and `default`", why: NAMESPACE },
    {
      ids: ["KSV-0042", "KSV-0049", "KSV-0056"],
      about: "roles for logs, ConfigMaps and network objects",
      why: "Many operators need them. [rbac-escalation](rbac-escalation.md) reports the permissions with which somebody gains further ones.",
    },
    {
      ids: ["KSV-0051", "KSV-0052", "KSV-0055"],
      about: "roles that make bindings",
      why: "Kubernetes lets nobody bind a role with rights that they lack, unless they have the verb `bind`, and that is [rbac-escalation](rbac-escalation.md).",
    },
    { ids: ["KSV-0118"], about: "a default security context", why: EACH_FIELD },
    {
      ids: ["KSV-0125"],
      about: "trusted registries",
      why: "[untrusted-registry](untrusted-registry.md) looks at Dockerfiles only.",
    },
  ],
  checkov: [
    { ids: ["CKV_DOCKER_2"], about: "health checks", why: NO_GAIN },
    { ids: ["CKV_DOCKER_4"], about: "`COPY` instead of `ADD`", why: COPY },
    { ids: ["CKV2_DOCKER_1"], about: "no `sudo`", why: SUDO },
    {
      ids: ["CKV2_DOCKER_17"],
      about: "`chpasswd`",
      why: "The command alone is harmless; a password that is handed to it is [secret-in-run](secret-in-run.md).",
    },
    {
      ids: [
        ...["CKV_K8S_1", "CKV_K8S_2", "CKV_K8S_3", "CKV_K8S_4", "CKV_K8S_5"],
        ...["CKV_K8S_6", "CKV_K8S_7", "CKV_K8S_24", "CKV_K8S_32", "CKV_K8S_36"],
      ],
      about: "what a PodSecurityPolicy says",
      why: "Kubernetes reads none since 1.25: [removed-pod-security-policy](removed-pod-security-policy.md).",
    },
    { ids: ["CKV_K8S_8", "CKV_K8S_9"], about: "probes", why: NO_GAIN },
    { ids: ["CKV_K8S_10", "CKV_K8S_12"], about: "requests", why: REQUESTS },
    {
      ids: ["CKV_K8S_15"],
      about: "`imagePullPolicy: Always`",
      why: "It fetches whatever a tag means by now. A digest says which image is meant: [unpinned-image](unpinned-image.md).",
    },
    { ids: ["CKV_K8S_21"], about: "the namespace `default`", why: NAMESPACE },
    { ids: ["CKV_K8S_29", "CKV_K8S_30"], about: "a security context at all", why: EACH_FIELD },
    {
      ids: ["CKV_K8S_33", "CKV_K8S_34", "CKV_K8S_44", "CKV_K8S_45"],
      about: "the dashboard, Tiller",
      why: "They look for two programs by their names, which few clusters run any more.",
    },
    { ids: ["CKV_K8S_35"], about: "Secrets as variables", why: SECRET_AS_VARIABLE },
    { ids: ["CKV_K8S_40"], about: "user above 10000", why: USER_NUMBER },
    {
      ids: ["CKV_K8S_41", "CKV_K8S_42"],
      about: "what the account `default` is given",
      why: "The pods that run under it are [default-service-account](default-service-account.md), those that get its token [service-account-token-mounted](service-account-token-mounted.md).",
    },
    {
      ids: ["CKV2_K8S_1", "CKV2_K8S_5"],
      about: "what an account reaches through its bindings",
      why: "Reported is the role that gives it, whoever has that: [rbac-escalation](rbac-escalation.md), [rbac-secret-access](rbac-secret-access.md).",
    },
  ],
  kubeLinter: [
    {
      ids: ["non-existent-service-account"],
      about: "an account that is in none of the files",
      why: "It may be made elsewhere, and a pod without its account does not start.",
    },
    {
      ids: ["privileged-ports"],
      about: "ports below 1024",
      why: "A container's own port needs no right on the node. Ports of the node are [host-port](host-port.md).",
    },
    { ids: ["read-secret-from-env-var"], about: "Secrets as variables", why: SECRET_AS_VARIABLE },
    {
      ids: ["ssh-port"],
      about: "port 22",
      why: "A port in a manifest starts no server; one in the image is [remote-login-server](remote-login-server.md).",
    },
    { ids: ["use-namespace"], about: "a namespace at all", why: NAMESPACE },
  ],
};

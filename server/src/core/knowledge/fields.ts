import type { Explanation, Link } from "./explanation.ts";

/** What a setting means for security, and where that is written. */
interface FieldFact {
  readonly meaning: string;
  /** What holds where it is not written. */
  readonly otherwise?: string;
  /** What the Pod Security Standards ask of it. */
  readonly asked?: string;
  /** The values that mean something of their own. */
  readonly values?: Readonly<Record<string, string>>;
  readonly source: Link;
}

const DOCS = "https://kubernetes.io/docs";
const SECURITY_CONTEXT: Link = {
  title: "Kubernetes: Configure a Security Context",
  url: `${DOCS}/tasks/configure-pod-container/security-context/`,
};
const STANDARDS: Link = {
  title: "Kubernetes: Pod Security Standards",
  url: `${DOCS}/concepts/security/pod-security-standards/`,
};
const SECCOMP: Link = {
  title: "Kubernetes: Restrict Syscalls with seccomp",
  url: `${DOCS}/tutorials/security/seccomp/`,
};
const APPARMOR: Link = {
  title: "Kubernetes: Restrict Access with AppArmor",
  url: `${DOCS}/tutorials/security/apparmor/`,
};
const HOST_PROCESS: Link = {
  title: "Kubernetes: Create a Windows HostProcess Pod",
  url: `${DOCS}/tasks/configure-pod-container/create-hostprocess-pod/`,
};

/** Fields of a `securityContext`, by their path in it. */
const SECURITY_CONTEXT_FIELDS: Readonly<Record<string, FieldFact>> = {
  allowPrivilegeEscalation: {
    meaning: "Whether a program may give its process more rights than it was started with, as setuid programs do.",
    otherwise: "It is allowed where this is not `false`, and always for privileged containers.",
    asked: "Restricted asks for `false`.",
    source: SECURITY_CONTEXT,
  },
  appArmorProfile: {
    meaning: "The AppArmor profile that limits which files, capabilities and networks the process gets at.",
    otherwise: "Without one the runtime's own profile holds, on nodes that have AppArmor.",
    asked: "Baseline forbids the type `Unconfined`.",
    source: APPARMOR,
  },
  "appArmorProfile.type": {
    meaning: "Which AppArmor profile limits the process.",
    values: {
      RuntimeDefault: "The runtime's own profile.",
      Localhost: "A profile that was loaded on the node, named by `localhostProfile`.",
      Unconfined: "None at all: baseline forbids it.",
    },
    source: APPARMOR,
  },
  capabilities: {
    meaning: "Which of root's rights the process has, one by one.",
    otherwise: "Without it a container has the runtime's default set, which hardly any program needs.",
    asked: "Restricted asks for `drop: [ALL]` and lets only `NET_BIND_SERVICE` be added.",
    source: SECURITY_CONTEXT,
  },
  "capabilities.add": {
    meaning: "Rights of root that the container gets on top of the runtime's default set.",
    asked: "Baseline lets those of the default set be added but `NET_RAW`; restricted only `NET_BIND_SERVICE`.",
    source: STANDARDS,
  },
  "capabilities.drop": {
    meaning: "Rights of root that are taken from the container. `ALL` takes every one; what is in `add` is given back.",
    otherwise: "Without it a container has the runtime's default set, which hardly any program needs.",
    asked: "Restricted asks for `ALL`.",
    source: STANDARDS,
  },
  fsGroup: {
    meaning: "A group that every process of the pod is in, and that owns its volumes.",
    otherwise: "Without it a process that is not root may be unable to write to its volumes.",
    source: SECURITY_CONTEXT,
  },
  fsGroupChangePolicy: {
    meaning: "Whether owner and permissions of a volume are changed at every start, or only where they differ.",
    values: { Always: "At every start.", OnRootMismatch: "Only where the volume's root folder differs." },
    source: SECURITY_CONTEXT,
  },
  privileged: {
    meaning:
      "A privileged container has every capability and every device of the node, and no seccomp profile holds for it.",
    otherwise: "Who takes over a process in it has the node.",
    asked: "Baseline forbids it.",
    source: SECURITY_CONTEXT,
  },
  procMount: {
    meaning: "Whether the parts of `/proc` that tell of the node and change it are hidden from the container.",
    asked: "Baseline asks for `Default`.",
    values: {
      Default: "They are masked or read-only.",
      Unmasked: "They are open to the container: for nested containers in user namespaces only.",
    },
    source: SECURITY_CONTEXT,
  },
  readOnlyRootFilesystem: {
    meaning: "Whether the container's own files can be changed. What it has to write goes to volumes.",
    otherwise: "Where this is not `true`, who takes over the process can replace its programs and leave tools behind.",
    source: SECURITY_CONTEXT,
  },
  runAsGroup: {
    meaning: "The group id that the process runs with.",
    otherwise: "Without it the image's group holds; the runtime takes 0 where there is none, which is root's group.",
    source: SECURITY_CONTEXT,
  },
  runAsNonRoot: {
    meaning: "The kubelet does not start a container whose user is root.",
    otherwise:
      "Where this is not `true` nothing is checked, and the image's user holds. It needs a user that is a number.",
    asked: "Restricted asks for `true`.",
    source: SECURITY_CONTEXT,
  },
  runAsUser: {
    meaning: "The user id that the process runs with, whatever the image says.",
    otherwise: "Without it the image's `USER` holds, which is root where it has none.",
    asked: "Restricted forbids 0.",
    values: { "0": "This is root: in the container, and on the node for whoever gets out of it." },
    source: SECURITY_CONTEXT,
  },
  seLinuxOptions: {
    meaning: "The SELinux label that decides what the process gets at, on nodes that have SELinux.",
    otherwise: "Without it the runtime gives each container a label of its own.",
    asked: "Baseline forbids a user or role, and types that are not made for containers.",
    source: SECURITY_CONTEXT,
  },
  "seLinuxOptions.type": {
    meaning: "The SELinux type that decides what the process gets at. `spc_t` is confined by nothing.",
    asked: "Baseline lets only the types that are made for containers be chosen, such as `container_t`.",
    source: STANDARDS,
  },
  seccompProfile: {
    meaning:
      "Which system calls the process may make. Most ways out of a container go through calls that a profile forbids.",
    otherwise: "Without one none is forbidden, unless the kubelet is told to use the runtime's (`seccompDefault`).",
    asked: "Restricted asks for `RuntimeDefault` or `Localhost`.",
    source: SECCOMP,
  },
  "seccompProfile.type": {
    meaning: "Which system calls the process may make.",
    asked: "Restricted asks for `RuntimeDefault` or `Localhost`.",
    values: {
      RuntimeDefault: "Those that the runtime's profile allows: enough for nearly every program.",
      Localhost: "Those that a profile on the node allows, named by `localhostProfile`.",
      Unconfined: "Every one: baseline forbids it.",
    },
    source: SECCOMP,
  },
  supplementalGroups: {
    meaning: "Groups that the process is in besides its own. Each opens the files that the group may read or write.",
    otherwise:
      "The groups that the image's `/etc/group` has for the user are added, unless `supplementalGroupsPolicy` is `Strict`.",
    source: SECURITY_CONTEXT,
  },
  supplementalGroupsPolicy: {
    meaning: "Whether the groups that the image's `/etc/group` has for the user count as well.",
    values: { Merge: "They count: the image decides too.", Strict: "They do not: only the pod's own groups count." },
    source: SECURITY_CONTEXT,
  },
  sysctls: {
    meaning: "Settings of the kernel for this pod. Those that are not safe can reach other pods and the node.",
    asked: "Baseline lets only the safe ones be set.",
    source: { title: "Kubernetes: Using sysctls", url: `${DOCS}/tasks/administer-cluster/sysctl-cluster/` },
  },
  windowsOptions: {
    meaning: "What user a Windows container runs as, and whether it is a process of the node itself.",
    asked: "Baseline forbids `hostProcess: true`.",
    source: HOST_PROCESS,
  },
  "windowsOptions.hostProcess": {
    meaning: "The container is a process of the Windows node itself: nothing separates it from there.",
    asked: "Baseline forbids `true`.",
    source: HOST_PROCESS,
  },
  "windowsOptions.runAsUserName": {
    meaning: "The user that a Windows container runs as. `ContainerAdministrator` is its root.",
    source: {
      title: "Kubernetes: Configure RunAsUserName",
      url: `${DOCS}/tasks/configure-pod-container/configure-runasusername/`,
    },
  },
};

/** Fields of the pod itself that open or close what separates it from the node. */
const POD_FIELDS: Readonly<Record<string, FieldFact>> = {
  automountServiceAccountToken: {
    meaning: "Whether every container gets a token for the Kubernetes API, with all that its service account may do.",
    otherwise: "It gets one where neither this nor the service account says `false`.",
    source: {
      title: "Kubernetes: Opt out of API credential automounting",
      url: `${DOCS}/tasks/configure-pod-container/configure-service-account/#opt-out-of-api-credential-automounting`,
    },
  },
  hostIPC: {
    meaning:
      "The pod shares the node's memory segments and semaphores, and so reads what other processes there exchange.",
    asked: "Baseline forbids it.",
    source: STANDARDS,
  },
  hostNetwork: {
    meaning:
      "The pod has the node's own network: it sees its traffic, its local services and its cloud metadata, and most network policies pass it by.",
    asked: "Baseline forbids it.",
    source: STANDARDS,
  },
  hostPID: {
    meaning: "The pod sees every process of the node, with their environment and open files where it has the rights.",
    asked: "Baseline forbids it.",
    source: STANDARDS,
  },
  hostUsers: {
    meaning: "With `false` the pod has a user namespace: its root is an ordinary user of the node.",
    otherwise: "Where this is not `false`, root in the container is the node's root with fewer rights.",
    source: { title: "Kubernetes: User Namespaces", url: `${DOCS}/concepts/workloads/pods/user-namespaces/` },
  },
  securityContext: {
    meaning: "Which user, groups, system calls and rights of root the processes have.",
    otherwise: "What a container sets itself wins over what the pod sets.",
    source: SECURITY_CONTEXT,
  },
  shareProcessNamespace: {
    meaning: "The pod's containers see each other's processes, and through `/proc` their files and environment.",
    source: {
      title: "Kubernetes: Share Process Namespace between Containers",
      url: `${DOCS}/tasks/configure-pod-container/share-process-namespace/`,
    },
  },
};

/** What a field of a `securityContext` means, by its path in it such as `seccompProfile.type`; `value` is what is written there. */
export function explainSecurityField(path: string, value: string | undefined): Explanation | undefined {
  return explainField(SECURITY_CONTEXT_FIELDS, path, value);
}

/** What a field of a pod's spec means; undefined where it says nothing about security, or is not known. */
export function explainPodField(name: string, value: string | undefined): Explanation | undefined {
  return explainField(POD_FIELDS, name, value);
}

function explainField(
  facts: Readonly<Record<string, FieldFact>>,
  path: string,
  value: string | undefined,
): Explanation | undefined {
  const fact = Object.hasOwn(facts, path) ? facts[path] : undefined;
  if (fact === undefined) return undefined;
  const ofValue = value !== undefined && Object.hasOwn(fact.values ?? {}, value) ? fact.values?.[value] : undefined;
  return {
    title: `\`${path}\``,
    lines: [fact.meaning, ...(ofValue === undefined ? [] : [`\`${value}\`: ${ofValue}`]), ...rest(fact, ofValue)],
    link: fact.source,
  };
}

/** One line less than three where the value has a line of its own. */
function rest({ otherwise, asked }: FieldFact, ofValue: string | undefined): readonly string[] {
  const lines = [otherwise, asked].flatMap((line) => line ?? []);
  return ofValue === undefined ? lines : lines.slice(-1);
}

const REFERENCE = "https://docs.docker.com/reference/dockerfile/";

/** The sections of the Dockerfile reference that facts are from. */
export const DOCKERFILE_REFERENCE = {
  user: { title: "Dockerfile reference: USER", url: `${REFERENCE}#user` },
  env: { title: "Dockerfile reference: ENV", url: `${REFERENCE}#env` },
  arg: { title: "Dockerfile reference: ARG", url: `${REFERENCE}#arg` },
  predefinedArgs: { title: "Dockerfile reference: Predefined ARGs", url: `${REFERENCE}#predefined-args` },
} as const satisfies Readonly<Record<string, Link>>;

/** Build arguments that every build knows and that stay out of the history. Source: Dockerfile reference, "Predefined ARGs". */
export const PREDEFINED_ARGS: ReadonlySet<string> = new Set(
  ["http_proxy", "https_proxy", "ftp_proxy", "no_proxy", "all_proxy"].flatMap((name) => [name, name.toUpperCase()]),
);

interface MountFact {
  readonly lines: readonly string[];
  readonly section: string;
}

/** Kinds of `RUN --mount`. Source: Dockerfile reference, "RUN --mount". */
const MOUNTS: Readonly<Record<string, MountFact>> = {
  secret: {
    lines: [
      "A file, or with `env=` a variable, that only this `RUN` sees: it is in no layer and not in the history.",
      "It stays out only as long as the command does not copy or print it.",
    ],
    section: "run---mounttypesecret",
  },
  ssh: {
    lines: [
      "The build reaches your SSH agent through a socket: keys can be used by this `RUN`, but not read.",
      "Whatever this command runs can use them too, the scripts of packages among it.",
    ],
    section: "run---mounttypessh",
  },
  cache: {
    lines: [
      "A folder that is kept for later builds and is in no layer.",
      "Builds that name the same `id` share it: what one leaves there, the next one uses.",
    ],
    section: "run---mounttypecache",
  },
  bind: {
    lines: ["Files of the build context, a stage or an image that only this `RUN` sees: they are in no layer."],
    section: "run---mounttypebind",
  },
  tmpfs: {
    lines: ["A folder in memory that is gone when this `RUN` ends: what is written there is in no layer."],
    section: "run---mounttypetmpfs",
  },
};

/** What a kind of mount means; undefined where there is no such kind. */
export function explainMount(type: string): Explanation | undefined {
  const fact = Object.hasOwn(MOUNTS, type) ? MOUNTS[type] : undefined;
  return (
    fact && {
      title: `\`--mount=type=${type}\``,
      lines: fact.lines,
      link: { title: `Dockerfile reference: RUN --mount=type=${type}`, url: `${REFERENCE}#${fact.section}` },
    }
  );
}

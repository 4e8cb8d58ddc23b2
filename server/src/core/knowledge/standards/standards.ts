import { POD_SECURITY_CONTROLS } from "../pod-security/controls.ts";
import { NEWEST_MINOR } from "../pod-security/versions.ts";
import { CIS_DOCKER } from "./cis-docker.ts";
import { CIS_KUBERNETES } from "./cis-kubernetes.ts";
import { MITRE_ATTACK } from "./mitre-attack.ts";
import { NSA_CISA } from "./nsa-cisa.ts";
import type { Standard } from "./standard.ts";

const POD_SECURITY = {
  name: "Pod Security Standards",
  edition: `Kubernetes 1.${NEWEST_MINOR}`,
  url: "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
  scope: "Every control of the two levels that ask for something.",
  tag: "PSS",
  isNumbered: false,
  chapters: POD_SECURITY_CONTROLS,
  unanswered: {},
} as const satisfies Standard;

/** The standards that rules answer to. */
export const STANDARDS = {
  cisDocker: CIS_DOCKER,
  cisKubernetes: CIS_KUBERNETES,
  nsaCisa: NSA_CISA,
  podSecurity: POD_SECURITY,
  mitreAttack: MITRE_ATTACK,
} as const;

export type StandardKey = keyof typeof STANDARDS;

type Chapters<Key extends StandardKey> = (typeof STANDARDS)[Key]["chapters"];

/** The ids of a standard's sections, over all its chapters. */
export type SectionId<Key extends StandardKey> = {
  [Chapter in keyof Chapters<Key>]: keyof Chapters<Key>[Chapter];
}[keyof Chapters<Key>];

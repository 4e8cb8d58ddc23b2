/**
 * API groups of well-known extensions of which no object ever becomes a pod: they watch, route, check or fill in.
 * Source: the projects' API references. Subgroups count.
 */
const GROUPS: readonly string[] = [
  "cert-manager.io",
  "external-secrets.io",
  "secrets-store.csi.x-k8s.io",
  "bitnami.com",
  "kustomize.config.k8s.io",
  "istio.io",
  "gateway.networking.k8s.io",
  "gateway.envoyproxy.io",
  "cilium.io",
  "projectcalico.org",
  "kyverno.io",
  "gatekeeper.sh",
  "traefik.io",
  "traefik.containo.us",
  "projectcontour.io",
  "keda.sh",
  "linkerd.io",
  "configuration.konghq.com",
  "iam.cnrm.cloud.google.com",
  // No group of a cluster: the configuration of a program.
  "skaffold",
];

/** Kinds that say by their last word what they are: ServiceMonitor, PrometheusRule, GrafanaDashboard, StorageClass. */
const WORDS =
  /(?:Monitor|Rules?|Policy|Config|Configuration|Class|Binding|Issuer|Certificate|Secret|Dashboard|Datasource|Probe|Route|Gateway)$/;

/** Whether an object of an extension is known to be none from which its program makes pods. */
export function isPodLess(group: string, kind: string): boolean {
  return WORDS.test(kind) || GROUPS.some((name) => group === name || group.endsWith(`.${name}`));
}

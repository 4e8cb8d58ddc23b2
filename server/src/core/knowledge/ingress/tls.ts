/** An annotation or a class that tells that something else than `spec.tls` encrypts an Ingress's traffic. */
export interface TlsElsewhere {
  readonly annotation: string;
  /** The value that tells it; any where it is undefined. */
  readonly value?: RegExp;
}

/** Sources: the annotation references of the controllers, named per line. */
export const TLS_ANNOTATIONS: readonly TlsElsewhere[] = [
  // AWS Load Balancer Controller, "Ingress annotations": certificates of ACM, and listeners.
  { annotation: "alb.ingress.kubernetes.io/certificate-arn" },
  { annotation: "alb.ingress.kubernetes.io/listen-ports", value: /HTTPS/ },
  // GKE Ingress, "Configure TLS": certificates of Google Cloud.
  { annotation: "networking.gke.io/managed-certificates" },
  { annotation: "ingress.gcp.kubernetes.io/pre-shared-cert" },
  { annotation: "kubernetes.io/ingress.allow-http", value: /^false$/ },
  // ingress-nginx, "Annotations": the pod itself ends TLS.
  { annotation: "nginx.ingress.kubernetes.io/ssl-passthrough", value: /^true$/ },
  // Traefik, "Kubernetes Ingress": TLS by the router, or an entry point that has it.
  { annotation: "traefik.ingress.kubernetes.io/router.tls", value: /^true$/ },
  { annotation: "traefik.ingress.kubernetes.io/router.entrypoints", value: /^websecure$/ },
  // OpenShift, "Creating a route through an Ingress object".
  { annotation: "route.openshift.io/termination" },
  // Azure Application Gateway, "Annotations".
  { annotation: "appgw.ingress.kubernetes.io/appgw-ssl-certificate" },
];

/** Classes whose controllers always encrypt: Tailscale (docs, "Cluster ingress") and Cloudflare Tunnel's. */
export const TLS_CLASSES: ReadonlySet<string> = new Set(["tailscale", "cloudflare-tunnel"]);

/**
 * Annotations whose text becomes part of the proxy's own configuration.
 * Sources: ingress-nginx, "Annotations" (risk critical or high) and CVE-2021-25742; F5 NGINX Ingress Controller, "Advanced configuration with snippets".
 */
export const SNIPPET_ANNOTATIONS: ReadonlySet<string> = new Set([
  "nginx.ingress.kubernetes.io/configuration-snippet",
  "nginx.ingress.kubernetes.io/server-snippet",
  "nginx.ingress.kubernetes.io/stream-snippet",
  "nginx.ingress.kubernetes.io/auth-snippet",
  "nginx.ingress.kubernetes.io/modsecurity-snippet",
  "nginx.org/location-snippets",
  "nginx.org/server-snippets",
]);

import { TLS_ANNOTATIONS, TLS_CLASSES } from "../../knowledge/ingress/tls.ts";
import { annotation, isKind, labelOf, nameOf } from "../../kubernetes/kinds.ts";
import type { KubernetesObject } from "../../kubernetes/model.ts";
import { booleanAt, isNull, lookUp, stringAt, type YamlNode } from "../../kubernetes/node.ts";
import type { Resolved } from "../../text/resolved.ts";
import type { Span } from "../../text/span.ts";
import { defineKubernetesRule, type Finding } from "../rule.ts";

export const ingressWithoutTls = defineKubernetesRule({
  id: "ingress-without-tls",
  title: "A service is offered without encryption",
  severity: "warning",
  topic: "network",
  actors: ["external attacker"],
  why: "Over plain HTTP, everybody between the client and the cluster reads passwords, cookies and data, and can change what is sent. That includes whoever runs the wireless network the client sits in.",
  remedy:
    "Name a certificate in `tls` (cert-manager obtains one), and have plain HTTP redirected. For a Gateway, add a listener with `protocol: HTTPS`.",
  *check(document) {
    for (const object of document.objects) {
      if (isKind(object, "Ingress", "networking.k8s.io", "extensions")) yield* judgeIngress(object);
      if (isKind(object, "Gateway", "gateway.networking.k8s.io")) yield* judgeGateway(object);
      if (object.group === "networking.istio.io" && object.kind === "Gateway") yield* judgeIstioGateway(object);
    }
  },
  bad: [
    {
      title: "an Ingress without a certificate",
      code: `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: «shop»
spec:
  rules:
    - host: shop.example.com
      http:
        paths:
          - path: /
            pathType: Prefix
            backend: {service: {name: web, port: {number: 80}}}
`,
    },
    {
      title: "a host that no certificate is for",
      code: `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
spec:
  tls:
    - hosts: [shop.example.com, "*.api.example.com"]
      secretName: shop-tls
  rules:
    - host: shop.example.com
    - host: v1.api.example.com
    - host: «admin.example.com»
`,
    },
    {
      title: "a Gateway that only listens for plain HTTP",
      code: `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: edge
spec:
  gatewayClassName: example
  listeners:
    - name: http
      port: 80
      protocol: «HTTP»
`,
    },
    {
      title: "an Istio gateway that does not redirect",
      code: `apiVersion: networking.istio.io/v1
kind: Gateway
metadata:
  name: edge
spec:
  selector: {istio: ingressgateway}
  servers:
    - port: {number: 80, name: http, protocol: «HTTP»}
      hosts: [shop.example.com]
`,
    },
  ],
  good: [
    {
      title: "a certificate for every host",
      code: `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
spec:
  tls:
    - secretName: shop-tls
  rules:
    - host: shop.example.com
`,
    },
    {
      title: "a load balancer of the cloud that encrypts",
      code: `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  annotations:
    alb.ingress.kubernetes.io/listen-ports: '[{"HTTPS": 443}]'
spec:
  ingressClassName: alb
  rules:
    - host: shop.example.com
`,
    },
    {
      title: "plain HTTP beside HTTPS, to redirect from",
      code: `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: edge
spec:
  gatewayClassName: example
  listeners:
    - name: http
      port: 80
      protocol: HTTP
    - name: https
      port: 443
      protocol: HTTPS
      tls: {certificateRefs: [{name: shop-tls}]}
`,
    },
    {
      title: "an Istio gateway that redirects",
      code: `apiVersion: networking.istio.io/v1
kind: Gateway
metadata:
  name: edge
spec:
  servers:
    - port: {number: 80, name: http, protocol: HTTP}
      tls: {httpsRedirect: true}
      hosts: [shop.example.com]
`,
    },
    {
      title: "a chart whose user decides",
      code: `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
spec:
  {{- if .Values.ingress.tls }}
  tls:
    {{- toYaml .Values.ingress.tls | nindent 4 }}
  {{- end }}
  rules:
    - host: shop.example.com
`,
    },
  ],
  references: [
    { title: "Kubernetes: Ingress, TLS", url: "https://kubernetes.io/docs/concepts/services-networking/ingress/#tls" },
    { title: "Gateway API: TLS configuration", url: "https://gateway-api.sigs.k8s.io/guides/tls/" },
  ],
  standards: { nsaCisa: ["encryption"], mitreAttack: ["T1557"] },
  equivalents: { polaris: ["tlsSettingsMissing"], kubescape: ["C-0263"] },
});

const CONSEQUENCE = "everybody on the way reads and changes what is sent";

function* judgeIngress(object: KubernetesObject): Iterable<Finding> {
  if (object.isPartial || isEncryptedElsewhere(object)) return;
  const tls = lookUp(object.root, "spec", "tls");
  const hosts = itemNodes(lookUp(object.root, "spec", "rules")).map((rule) => stringAt(rule, "host"));
  const isEmpty = tls.kind === "known" && tls.value.kind === "sequence" && tls.value.items.length === 0;
  if (tls.kind === "unset" || isEmpty) {
    if (!isAbout(object) || (hosts.length > 0 && hosts.every((host) => host.kind === "known" && isLocal(host.value))))
      return;
    yield {
      span: object.anchor,
      message: `${labelOf(object)} names no certificate (\`spec.tls\`), so that it answers in plain HTTP: ${CONSEQUENCE}.`,
    };
    return;
  }
  const covered = coveredHosts(tls);
  if (covered === "all") return;
  for (const host of hosts) {
    if (host.kind !== "known" || host.span === undefined || isLocal(host.value)) continue;
    if (covered.some((pattern) => covers(pattern, host.value))) continue;
    yield {
      span: host.span,
      message: `No certificate of ${nameOf(object)} is for \`${host.value}\`, which is answered in plain HTTP: ${CONSEQUENCE}.`,
    };
  }
}

/** Half typed, an Ingress has no spec yet. */
function isAbout(object: KubernetesObject): boolean {
  const spec = lookUp(object.root, "spec");
  return spec.kind === "known" && spec.value.kind === "mapping" && !spec.value.isOpen;
}

/** What a template decides may be encryption as well. */
function isEncryptedElsewhere(object: KubernetesObject): boolean {
  const ingressClass = stringAt(object.root, "spec", "ingressClassName");
  if (ingressClass.kind === "known" && TLS_CLASSES.has(ingressClass.value)) return true;
  return TLS_ANNOTATIONS.some(({ annotation: key, value }) => {
    const found = annotation(object, key);
    return found.kind === "unknown" || (found.kind === "known" && (value?.test(found.value) ?? true));
  });
}

/** An entry without hosts is a certificate for all of them; one that a template fills in may be for any. */
function coveredHosts(tls: Resolved<YamlNode>): "all" | readonly string[] {
  const known: string[] = [];
  if (tls.kind !== "known" || tls.value.kind !== "sequence" || tls.value.isOpen) return "all";
  for (const { value, isConditional } of tls.value.items) {
    const hosts = lookUp(value, "hosts");
    if (isConditional || hosts.kind !== "known" || hosts.value.kind !== "sequence" || hosts.value.isOpen) return "all";
    for (const item of hosts.value.items) {
      if (item.isConditional || item.value.kind !== "scalar") return "all";
      known.push(item.value.text);
    }
  }
  return known.length === 0 ? "all" : known;
}

/** `*` stands for one label (Ingress API, `host`). */
function covers(pattern: string, host: string): boolean {
  if (pattern === host) return true;
  return pattern.startsWith("*.") && host.slice(host.indexOf(".")) === pattern.slice(1);
}

/** Names that lead nowhere but to the machine itself or its neighbours (RFC 6761, RFC 6762). */
function isLocal(host: string): boolean {
  return /(?:^|\.)(?:localhost|local|test|localdev\.me)$/.test(host);
}

function itemNodes(list: Resolved<YamlNode>): readonly YamlNode[] {
  return list.kind === "known" && list.value.kind === "sequence" ? list.value.items.map(({ value }) => value) : [];
}

interface Listener {
  readonly node: YamlNode;
  readonly protocol: string;
  readonly span: Span;
}

/** The listeners of a gateway with their protocols; none where one of them is not known. */
function listeners(object: KubernetesObject, list: string, ...path: readonly string[]): readonly Listener[] {
  const found = lookUp(object.root, "spec", list);
  if (found.kind !== "known" || found.value.kind !== "sequence" || found.value.isOpen) return [];
  const all = found.value.items.map(({ value, isConditional }) => {
    const protocol = stringAt(value, ...path, "protocol");
    const isKnown = protocol.kind === "known" && protocol.span !== undefined && !isConditional && !isNull(value);
    return isKnown && protocol.span !== undefined
      ? { node: value, protocol: protocol.value, span: protocol.span }
      : undefined;
  });
  return all.includes(undefined) ? [] : all.flatMap((listener) => listener ?? []);
}

/** Plain HTTP beside HTTPS is most often there to redirect from, which an HTTPRoute elsewhere says. */
function* judgeGateway(object: KubernetesObject): Iterable<Finding> {
  const all = listeners(object, "listeners");
  if (object.isPartial || all.some(({ protocol }) => protocol !== "HTTP")) return;
  for (const { span } of all) {
    yield { span, message: `${labelOf(object)} only listens for plain HTTP: ${CONSEQUENCE}.` };
  }
}

function* judgeIstioGateway(object: KubernetesObject): Iterable<Finding> {
  for (const { node, protocol, span } of listeners(object, "servers", "port")) {
    const redirect = booleanAt(node, "tls", "httpsRedirect");
    if (!/^(?:HTTP|HTTP2|GRPC)$/.test(protocol) || redirect.kind === "unknown") continue;
    if (redirect.kind === "known" && redirect.value) continue;
    yield {
      span,
      message: `${labelOf(object)} answers in plain ${protocol === "GRPC" ? "gRPC" : "HTTP"} and does not redirect: ${CONSEQUENCE}.`,
    };
  }
}

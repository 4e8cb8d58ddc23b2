import assert from "node:assert/strict";
import { test } from "node:test";
import { analyze } from "../../../server/src/core/index.ts";
import { exposedService } from "../../../server/src/core/rules/kubernetes/exposed-service.ts";
import { ingressWithoutTls } from "../../../server/src/core/rules/kubernetes/ingress-without-tls.ts";
import { networkPolicyAllowsAll } from "../../../server/src/core/rules/kubernetes/network-policy-allows-all.ts";

function squiggled(text: string): readonly string[] {
  const rules = [exposedService, ingressWithoutTls, networkPolicyAllowsAll];
  const { diagnostics, failures } = analyze({ path: "a.yaml", text }, { rules });
  assert.deepEqual(failures, []);
  return diagnostics.map(({ span }) => text.slice(span.start, span.end));
}

function policy(spec: string): string {
  return `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: web}\nspec:\n  podSelector: {}\n${spec}`;
}

function egress(peer: string, ports = ""): string {
  return policy(`  egress:\n  - to: [{ipBlock: ${peer}}]\n${ports === "" ? "" : `    ports: ${ports}\n`}`);
}

test("whether the cloud's metadata can be reached decides about all addresses", () => {
  const all = "{cidr: 0.0.0.0/0}";
  assert.deepEqual(squiggled(egress(all)), ["0.0.0.0/0"]);
  assert.deepEqual(squiggled(egress(all, "[{port: 80}]")), ["0.0.0.0/0"]);
  assert.deepEqual(squiggled(egress(all, "[{port: 1, endPort: 1024}]")), ["0.0.0.0/0"]);
  for (const ports of ["[{port: 443}]", "[{port: 80, protocol: UDP}]", "[{port: https}]"]) {
    assert.deepEqual(squiggled(egress(all, ports)), [], ports);
  }
  for (const except of ["169.254.169.254/32", "169.254.0.0/16", "128.0.0.0/1"]) {
    assert.deepEqual(squiggled(egress(`{cidr: 0.0.0.0/0, except: [${except}]}`)), [], except);
  }
  for (const except of ["169.254.169.253/32", "10.0.0.0/8"]) {
    assert.equal(squiggled(egress(`{cidr: 0.0.0.0/0, except: [${except}]}`)).length, 1, except);
  }
});

test("empty peers mean everybody, no rule means nobody", () => {
  assert.deepEqual(squiggled(policy("  ingress:\n  - from: []\n    ports: [{port: 5432}]\n")), ["from"]);
  assert.deepEqual(squiggled(policy("  ingress: [{}]\n")), ["{}"]);
  assert.deepEqual(squiggled(policy("  ingress: []\n  egress:\n")), []);
  assert.deepEqual(squiggled(policy("  ingress:\n  - {{ toYaml .Values.rule }}\n")), []);
  assert.deepEqual(squiggled(policy("  ingress:\n  - from:\n    {{- toYaml .Values.peers | nindent 4 }}\n")), []);
});

test("the internet may call on named ports", () => {
  assert.deepEqual(squiggled(policy("  ingress:\n  - from: [{ipBlock: {cidr: 0.0.0.0/0}}]\n")), ["0.0.0.0/0"]);
  assert.deepEqual(
    squiggled(policy("  ingress:\n  - from: [{ipBlock: {cidr: 0.0.0.0/0}}]\n    ports: [{port: 443}]\n")),
    [],
  );
});

function ingress(spec: string, metadata = "{name: web}"): string {
  return `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: ${metadata}\nspec:\n${spec}`;
}

test("hosts and their certificates", () => {
  const rules = "  rules: [{host: a.example.com}, {host: b.c.example.com}]\n";
  assert.deepEqual(squiggled(ingress(rules)), ["web"]);
  assert.deepEqual(squiggled(ingress(`  tls: []\n${rules}`)), ["web"]);
  assert.deepEqual(squiggled(ingress(`  tls: [{hosts: [a.example.com]}]\n${rules}`)), ["b.c.example.com"]);
  assert.deepEqual(squiggled(ingress(`  tls: [{hosts: ["*.example.com"]}]\n${rules}`)), ["b.c.example.com"]);
  assert.deepEqual(squiggled(ingress(`  tls: [{secretName: x}]\n${rules}`)), []);
  assert.deepEqual(squiggled(ingress("  defaultBackend: {service: {name: web}}\n")), ["web"]);
});

test("encryption elsewhere, names of the own machine, and what is not yet typed", () => {
  const rules = "  rules: [{host: a.example.com}]\n";
  for (const annotation of [
    'alb.ingress.kubernetes.io/certificate-arn: "arn:aws:acm:x"',
    'nginx.ingress.kubernetes.io/ssl-passthrough: "true"',
    "networking.gke.io/managed-certificates: web",
  ]) {
    assert.deepEqual(squiggled(ingress(rules, `{name: web, annotations: {${annotation}}}`)), [], annotation);
  }
  assert.deepEqual(squiggled(ingress(`  ingressClassName: tailscale\n${rules}`)), []);
  assert.deepEqual(squiggled(ingress("  rules: [{host: web.local}, {host: localhost}]\n")), []);
  assert.deepEqual(squiggled("apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: web}\nspec:\n"), []);
  assert.equal(
    squiggled(ingress(rules, "{name: web, annotations: {alb.ingress.kubernetes.io/listen-ports: '[{\"HTTP\": 80}]'}}"))
      .length,
    1,
  );
});

test("who may call a load balancer", () => {
  const service = (spec: string, annotations = ""): string =>
    `apiVersion: v1\nkind: Service\nmetadata: {name: web, annotations: {${annotations}}}\nspec: {type: LoadBalancer${spec}}\n`;
  assert.equal(squiggled(service("")).length, 1);
  assert.equal(squiggled(service(", loadBalancerSourceRanges: []")).length, 1);
  assert.equal(squiggled(service(", loadBalancerSourceRanges: [10.0.0.0/8]")).length, 0);
  assert.equal(squiggled(service("", 'service.beta.kubernetes.io/aws-load-balancer-scheme: "internal"')).length, 0);
  assert.equal(
    squiggled(service("", 'service.beta.kubernetes.io/aws-load-balancer-scheme: "internet-facing"')).length,
    1,
  );
  assert.equal(
    squiggled(service("", 'service.beta.kubernetes.io/load-balancer-source-ranges: "10.0.0.0/8"')).length,
    0,
  );
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { analyze, applyEdits, DEFAULT_CONFIG, hardenToRestricted } from "../../../server/src/core/index.ts";

/** The text after hardening the pod at a word of it, and what is told besides. */
function hardened(
  text: string,
  at = "containers",
): { readonly text: string; readonly remaining: readonly string[]; readonly title: string } {
  const hardening = hardenToRestricted(analyze({ path: "manifest.yaml", text }), text.indexOf(at));
  assert.ok(hardening !== undefined, "there is nothing to change");
  return { ...hardening, text: applyEdits(text, hardening.edits) };
}

test("everything that the restricted level asks for, in the style of the text", () => {
  const before = `# the shop
apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop # main
spec:
  template:
    spec:
      hostNetwork: true # why
      containers:
      # the server
      - name: web
        image: registry.example/web:1.4
        ports:
        - containerPort: 8080
          hostPort: 8080
        securityContext:
          privileged: true
          # files
          readOnlyRootFilesystem: true
      - image: 'registry.example/proxy:3' # sidecar
        name: proxy
        securityContext: {capabilities: {add: [NET_ADMIN, NET_BIND_SERVICE]}}
      # storage
      volumes:
      - name: tmp
        emptyDir: {}
`;
  const { text, remaining, title } = hardened(before);
  assert.equal(title, "Harden Deployment `shop` to Restricted");
  assert.deepEqual(remaining, []);
  assert.equal(
    text,
    `# the shop
apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop # main
spec:
  template:
    spec:
      containers:
      # the server
      - name: web
        image: registry.example/web:1.4
        ports:
        - containerPort: 8080
        securityContext:
          # files
          readOnlyRootFilesystem: true
          capabilities:
            drop:
            - ALL
          allowPrivilegeEscalation: false
      - image: 'registry.example/proxy:3' # sidecar
        name: proxy
        securityContext: {capabilities: {add: [NET_BIND_SERVICE], drop: [ALL]}, allowPrivilegeEscalation: false}
      # storage
      volumes:
      - name: tmp
        emptyDir: {}
      securityContext:
        runAsNonRoot: true
        seccompProfile:
          type: RuntimeDefault
`,
  );
});

test("JSON stays JSON", () => {
  const before = `{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "shop"}, "spec": {"containers": [{"name": "web", "image": "web:1"}]}}\n`;
  const { text } = hardened(before);
  assert.deepEqual(JSON.parse(text).spec, {
    containers: [
      {
        name: "web",
        image: "web:1",
        securityContext: { capabilities: { drop: ["ALL"] }, allowPrivilegeEscalation: false },
      },
    ],
    securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
  });
});

test("only the pod at the cursor, in the document at the cursor", () => {
  const pod = (name: string): string =>
    `apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${name}\nspec:\n  containers:\n  - name: c-${name}\n    image: web:1\n`;
  const text = `${pod("first")}---\n${pod("second")}---\n${pod("third")}`;
  const after = hardened(text, "c-second").text;
  assert.ok(after.startsWith(`${pod("first")}---\n`) && after.endsWith(`---\n${pod("third")}`));
  assert.match(after, /c-second[\s\S]*runAsNonRoot: true/);
});

test("what no edit can do is named", () => {
  const before =
    "apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n  - name: web\n    image: web:1\n  volumes:\n  - name: root\n    hostPath: {path: /}\n";
  const { remaining } = hardened(before);
  assert.equal(remaining.length, 1);
  assert.match(remaining[0] ?? "", /whole file system/);
});

test("a text behind an anchor is not changed for others", () => {
  const before =
    "apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n  - name: web\n    image: web:1\n    securityContext: &sc\n      runAsUser: 0\n  - name: proxy\n    image: proxy:1\n    securityContext: *sc\n";
  const { text, remaining } = hardened(before);
  assert.match(text, /&sc\n {6}runAsUser: 0\n/);
  assert.ok(remaining.some((message) => message.includes("runs as root")));
});

test("a pod that is as it should be, and a file without pods", () => {
  const once = hardened(
    "apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n  - name: web\n    image: web:1\n",
  ).text;
  assert.equal(hardenToRestricted(analyze({ path: "a.yaml", text: once }), 60), undefined);
  const service = "apiVersion: v1\nkind: Service\nmetadata:\n  name: shop\n";
  assert.equal(hardenToRestricted(analyze({ path: "a.yaml", text: service }), 20), undefined);
  assert.equal(hardenToRestricted(analyze({ path: "Dockerfile", text: "FROM scratch\n" }), 2), undefined);
});

test("hosts of probes stay below the release that forbids them", () => {
  const before =
    "apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n  - name: web\n    image: web:1\n    livenessProbe: {tcpSocket: {host: a.b, port: 1}}\n";
  const analysis = analyze({ path: "a.yaml", text: before });
  const old = hardenToRestricted(analysis, 60, { ...DEFAULT_CONFIG, podSecurity: { version: "v1.30" } });
  assert.ok(old !== undefined);
  assert.match(applyEdits(before, old.edits), /host: a\.b/);
  assert.doesNotMatch(hardened(before).text, /host: a\.b/);
});

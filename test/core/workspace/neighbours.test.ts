// What rules know of other files: accounts, roles, policies, images, build contexts.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { analyze, applyEdits, DEFAULT_CONFIG, indexLines, readFacts } from "../../../server/src/core/index.ts";
import { isIgnored } from "../../../server/src/core/workspace/ignore-file.ts";
import { resolvePath } from "../../../server/src/core/workspace/paths.ts";
import { check, type Files, idsIn, indexOf, messagesOf, relatedOf } from "./files.ts";

const POD = `apiVersion: v1
kind: Pod
metadata:
  name: web
  namespace: shop
  labels: {app: web}
spec:
  serviceAccountName: web
  containers:
    - name: web
      image: registry.example/web:1.4
`;
const ACCESS = `apiVersion: v1
kind: ServiceAccount
metadata: {name: web, namespace: shop}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: web-admin}
roleRef: {kind: ClusterRole, name: reader, apiGroup: rbac.authorization.k8s.io}
subjects:
  - {kind: ServiceAccount, name: web, namespace: shop}
`;
const ROLE = `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: reader}
rules:
  - apiGroups: [""]
    resources: [secrets]
    verbs: [get]
`;

describe("the chain from a role to the pods that have it", () => {
  const files: Files = { "pod.yaml": POD, "access.yaml": ACCESS, "role.yaml": ROLE };

  it("is told with the role: who binds it, and which pods run under the account", () => {
    assert.deepEqual(relatedOf(check(files, "role.yaml"), "rbac-secret-access"), [
      "access.yaml:7 ClusterRoleBinding `web-admin` gives it to ServiceAccount `web`.",
      "pod.yaml:4 The pods of Pod `web` have it, through the ServiceAccount `web`.",
    ]);
  });

  it("is told with the binding of `cluster-admin`", () => {
    const admin = ACCESS.replace("name: reader", "name: cluster-admin");
    assert.deepEqual(relatedOf(check({ ...files, "access.yaml": admin }, "access.yaml"), "rbac-cluster-admin"), [
      "pod.yaml:4 The pods of Pod `web` have it, through the ServiceAccount `web`.",
    ]);
  });

  it("ends where an account of another namespace is meant", () => {
    const other = { ...files, "pod.yaml": POD.replace("namespace: shop", "namespace: bank") };
    assert.deepEqual(relatedOf(check(other, "role.yaml"), "rbac-secret-access"), [
      "access.yaml:7 ClusterRoleBinding `web-admin` gives it to ServiceAccount `web`.",
    ]);
  });

  it("follows a RoleBinding's subject without a namespace into the binding's own", () => {
    const binding = `apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: web, namespace: NS}
roleRef: {kind: ClusterRole, name: reader, apiGroup: rbac.authorization.k8s.io}
subjects: [{kind: ServiceAccount, name: web}]
`;
    const places = (namespace: string): number =>
      relatedOf(check({ ...files, "access.yaml": binding.replace("NS", namespace) }, "role.yaml"), "rbac-secret-access")
        .length;
    assert.equal(places("shop"), 2);
    assert.equal(places("bank"), 1);
  });
});

describe("objects in other files", () => {
  it("a service account that is nowhere to be found is no finding (kube-linter issue 137)", () => {
    const ids = idsIn(check({ "pod.yaml": POD }, "pod.yaml"));
    assert.ok(!ids.includes("service-account-token-mounted"));
    assert.ok(!ids.includes("default-service-account"));
  });

  it("a policy in another file counts, whatever namespace it is applied to (KICS issue 3759)", () => {
    const policy = (head: string): string =>
      `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: a${head}}\nspec: {podSelector: {matchLabels: {app: web}}}\n`;
    const ids = (text: string): readonly string[] =>
      idsIn(check({ "pod.yaml": POD, "policies/a.yaml": text }, "pod.yaml"));
    assert.ok(!ids(policy("")).includes("no-network-policy"));
    assert.ok(!ids(policy(", namespace: shop")).includes("no-network-policy"));
    assert.ok(ids(policy(", namespace: bank")).includes("no-network-policy"));
    assert.ok(ids(policy("").replace("app: web", "app: api")).includes("no-network-policy"));
  });

  it("a policy for labels that a kustomization adds is not one for nothing", () => {
    const policy =
      "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: a, namespace: shop}\nspec: {podSelector: {matchLabels: {team: shop}}}\n";
    const files = { "pod.yaml": POD, "policy.yaml": policy };
    assert.ok(idsIn(check(files, "policy.yaml")).includes("policy-selects-nothing"));
    const labelled = { ...files, "kustomization.yaml": "resources: [pod.yaml]\ncommonLabels: {team: shop}\n" };
    assert.ok(!idsIn(check(labelled, "policy.yaml")).includes("policy-selects-nothing"));
  });

  it("a policy of a chart with dependencies may be for their pods", () => {
    const policy =
      "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: a}\nspec: {podSelector: {matchLabels: {app: redis}}}\n";
    const pod = POD.replace("  namespace: shop\n", "");
    const files = { "chart/templates/pod.yaml": pod, "chart/templates/policy.yaml": policy };
    const chart = (more: string): Files => ({ ...files, "chart/Chart.yaml": `apiVersion: v2\nname: shop\n${more}` });
    const finds = (all: Files): boolean =>
      idsIn(check(all, "chart/templates/policy.yaml")).includes("policy-selects-nothing");
    assert.ok(finds(chart("")));
    assert.ok(!finds(chart("dependencies: [{name: redis}]\n")));
  });

  it("a policy that allows all says which ones it undoes", () => {
    const policy = (name: string, rest: string): string =>
      `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: ${name}, namespace: shop}\nspec: {podSelector: {}, ${rest}}\n`;
    const files = { "a.yaml": policy("open", "ingress: [{}]"), "b.yaml": policy("deny", "policyTypes: [Ingress]") };
    assert.deepEqual(relatedOf(check(files, "a.yaml"), "network-policy-allows-all"), [
      "b.yaml:3 NetworkPolicy `deny` is about the same pods, and is undone: policies add up.",
    ]);
  });
});

describe("the Dockerfile that an image is built from", () => {
  const pod = POD.replace("spec:\n", "spec:\n  securityContext: {runAsNonRoot: true}\n");
  const dockerfile = "FROM debian:12\nRUN useradd -u 10001 app\nUSER app\n";
  const found = (files: Files, images = {}): readonly string[] =>
    messagesOf(
      analyze(
        { path: "k8s/pod.yaml", text: files["k8s/pod.yaml"] ?? "" },
        { workspace: indexOf(files), config: { ...DEFAULT_CONFIG, images } },
      ),
      "non-root-pod-root-image",
    );

  it("is found by Compose, Skaffold, Kustomize and the setting `images`", () => {
    const files = { "k8s/pod.yaml": pod, "web/Dockerfile": dockerfile };
    assert.deepEqual(found(files), []);
    const ways: readonly Files[] = [
      { "compose.yaml": "services: {web: {image: 'registry.example/web:dev', build: ./web}}\n" },
      { "dev/docker-compose.yml": "services: {web: {image: registry.example/web, build: {context: ../web}}}\n" },
      {
        "skaffold.yaml":
          "apiVersion: skaffold/v4beta11\nkind: Config\nbuild: {artifacts: [{image: registry.example/web, context: web}]}\n",
      },
      {
        "compose.yaml": "services: {web: {image: registry.local/shop, build: web}}\n",
        "k8s/kustomization.yaml":
          "resources: [pod.yaml]\nimages: [{name: registry.example/web, newName: registry.local/shop}]\n",
      },
    ];
    for (const way of ways) assert.equal(found({ ...files, ...way }).length, 1, JSON.stringify(way));
    assert.equal(found(files, { "registry.example/web": "web/Dockerfile" }).length, 1);
    assert.equal(found(files, { "registry.example/web": "elsewhere/Dockerfile" }).length, 0);
  });

  it("is not guessed: names with variables, other registries, URLs, other builders", () => {
    const files = { "k8s/pod.yaml": pod, "web/Dockerfile": dockerfile };
    const ways: readonly string[] = [
      "services: {web: {image: '${REGISTRY}/web', build: web}}\n",
      "services: {web: {image: other.example/web, build: web}}\n",
      "services: {web: {image: registry.example/web, build: 'https://github.com/acme/web.git'}}\n",
      "services: {web: {image: registry.example/web, build: {context: web, dockerfile_inline: 'FROM debian'}}}\n",
      "services: {web: {image: registry.example/web}}\n",
    ];
    for (const way of ways) assert.deepEqual(found({ ...files, "compose.yaml": way }), [], way);
  });

  it("says nothing where two builds of the image differ", () => {
    const files = {
      "k8s/pod.yaml": pod,
      "web/Dockerfile": dockerfile,
      "web/prod.Dockerfile": "FROM debian:12\nUSER 10001\n",
      "compose.yaml": "services: {web: {image: registry.example/web, build: web}}\n",
      "compose.prod.yaml":
        "services: {web: {image: registry.example/web, build: {context: web, dockerfile: prod.Dockerfile}}}\n",
    };
    assert.deepEqual(found(files), []);
  });

  it("is named with the finding, and its user's number is offered", () => {
    const files = {
      "k8s/pod.yaml": pod,
      "web/Dockerfile": dockerfile,
      "compose.yaml": "services: {web: {image: registry.example/web, build: web}}\n",
    };
    const analysis = check(files, "k8s/pod.yaml");
    assert.deepEqual(
      relatedOf(analysis, "non-root-pod-root-image")[0],
      "web/Dockerfile:3 The image's user is decided here: `USER app`.",
    );
    const finding = analysis.diagnostics.find(({ rule }) => rule.id === "non-root-pod-root-image");
    const [fix] = finding?.fixes ?? [];
    assert.match(
      applyEdits(pod, fix?.edits ?? []),
      /image: registry\.example\/web:1\.4\n {6}securityContext:\n {8}runAsUser: 10001\n/,
    );
  });
});

describe("an emptyDir for what a read-only container writes", () => {
  const offered = (text: string): string => {
    const { diagnostics } = analyze({ path: "a.yaml", text });
    const finding = diagnostics.find(({ rule }) => rule.id === "read-only-root-image-writes");
    return applyEdits(text, finding?.fixes?.[0]?.edits ?? []);
  };

  it("is written in the style of the text", () => {
    const text = `kind: Pod
apiVersion: v1
metadata: {name: web}
spec:
    containers:
    -   name: web
        image: redis:7
        securityContext: {readOnlyRootFilesystem: true}
    volumes:
    -   name: data
        configMap: {name: a}
`;
    assert.equal(
      offered(text),
      text
        .replace("true}\n", "true}\n        volumeMounts:\n        - name: data-2\n          mountPath: /data\n")
        .replace("{name: a}\n", "{name: a}\n    - name: data-2\n      emptyDir: {}\n"),
    );
  });

  it("also in JSON", () => {
    const text = `{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web"}, "spec": {"containers": [{"name": "web", "image": "redis:7", "securityContext": {"readOnlyRootFilesystem": true}}]}}`;
    const { spec } = JSON.parse(offered(text));
    assert.deepEqual(spec.volumes, [{ name: "data", emptyDir: {} }]);
    assert.deepEqual(spec.containers[0].volumeMounts, [{ name: "data", mountPath: "/data" }]);
  });
});

describe("a credential file", () => {
  const id = "secret-reaches-image-through-context";
  const brought = (path: string, text: string): boolean =>
    idsIn(check({ Dockerfile: "FROM debian:12\nCOPY . /app\nUSER 1000\n", [path]: text }, "Dockerfile")).includes(id);

  it("counts for what it holds, not for its name alone", () => {
    assert.ok(brought(".env", "DB_PASSWORD=kX9vQ2mZ7pL4\n"));
    assert.ok(!brought(".env", "PORT=8080\nLOG_LEVEL=debug\n"));
    assert.ok(!brought(".env", "POSTGRES_PASSWORD=postgres\n"));
    assert.ok(!brought(".env.example", "DB_PASSWORD=kX9vQ2mZ7pL4\n"));
    assert.ok(!brought(".npmrc", "//registry.npmjs.org/:_authToken=${NPM_TOKEN}\n"));
    assert.ok(brought("deploy/shop.p12", ""));
    assert.ok(!brought("test/fixtures/shop.p12", ""));
  });

  it("leaves nothing of its text in the index", () => {
    const { facts } = readFacts({ path: ".env", text: "DB_PASSWORD=kX9vQ2mZ7pL4\n" });
    assert.ok(facts.length > 0 && !JSON.stringify(facts).includes("kX9"));
  });
});

describe("a .dockerignore", () => {
  it("is read as Docker reads it", () => {
    const cases: readonly (readonly [patterns: readonly string[], path: string, ignored: boolean])[] = [
      [["secrets"], "secrets/id_rsa", true],
      [["secrets"], "app/secrets/id_rsa", false],
      [["/secrets/"], "secrets/id_rsa", true],
      [["*.pem"], "a.pem", true],
      [["*.pem"], "keys/a.pem", false],
      [["**/*.pem"], "a.pem", true],
      [["**/*.pem"], "keys/deep/a.pem", true],
      [["*", "!src"], "src/.env", false],
      [["*", "!src", "src/.env"], "src/.env", true],
      [["*/.env"], "a/.env", true],
      [["*/.env"], "a/b/.env", false],
      [["a/**/b"], "a/b/key", true],
      [["a/**/b"], "a/x/y/b", true],
      [["./.env"], ".env", true],
      [[".en?"], ".env", true],
      [["!.env"], ".env", false],
      [[], ".env", false],
    ];
    for (const [patterns, path, ignored] of cases) {
      assert.equal(isIgnored(patterns, path), ignored, `${patterns.join(" ")} ${path}`);
    }
  });

  it("of the Dockerfile's own counts before that of the folder", () => {
    const key =
      "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAE\n-----END OPENSSH PRIVATE KEY-----\n";
    const files: Files = {
      Dockerfile: "FROM debian:12\nCOPY . /app\nUSER 1000\n",
      id_rsa: key,
      ".dockerignore": "id_rsa\n",
    };
    const id = "secret-reaches-image-through-context";
    assert.ok(!idsIn(check(files, "Dockerfile")).includes(id));
    assert.ok(idsIn(check({ ...files, "Dockerfile.dockerignore": "node_modules\n" }, "Dockerfile")).includes(id));
  });

  it("of a folder above counts where nobody says what the context is", () => {
    const key =
      "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAE\n-----END OPENSSH PRIVATE KEY-----\n";
    const files: Files = { "web/Dockerfile": "FROM debian:12\nCOPY . /app\nUSER 1000\n", "web/id_rsa": key };
    const id = "secret-reaches-image-through-context";
    assert.ok(idsIn(check(files, "web/Dockerfile")).includes(id));
    assert.ok(!idsIn(check({ ...files, ".dockerignore": "**/id_rsa\n" }, "web/Dockerfile")).includes(id));
  });

  it("gets a line of its own at its end", () => {
    const key =
      "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAE\n-----END OPENSSH PRIVATE KEY-----\n";
    const ignore = "node_modules\n# keys";
    const files: Files = {
      Dockerfile: "FROM debian:12\nCOPY . /app\nUSER 1000\n",
      "keys/id_rsa": key,
      ".dockerignore": ignore,
    };
    const finding = check(files, "Dockerfile").diagnostics.find(
      ({ rule }) => rule.id === "secret-reaches-image-through-context",
    );
    const [addition] = finding?.fixes?.[0]?.additions ?? [];
    assert.deepEqual(addition, {
      path: ".dockerignore",
      at: indexLines(ignore).positionAt(ignore.length),
      text: "\nkeys/id_rsa\n",
    });
  });
});

it("paths are told from the top, whatever way they are written", () => {
  const cases: readonly (readonly [folder: string, path: string, result: string])[] = [
    ["a/b", "../c.yaml", "a/c.yaml"],
    ["", "./x/../y.yaml", "y.yaml"],
    ["a", "../../x.yaml", "../x.yaml"],
    ["../a", "b", "../a/b"],
    ["a", ".", "a"],
    ["", ".", ""],
    ["/srv/a", "../b", "/srv/b"],
    ["a", "/abs/b/", "/abs/b"],
  ];
  for (const [folder, path, result] of cases) assert.equal(resolvePath(folder, path), result, `${folder} ${path}`);
});

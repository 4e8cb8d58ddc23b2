import { replaceField } from "../../kubernetes/edit.ts";
import type { Container, KubernetesDocument, KubernetesObject } from "../../kubernetes/model.ts";
import { itemsAt, textAt } from "../../kubernetes/node.ts";
import { type WrittenSecret, writtenSecrets } from "../../kubernetes/written-secrets.ts";
import { perObject } from "../../text/per-object.ts";
import { manifestFix } from "../manifest-fix.ts";
import { defineKubernetesRule, type Fix } from "../rule.ts";

export const secretInManifest = defineKubernetesRule({
  id: "secret-in-manifest",
  title: "A credential is written out in a manifest",
  severity: "error",
  topic: "secrets",
  actors: ["malicious insider", "external attacker", "inadvertent insider"],
  why: "Whoever can read the repository has the credential, and so does whoever may look at the object in the cluster (`kubectl describe`), which is far more people than may read its Secrets. It also ends up in the logs and backups of the tools in between.",
  remedy:
    "Keep the credential in a Secret, better one that a secret store fills, and refer to it by `valueFrom.secretKeyRef` or mount it as a file. Replace a credential that was in a repository.",
  *check(document) {
    for (const object of document.objects) {
      for (const secret of writtenSecrets(document, object)) {
        yield {
          span: secret.span,
          ...(secret.match.kind === "weak-default" && { severity: "warning" as const }),
          message: describe(secret),
          fixes: refer(document, object, secret),
        };
      }
    }
  },
  bad: [
    {
      title: "an environment variable",
      code: `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  template:
    spec:
      containers:
        - name: web
          image: registry.example/web:1.4
          env:
            - name: DB_HOST
              value: db
            - name: DB_PASSWORD
              value: «h7Gq2-mZw»
`,
    },
    {
      title: "arguments and a shell command",
      code: `apiVersion: batch/v1
kind: Job
metadata:
  name: report
spec:
  template:
    spec:
      initContainers:
        - name: load
          image: registry.example/load:2
          command: ["/bin/sh", "-c", "mysql -uroot -p«h7Gq2-mZw» -e 'SELECT 1'"]
      containers:
        - name: report
          image: registry.example/report:7
          args:
            - --db-password=«t4Lk9-pQx»
            - --api-token
            - «k9Zr7Qw2LmX4vB8n»
            - --source=https://deploy:«r8Vn3-cYs»@git.example.com/app.git
`,
    },
    {
      title: "a ConfigMap",
      code: `apiVersion: v1
kind: ConfigMap
metadata:
  name: shop
data:
  API_TOKEN: «k9Zr7Qw2LmX4vB8n»
  application.properties: |
    spring.datasource.username=shop
    spring.datasource.password=«h7Gq2-mZw»
`,
    },
    {
      title: "a probe's header and a hook's command",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: web
      image: registry.example/web:1.4
      readinessProbe:
        httpGet:
          path: /ready
          port: 8080
          httpHeaders:
            - name: Authorization
              value: Bearer «k9Zr7Qw2LmX4vB8n»
      lifecycle:
        preStop:
          exec:
            command: [curl, -u, "admin:«h7Gq2-mZw»", http://localhost:8080/stop]
`,
    },
    {
      title: "a password that everybody tries first",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: db
spec:
  containers:
    - name: db
      image: postgres:16
      env:
        - {name: POSTGRES_PASSWORD, value: «postgres»}
`,
    },
  ],
  good: [
    {
      title: "from a Secret",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: shop
  annotations:
    nginx.ingress.kubernetes.io/auth-secret: basic-auth
spec:
  containers:
    - name: web
      image: registry.example/web:1.4
      command: [sh, -c, 'exec web --password="$DB_PASSWORD"']
      args: ["--token=$(API_TOKEN)"]
      env:
        - name: DB_PASSWORD
          valueFrom:
            secretKeyRef:
              name: db
              key: password
  volumes:
    - name: tls
      secret:
        secretName: shop-tls
`,
    },
    {
      title: "settings about secrets",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: web
      image: registry.example/web:1.4
      env:
        - name: DB_PASSWORD_FILE
          value: /run/secrets/db
        - name: TOKEN_TTL
          value: "3600"
        - name: ALLOW_EMPTY_PASSWORD
          value: "no"
        - name: PASSWORD_MIN_LENGTH
          value: "12"
        - name: SECRET_NAME
          value: shop-credentials
`,
    },
    {
      title: "a settings file that reads variables",
      code: `apiVersion: v1
kind: ConfigMap
metadata:
  name: filebeat-config
data:
  filebeat.yml: |-
    output.elasticsearch:
      hosts: ['\${ELASTICSEARCH_HOST:elasticsearch}:\${ELASTICSEARCH_PORT:9200}']
      username: \${ELASTICSEARCH_USERNAME}
      password: \${ELASTICSEARCH_PASSWORD}
  start.sh: |
    token: $(cat /run/secrets/token)
    password: #{ENV["DB_PASSWORD"]}
`,
    },
    {
      title: "a URL that shows its form",
      code: `apiVersion: v1
kind: ConfigMap
metadata:
  name: shop
data:
  DATABASE_URL: postgres://username:password@hostname:port/dbname
  BROKER_URL: amqp://user:pass@mq.example.com:5672/vhost
`,
    },
    {
      title: "filled in by a chart's user",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: web
      image: registry.example/web:1.4
      env:
        - name: DB_PASSWORD
          value: {{ .Values.password | quote }}
`,
    },
  ],
  references: [
    {
      title: "Kubernetes: good practices for Secrets",
      url: "https://kubernetes.io/docs/concepts/security/secrets-good-practices/",
    },
    {
      title: "Kubernetes: distribute credentials securely using Secrets",
      url: "https://kubernetes.io/docs/tasks/inject-data-application/distribute-credentials-secure/",
    },
    { title: "CWE-798: Use of Hard-coded Credentials", url: "https://cwe.mitre.org/data/definitions/798.html" },
  ],
  standards: { nsaCisa: ["secrets"], mitreAttack: ["T1552.001"] },
  equivalents: {
    trivy: ["KSV-0109", "KSV-01010"],
    kubeLinter: ["env-var-secret"],
    polaris: ["sensitiveContainerEnvVar", "sensitiveConfigmapContent"],
    kubescape: ["C-0012"],
    sonar: ["kubernetes:S2068", "kubernetes:S6418"],
  },
});

function describe({ match, place }: WrittenSecret): string {
  const what = match.kind === "weak-default" ? `${match.what} that everybody tries first` : match.what;
  return `${what.charAt(0).toUpperCase()}${what.slice(1)} is written out in ${place}: whoever reads the manifest or the object has it.`;
}

/** Only where the whole value of a variable is the credential. */
function refer(document: KubernetesDocument, object: KubernetesObject, { variable }: WrittenSecret): readonly Fix[] {
  if (variable === undefined) return [];
  const { name: key, entry, container } = variable;
  const name = usedSecret(container) ?? secretName(object);
  const edit = replaceField(document, entry, "value", { valueFrom: { secretKeyRef: { name, key } } });
  const namespace = object.namespace === undefined ? "" : ` -n ${object.namespace}`;
  return manifestFix(edit, {
    title: `Read it from the Secret \`${name}\``,
    isSafe: false,
    note: `The Secret has to be there first: \`kubectl create secret generic ${name}${namespace} --from-literal=${key}=…\`.`,
  });
}

/** The Secret that the container's other variables are read from. */
const usedSecret = perObject(({ node }: Container): string | undefined => {
  for (const entry of itemsAt(node, "env")) {
    const name = textAt(entry, "valueFrom", "secretKeyRef", "name");
    if (name !== undefined) return name;
  }
  return undefined;
});

/** Named after the workload, as far as that is a name for an object (RFC 1123). */
function secretName({ name = "" }: KubernetesObject): string {
  const own = name
    .toLowerCase()
    .replace(/[^a-z0-9.-]+/g, "-")
    .replace(/^[.-]+|(?<![.-])[.-]+$/g, "");
  return own === "" ? "credentials" : own;
}

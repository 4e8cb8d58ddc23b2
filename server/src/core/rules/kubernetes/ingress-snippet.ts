import { SNIPPET_ANNOTATIONS } from "../../knowledge/ingress/snippets.ts";
import { annotation, isKind, labelOf } from "../../kubernetes/kinds.ts";
import { entryAt, mappingAt } from "../../kubernetes/node.ts";
import { removeField } from "../../kubernetes/remove.ts";
import { manifestFix } from "../manifest-fix.ts";
import { defineKubernetesRule } from "../rule.ts";

export const ingressSnippet = defineKubernetesRule({
  id: "ingress-snippet",
  title: "An Ingress writes into the proxy's own configuration",
  severity: "error",
  topic: "network",
  actors: ["malicious insider", "internal attacker"],
  why: "The text of a snippet becomes part of the configuration of the proxy that serves every namespace. Whoever may change an Ingress can then read the proxy's files, among them the token with which it reads the secrets of the whole cluster (CVE-2021-25742), and run code in it.",
  remedy:
    'Use the annotations or custom resources that the controller has for the purpose (headers, rewrites, limits, authentication), and leave snippets forbidden (`allow-snippet-annotations: "false"`).',
  *check(document) {
    for (const object of document.objects) {
      if (!isKind(object, "Ingress", "networking.k8s.io", "extensions")) continue;
      const annotations = mappingAt(object.root, "metadata", "annotations");
      for (const key of SNIPPET_ANNOTATIONS) {
        const snippet = annotation(object, key);
        const entry = entryAt(annotations, key);
        if (entry === undefined || snippet.kind !== "known" || snippet.value.trim() === "") continue;
        yield {
          span: entry.keySpan,
          message: `${labelOf(object)} puts text of its own into the proxy's configuration: whoever may change it reads the secrets that the proxy can read.`,
          fixes: manifestFix(removeField(document, object.root, ["metadata", "annotations", key]), {
            title: `Remove \`${key.slice(key.indexOf("/") + 1)}\``,
            isSafe: false,
            note: "What the snippet does has to be said by the controller's own annotations.",
          }),
        };
      }
    }
  },
  bad: [
    {
      title: "a header by hand",
      code: `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  annotations:
    «nginx.ingress.kubernetes.io/configuration-snippet»: |
      more_set_headers "X-Frame-Options: DENY";
    nginx.ingress.kubernetes.io/rewrite-target: /
spec:
  tls:
    - secretName: shop-tls
  rules:
    - host: shop.example.com
`,
    },
  ],
  good: [
    {
      title: "an annotation for the purpose",
      code: `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  annotations:
    nginx.ingress.kubernetes.io/custom-headers: shop/headers
spec:
  tls:
    - secretName: shop-tls
  rules:
    - host: shop.example.com
`,
    },
  ],
  references: [
    { title: "CVE-2021-25742", url: "https://github.com/kubernetes/ingress-nginx/issues/7837" },
    {
      title: "ingress-nginx: annotations and their risks",
      url: "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations-risk/",
    },
  ],
  standards: { mitreAttack: ["T1528"] },
  equivalents: { trivy: ["KCV-0093"], checkov: ["CKV_K8S_152", "CKV_K8S_153", "CKV_K8S_154"] },
});

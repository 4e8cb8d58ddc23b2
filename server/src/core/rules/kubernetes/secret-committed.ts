import { committedSecrets } from "../../kubernetes/committed-secrets.ts";
import { nameOf } from "../../kubernetes/kinds.ts";
import { defineKubernetesRule } from "../rule.ts";

export const secretCommitted = defineKubernetesRule({
  id: "secret-committed",
  title: "A Secret is in a file with its contents",
  severity: "warning",
  topic: "secrets",
  actors: ["malicious insider", "external attacker", "inadvertent insider"],
  why: "base64 is a spelling, no encryption: whoever can read the file has the credential. In a repository it stays in the history after it was removed, and on every machine that cloned it.",
  remedy:
    "Keep the contents out of the file: let a secret store fill the Secret (External Secrets, Secrets Store CSI driver), or encrypt it (Sealed Secrets, SOPS). Replace a credential that was in a repository.",
  *check(document) {
    for (const object of document.objects) {
      for (const { span, what, key, isEncoded, isWeak } of committedSecrets(document, object)) {
        const who = nameOf(object);
        yield {
          span,
          ...(isWeak && { severity: "information" as const }),
          message: isEncoded
            ? `\`${key}\` of ${who} holds ${what}: base64 is no encryption, everyone who can read the file has it.`
            : `\`${key}\` of ${who} holds ${what}: everyone who can read the file has it.`,
        };
      }
    }
  },
  bad: [
    {
      title: "base64",
      code: `apiVersion: v1
kind: Secret
metadata:
  name: db
type: Opaque
data:
  username: c2hvcA==
  password: «aDdHcTItbVp3»
`,
    },
    {
      title: "plain text",
      code: `apiVersion: v1
kind: Secret
metadata:
  name: shop
stringData:
  API_TOKEN: «k9Zr7Qw2LmX4vB8n»
  config.yaml: |
    host: db
    password: «h7Gq2-mZw»
`,
    },
    {
      title: "a login to a registry",
      code: `apiVersion: v1
kind: Secret
metadata:
  name: pull
type: kubernetes.io/dockerconfigjson
data:
  .dockerconfigjson: «eyJhdXRocyI6eyJyZWdpc3RyeS5leGFtcGxlIjp7ImF1dGgiOiJZMms2YURkSGNUSXRiVnAzIn19fQ==»
`,
    },
  ],
  good: [
    {
      title: "placeholders",
      code: `apiVersion: v1
kind: Secret
metadata:
  name: db
stringData:
  username: shop
  password: <your-password>
  token: \${TOKEN}
data:
  other: ""
`,
    },
    {
      title: "encrypted",
      code: `apiVersion: bitnami.com/v1alpha1
kind: SealedSecret
metadata:
  name: db
spec:
  encryptedData:
    password: AgBy3i4OJSWK+PiTySYZZA9rO43cGDEq8dXwkq0nqYzQJpLk3oA9kQ==
`,
    },
    {
      title: "encrypted by SOPS",
      code: `apiVersion: v1
kind: Secret
metadata:
  name: db
stringData:
  password: ENC[AES256_GCM,data:p673w==,iv:YY=,aad:UQ=,tag:A=,type:str]
sops:
  version: 3.9.0
`,
    },
    {
      title: "filled in by a chart's user",
      code: `apiVersion: v1
kind: Secret
metadata:
  name: db
data:
  password: {{ .Values.password | b64enc | quote }}
`,
    },
  ],
  references: [
    {
      title: "Kubernetes: good practices for Secrets",
      url: "https://kubernetes.io/docs/concepts/security/secrets-good-practices/#avoid-sharing-secret-manifests",
    },
    {
      title: "CWE-540: Inclusion of Sensitive Information in Source Code",
      url: "https://cwe.mitre.org/data/definitions/540.html",
    },
  ],
  standards: { cisKubernetes: ["5.4.2"], nsaCisa: ["secrets"], mitreAttack: ["T1552.001"] },
  equivalents: { kubescape: ["C-0012"] },
});

/**
 * Tells whether a value names where the real one comes from: a variable, a template, a secret store.
 * `$X`, `${X}`, `$(X)`, `{{ x }}`, `<x>`, `%X%`, `@X@`, `#{x}`, `vault:…`, `op://…`, `arn:…`, encrypted values.
 */
export function isReference(value: string): boolean {
  return (
    /\$[{(]|\{\{|\{%|<%|#\{|\$\[|%\(/.test(value) ||
    /^\$[A-Za-z_]\w*$|\$[A-Z_][A-Z0-9_]{2,}|^<[^<>]*>$|^%[A-Za-z_]\w*%$|^@[A-Za-z_][\w.]*@$|^\{[\w.-]+\}$|^__[A-Za-z0-9_]+__$/.test(
      value,
    ) ||
    STORES.test(value)
  );
}

const STORES =
  /^(?:vault|secretref|ssm|sm|gcpsm|awssm|azkv|keyvault|bao|op|bws|doppler|infisical|akeyless|chamber|berglas|sm|file|env|secret|secrets|ref|aws|gcp|sops|arn):|^@Microsoft\.KeyVault\(|^ENC\[|^\$ANSIBLE_VAULT|^projects\/[^/\s]+\/secrets\/|^!(?:vault|Ref|Sub|GetAtt)\b|^\{cipher\}|^\/run\/secrets\//i;

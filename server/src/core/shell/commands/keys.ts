import { findOption, hasOption, type OptionSpec, optionValues, readOptions } from "../options.ts";
import type { WriteOrigin } from "../syntax.ts";
import { dropLeading, leadingText } from "../word-text.ts";
import { appends, at, type CommandFiles, reads, writes } from "./place.ts";

/** ssh-keygen(1): making a key, which writes the private key and beside it the public one. */
const sshKeygen: CommandFiles = (invocation) => {
  const read = readOptions(invocation, { valued: "abCDEFfImnNOPRrsStVWwzZ" });
  const file = findOption(read, "f")?.value;
  const isOtherTask = hasOption(read, "y", "l", "e", "i", "R", "F", "H", "p", "A", "s", "Y", "B", "c", "L", "Q");
  if (file === undefined) return [];
  if (isOtherTask) return hasOption(read, "y", "l", "e", "i") ? reads([file]) : [];
  const origin: WriteOrigin = { kind: "generated", by: "ssh-keygen" };
  return [
    writes(at(file), { ...origin, isPrivateKey: true }),
    writes({ word: file, derive: (path) => `${path}.pub` }, origin),
  ];
};

/** openssl(1) and the pages of its subcommands. */
const OPENSSL_OPTIONS: OptionSpec = {
  hasSingleDash: true,
  longValued: [
    ...["in", "out", "keyout", "inkey", "key", "CAkey", "CA", "cert", "certfile", "config", "days", "subj", "addext"],
    ...[
      "newkey",
      "pass",
      "passin",
      "passout",
      "password",
      "name",
      "algorithm",
      "pkeyopt",
      "rand",
      "set_serial",
      "CAfile",
    ],
    ...[
      "extfile",
      "extensions",
      "reqexts",
      "k",
      "kfile",
      "K",
      "iv",
      "S",
      "md",
      "signature",
      "sign",
      "verify",
      "connect",
    ],
    ...["inform", "outform", "keyform", "rsaopt", "curve", "sigopt", "nameopt", "iter", "CAserial", "caname"],
  ],
};

/** Subcommands whose output is a new private key (openssl-genpkey(1), openssl-genrsa(1), openssl-ecparam(1)). */
const KEY_COMMANDS = new Set(["genrsa", "genpkey", "gendsa", "ecparam"]);

const openssl: CommandFiles = (invocation) => {
  const read = readOptions(invocation, OPENSSL_OPTIONS);
  const origin: WriteOrigin = { kind: "generated", by: "openssl" };
  const passwordFiles = optionValues(read, "pass", "passin", "passout")
    .filter((word) => leadingText(word).startsWith("file:"))
    .map((word) => dropLeading(word, "file:".length));
  const inputs = optionValues(read, "in", "inkey", "key", "CAkey", "CA", "cert", "certfile", "kfile", "extfile");
  const [first] = invocation.args;
  const makesKey = first !== undefined && KEY_COMMANDS.has(leadingText(first)) && !hasOption(read, "pubout", "in");
  return [
    ...reads([...inputs, ...passwordFiles]),
    ...optionValues(read, "keyout").map((word) => writes(at(word), { ...origin, isPrivateKey: true })),
    ...optionValues(read, "out").map((word) => writes(at(word), makesKey ? { ...origin, isPrivateKey: true } : origin)),
  ];
};

/** gpg(1). */
const gpg: CommandFiles = (invocation) => {
  const read = readOptions(invocation, {
    valued: "oru",
    longValued: [
      ...["output", "recipient", "local-user", "homedir", "keyring", "keyserver", "passphrase", "passphrase-file"],
      ...["status-fd", "passphrase-fd", "pinentry-mode", "trust-model", "default-key"],
    ],
  });
  const isOnlyKeys = hasOption(
    read,
    "recv-keys",
    "recv-key",
    "export",
    "export-secret-keys",
    "list-keys",
    "delete-key",
  );
  return [
    ...reads([...(isOnlyKeys ? [] : read.operands), ...optionValues(read, "passphrase-file")]),
    ...optionValues(read, "o", "output").map((word) => writes(at(word), { kind: "command", by: "gpg" })),
  ];
};

/** keytool(1): which commands change the keystore, which write a certificate. */
const keytool: CommandFiles = (invocation) => {
  const read = readOptions(invocation, {
    hasSingleDash: true,
    longValued: [
      ...["alias", "keystore", "storepass", "keypass", "file", "keyalg", "keysize", "validity", "dname", "storetype"],
      ...["destkeystore", "srckeystore", "deststorepass", "srcstorepass", "deststoretype", "srcstoretype", "outfile"],
      ...["destkeypass", "srckeypass", "ext", "sigalg", "destalias", "srcalias", "infile"],
    ],
  });
  const origin: WriteOrigin = { kind: "generated", by: "keytool" };
  const isMaking = hasOption(read, "genkey", "genkeypair", "genseckey", "import", "importcert", "importkeystore");
  const isExporting = hasOption(read, "export", "exportcert", "certreq");
  const files = optionValues(read, "file");
  const stores = optionValues(read, ...(hasOption(read, "importkeystore") ? ["destkeystore"] : ["keystore"]));
  return [
    ...reads([...optionValues(read, "srckeystore"), ...(isExporting ? stores : files)]),
    ...(isMaking ? stores : []).map((word) => appends(at(word), origin)),
    ...(isExporting ? files : []).map((word) => writes(at(word), origin)),
  ];
};

/** ssh(1): the identity and configuration it is given. */
const ssh: CommandFiles = (invocation) => {
  const read = readOptions(invocation, { valued: "BbcDEeFIiJLlmOopQRSWw", stopsAtOperand: true });
  return reads(optionValues(read, "i", "F"));
};

/** ssh-add(1). */
const sshAdd: CommandFiles = (invocation) => reads(readOptions(invocation, { valued: "EeSst" }).operands);

/** Programs that make or use keys. */
export const KEYS: Readonly<Record<string, CommandFiles>> = {
  "ssh-keygen": sshKeygen,
  openssl,
  gpg,
  gpg2: gpg,
  keytool,
  ssh,
  "ssh-add": sshAdd,
};

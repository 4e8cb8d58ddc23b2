import assert from "node:assert/strict";
import { test } from "node:test";
import { othersMayWrite, parseMode, specialBits, withoutSpecialBits } from "../../../server/src/core/shell/mode.ts";

function bitsOf(text: string): string {
  const mode = parseMode(text);
  if (mode === undefined) return "no mode";
  const { setuid, setgid, sticky } = specialBits(mode);
  return [setuid && "setuid", setgid && "setgid", sticky && "sticky"].filter(Boolean).join(" ");
}

test("setuid and setgid are read from octal and symbolic modes", () => {
  const expected: Record<string, string> = {
    "4755": "setuid",
    "04755": "setuid",
    "2755": "setgid",
    "6755": "setuid setgid",
    "1777": "sticky",
    "0755": "",
    "755": "",
    "+s": "setuid setgid",
    "u+s": "setuid",
    "g+s": "setgid",
    "ug+s": "setuid setgid",
    "a+s": "setuid setgid",
    "o+s": "",
    "u=rwxs,g=rx": "setuid",
    "u+rwxs": "setuid",
    "u=rwx,g+s": "setgid",
    "+4000": "setuid",
    "a-s": "",
    "u-s,g-s": "",
    "u+s,u-s": "",
    "+t": "sticky",
    "u=g": "",
  };
  for (const [mode, bits] of Object.entries(expected)) assert.equal(bitsOf(mode), bits, mode);
});

test("a text that is no mode is not read as one", () => {
  for (const text of ["", "8755", "rwx", "u+q", "u", "u+s,", "99999", "$MODE", "12345"]) {
    assert.equal(parseMode(text), undefined, text);
  }
});

test("the special bits are taken out and the spelling stays", () => {
  const expected: Record<string, string | undefined> = {
    "4755": "0755",
    "04755": "0755",
    "2775": "0775",
    "6755": "0755",
    "5777": "1777",
    "755": "755",
    "1777": "1777",
    "u+s": undefined,
    "+s": undefined,
    "ug+s": undefined,
    "u+s,g+s": undefined,
    "u+sx": "u+x",
    "u+s,g+x": "g+x",
    "u=rwxs,g=rx": "u=rwx,g=rx",
    "a-s": "a-s",
    "u+x-s": "u+x-s",
    "+4755": "+0755",
    "+4000": undefined,
    nonsense: undefined,
  };
  for (const [mode, without] of Object.entries(expected)) assert.equal(withoutSpecialBits(mode), without, mode);
});

test("a mode lets everyone write only where it says so for others", () => {
  const expected: Record<string, boolean> = {
    "777": true,
    "0666": true,
    "1777": true,
    "775": false,
    "o+w": true,
    "a+w": true,
    "a=rwx": true,
    "ugo+rwx": true,
    "u+w": false,
    "+w": false,
    "o-w": false,
    "a+w,o-w": false,
    "u=rwx,go=rx": false,
    "+002": true,
  };
  for (const [text, isWritable] of Object.entries(expected)) {
    const mode = parseMode(text);
    assert.ok(mode, text);
    assert.equal(othersMayWrite(mode), isWritable, text);
  }
});

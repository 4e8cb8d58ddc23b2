import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { decodeBase64, decodeUtf8 } from "../../../server/src/core/text/base64.ts";

test("any bytes come back from base64, in lines and without padding too", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      const text = Buffer.from(bytes).toString("base64");
      const lines = text.replace(/.{1,20}/g, "$&\n");
      for (const written of [text, lines, text.replace(/=+$/, "")]) {
        assert.deepEqual(decodeBase64(written), [...bytes], written);
      }
    }),
  );
});

test("what is no base64 is none", () => {
  for (const text of ["a", "ab!d", "====", "ab=c", "ä", "abcde"]) assert.equal(decodeBase64(text), undefined, text);
  assert.deepEqual(decodeBase64(""), []);
});

test("any text comes back from UTF-8", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), (text) => {
      assert.equal(decodeUtf8([...Buffer.from(text, "utf8")]), text);
    }),
  );
});

test("bytes that spell no text are none", () => {
  for (const bytes of [
    [0xff],
    [0xc0, 0x80],
    [0xe2, 0x82],
    [0x80],
    [0xf5, 0x80, 0x80, 0x80],
    [0xf4, 0xbf, 0xbf, 0xbf],
  ]) {
    assert.equal(decodeUtf8(bytes), undefined, String(bytes));
  }
});

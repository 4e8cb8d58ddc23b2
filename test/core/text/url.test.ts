import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { isLocalHost, isPublicName, shownUrl, urlHost } from "../../../server/src/core/text/url.ts";

describe("urlHost", () => {
  const cases: readonly (readonly [url: string, host: string | undefined])[] = [
    ["https://Example.com/a", "example.com"],
    ["http://user:pw@example.com:8080/a?b", "example.com"],
    ["http://[::1]:80/a", "[::1]"],
    ["http://$HOST/a", undefined],
    ["http:///a", undefined],
    ["example.com/a", undefined],
    ["https://example.com#x", "example.com"],
  ];
  for (const [url, host] of cases) it(url, () => assert.equal(urlHost(url), host));
});

describe("shownUrl", () => {
  it("leaves out the user, the password and the query", () => {
    assert.equal(shownUrl("https://u:p@example.com/a/b?token=c#d"), "https://…@example.com/a/b…");
    assert.equal(shownUrl("https://example.com/a@b"), "https://example.com/a@b");
    assert.equal(shownUrl("name==1.0"), "name==1.0");
  });

  it("never tells what stands in front of the host or behind the path", () => {
    const word = fc.stringMatching(/^[a-z]{12}$/);
    fc.assert(
      fc.property(word, word, word, (user, password, token) => {
        const shown = shownUrl(`https://${user}:${password}@example.com/path?x=${token}`);
        for (const secret of [user, password, token]) assert.ok(!shown.includes(secret), shown);
      }),
    );
  });
});

describe("hosts", () => {
  it("are local, public, or neither", () => {
    for (const host of ["localhost", "app.localhost", "127.0.0.1", "127.1.2.3", "[::1]", "0.0.0.0"])
      assert.ok(isLocalHost(host), host);
    for (const host of ["example.com", "10.0.0.1", "localhost.example.com"]) assert.ok(!isLocalHost(host), host);
    for (const host of ["example.com", "a.b-c.example.org"]) assert.ok(isPublicName(host), host);
    for (const host of ["nexus", "10.0.0.1", "[::1]", "a.internal", "a.svc", "host.local", "a..b"])
      assert.ok(!isPublicName(host), host);
  });
});

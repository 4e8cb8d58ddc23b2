import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Hover } from "vscode-languageserver-protocol/node";
import { buildServer, PULL, rangeOf, removeServer, TestClient, textAt } from "./client.ts";

const URI = "file:///workspace/Dockerfile";
const TEXT = "FROM alpine:3.20\nRUN chmod 0755 /app && chmod 4755 /su\nUSER 10001\n";

let server = "";
before(async () => {
  server = await buildServer();
});
after(removeServer);

async function hoverAt(
  client: TestClient,
  words: string,
): Promise<{ readonly hover: Hover | null; readonly value: string }> {
  const hover = await client.hover(URI, rangeOf(TEXT, words).start);
  const value =
    hover !== null && typeof hover.contents === "object" && "value" in hover.contents ? hover.contents.value : "";
  return { hover, value };
}

describe("a hover where there is no finding", () => {
  it("explains in five lines at most, with a link", async () => {
    const client = await TestClient.start(server, { capabilities: PULL });
    await client.open(URI, TEXT);
    const { hover, value } = await hoverAt(client, "USER");
    assert.ok(hover?.range !== undefined);
    assert.equal(textAt(TEXT, hover.range), "USER 10001");
    const lines = value.split("\n\n");
    assert.ok(lines.length <= 5, value);
    assert.equal(lines[0], "**`USER 10001`**");
    assert.match(lines.at(-1) ?? "", /^\[.+\]\(https:\/\/docs\.docker\.com\/reference\/dockerfile\/#user\)$/);
    assert.match((await hoverAt(client, "0755")).value, /`0755` is `rwxr-xr-x`/);
    assert.equal(await client.stop(), 0);
  });

  it("leaves the word to the finding where there is one", async () => {
    const client = await TestClient.start(server, { capabilities: PULL });
    await client.open(URI, TEXT);
    const { value } = await hoverAt(client, "4755");
    assert.match(value, /setuid-bit/);
    assert.doesNotMatch(value, /rwsr/);
    assert.equal(await client.stop(), 0);
  });

  it("is plain where the client reads no Markdown, and gone with the setting", async () => {
    const textDocument = { ...PULL.textDocument, hover: {} };
    const client = await TestClient.start(server, { capabilities: { ...PULL, textDocument } });
    await client.open(URI, TEXT);
    const { value } = await hoverAt(client, "USER");
    assert.match(value, /^`USER 10001`\n[^*[]+https:\/\/\S+$/);
    await client.configure({ hover: false });
    assert.equal((await hoverAt(client, "USER")).hover, null);
    assert.match((await hoverAt(client, "4755")).value, /setuid-bit/, "findings are explained all the same");
    assert.equal(await client.stop(), 0);
  });
});

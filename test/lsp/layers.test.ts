import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { ImageLayers } from "../../server/src/lsp/layers.ts";
import { buildServer, PULL, removeServer, TestClient, textAt } from "./client.ts";

const URI = "file:///workspace/Dockerfile";

let server = "";
before(async () => {
  server = await buildServer();
});
after(removeServer);

async function layersOf(client: TestClient, uri: string): Promise<ImageLayers | null> {
  return client.connection.sendRequest("hullcheck/layers", { textDocument: { uri } });
}

describe("the request for an image's layers", () => {
  const text = `FROM golang:1.23 AS build
RUN go build -o /app
FROM alpine:3.20
ENV A=1
COPY --from=build /app /app
RUN touch /b /a
RUN rm /a
USER 10001
`;

  it("tells what each entry of the history adds, removes and leaves readable", async () => {
    const client = await TestClient.start(server, { capabilities: PULL });
    await client.open(URI, text);
    const layers = await layersOf(client, URI);
    assert.ok(layers !== null);
    assert.equal(textAt(text, layers.range), "FROM alpine:3.20");
    assert.equal(layers.user, "10001");
    const told = layers.entries.map(({ range, layer, user, added, removed, readable }) => ({
      line: textAt(text, range),
      layer,
      user,
      added: added.map(({ path }) => path),
      removed: removed.map(({ path }) => path),
      readable: readable.map(({ path }) => path),
    }));
    const nothing = { added: [], removed: [], readable: [] };
    assert.deepEqual(told, [
      { ...nothing, line: "ENV A=1", layer: null, user: "root" },
      { ...nothing, line: "COPY --from=build /app /app", layer: 1, user: "root", added: ["/app"] },
      { ...nothing, line: "RUN touch /b /a", layer: 2, user: "root", added: ["/a", "/b"], readable: ["/a"] },
      { ...nothing, line: "RUN rm /a", layer: 3, user: "root", removed: ["/a"] },
      { ...nothing, line: "USER 10001", layer: null, user: "root" },
    ]);
    assert.match(layers.entries[1]?.history ?? "", /^COPY \/app \/app # buildkit$/);
    const [hidden] = layers.entries[2]?.readable ?? [];
    assert.equal(hidden?.range.start.line, 6, "a click goes to what hides the file");
    assert.equal(await client.stop(), 0);
  });

  it("repeats no secret, whichever rules are on", async () => {
    const client = await TestClient.start(server, { capabilities: PULL });
    await client.configure({ rules: { "secret-in-env": "off", "secret-in-run": "off" } });
    await client.open(URI, "FROM alpine:3.20\nENV DB_PASSWORD=Xk29dlQ7vTzp\nRUN touch /srv/Xk29dlQ7vTzp.txt\n");
    const layers = await layersOf(client, URI);
    assert.ok(layers !== null && layers.entries.length === 2);
    assert.ok(!JSON.stringify(layers).includes("Xk29dlQ7vTzp"), JSON.stringify(layers));
    assert.equal(layers.entries[0]?.holdsSecret, true);
    assert.deepEqual(
      layers.entries[1]?.added.map(({ path }) => path),
      ["/srv/Xk….txt"],
    );
    assert.equal(await client.stop(), 0);
  });

  it("is answered with null for what is no image", async () => {
    const client = await TestClient.start(server, { capabilities: PULL });
    await client.open(URI, "# nothing yet\n");
    await client.open("file:///workspace/pod.yaml", "apiVersion: v1\nkind: Pod\nmetadata: { name: a }\n", "yaml");
    for (const uri of [URI, "file:///workspace/pod.yaml", "file:///nowhere/Dockerfile"]) {
      assert.equal(await layersOf(client, uri), null, uri);
    }
    assert.equal(await client.stop(), 0);
  });
});

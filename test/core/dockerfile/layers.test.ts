import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fileEvents } from "../../../server/src/core/dockerfile/file-events.ts";
import { interpretDockerfile } from "../../../server/src/core/dockerfile/interpret.ts";
import { layerHistory } from "../../../server/src/core/dockerfile/layers.ts";
import { knownValue } from "../../../server/src/core/text/resolved.ts";

function history(body: string) {
  const model = interpretDockerfile(`FROM debian:12\n${body}\n`);
  assert.ok(model.shipped);
  const line = (offset: number): number => model.lines.lineAt(offset);
  const { hidden, present } = layerHistory(model.shipped);
  return {
    hidden: hidden.map(({ creation, by, how, path, evidence }) => {
      const doubt = evidence === "named" ? "" : ` (${evidence})`;
      return `${path} ${line(creation.span.start)}-${line(by.span.start)} ${how}${doubt}`;
    }),
    present: present.map(
      ({ path, isDirectory, certainty }) => path + (isDirectory ? "/" : "") + (certainty === "maybe" ? "?" : ""),
    ),
  };
}

function hidden(body: string): readonly string[] {
  return history(body).hidden;
}

function present(body: string): readonly string[] {
  return history(body).present;
}

describe("a file of a lower layer", () => {
  it("is hidden by what removes it", () => {
    assert.deepEqual(hidden("RUN echo a > /f\nRUN rm /f"), ["/f 1-2 removed"]);
    assert.deepEqual(hidden("RUN echo a > /d/f\nRUN rm -rf /d"), ["/d/f 1-2 removed"]);
    assert.deepEqual(hidden("RUN echo a > /d/f.x\nRUN rm /d/*.x"), ["/d/f.x 1-2 removed"]);
    assert.deepEqual(hidden("RUN echo a > /d/f\nRUN find /d -type f -delete"), ["/d/f 1-2 removed"]);
    assert.deepEqual(hidden("RUN echo a > /d/e/f.x\nRUN find /d -name '*.x' -exec rm {} +"), ["/d/e/f.x 1-2 removed"]);
    assert.deepEqual(hidden("RUN echo a > /f\nRUN unlink /f"), ["/f 1-2 removed"]);
    assert.deepEqual(hidden("RUN echo a > /f\nRUN shred -u /f"), ["/f 1-2 removed"]);
    assert.deepEqual(hidden("COPY a.txt /f\nRUN rm /f"), ["/f 1-2 removed"]);
  });

  it("is hidden by what takes its place or takes it away", () => {
    assert.deepEqual(hidden("RUN echo a > /f\nRUN echo b > /f"), ["/f 1-2 overwritten"]);
    assert.deepEqual(hidden("RUN echo a > /f\nRUN : > /f"), ["/f 1-2 overwritten"]);
    assert.deepEqual(hidden("RUN echo a > /f\nRUN mv /f /g"), ["/f 1-2 moved"]);
    assert.deepEqual(hidden("RUN echo a > /f\nCOPY b.txt /f"), ["/f 1-2 overwritten"]);
  });

  it("is not hidden by what adds to it or leaves it", () => {
    assert.deepEqual(hidden("RUN echo a > /f\nRUN echo b >> /f"), []);
    assert.deepEqual(hidden("RUN echo a > /f\nRUN sed -i s/a/b/ /f"), []);
    assert.deepEqual(hidden("RUN echo a > /f\nRUN chmod 600 /f && touch /f"), []);
    assert.deepEqual(hidden("RUN echo a > /d/f\nRUN rm /d/.*"), []);
    assert.deepEqual(hidden("COPY a/ /d/\nCOPY b/ /d/"), []);
  });

  it("is not hidden where one instruction does both", () => {
    assert.deepEqual(hidden("RUN echo a > /f && rm /f"), []);
    assert.deepEqual(hidden("RUN <<EOF\necho a > /f\nrm /f\nEOF"), []);
  });

  it("may be added to, and all of it is hidden", () => {
    assert.deepEqual(hidden("RUN echo a > /f\nRUN echo b >> /f\nRUN rm /f"), ["/f 1-3 removed", "/f 2-3 removed"]);
    assert.deepEqual(hidden("RUN touch /f\nRUN echo b >> /f\nRUN rm /f"), ["/f 2-3 removed"]);
  });

  it("may be moved and copied before it goes", () => {
    assert.deepEqual(hidden("RUN echo a > /f && mv /f /g\nRUN rm /g"), ["/g 1-2 removed"]);
    assert.deepEqual(hidden("RUN echo a > /f && cp /f /g\nRUN rm /f /g"), ["/f 1-2 removed", "/g 1-2 removed"]);
    assert.deepEqual(present("RUN mkdir /a && echo x > /a/b/c && mv /a /d"), ["/d/", "/d/b/c"]);
    assert.deepEqual(present("RUN echo x > /a/b.x && mkdir /d && mv /a/*.x /d/"), ["/d/", "/d/b.x"]);
    assert.deepEqual(hidden("RUN cp /etc/a /b\nRUN rm /b"), ["/b 1-2 removed"]);
  });
});

describe("a folder that came as a whole", () => {
  it("is hidden with what is in it", () => {
    assert.deepEqual(hidden("RUN git clone https://h/a.git /src\nRUN rm -rf /src"), ["/src 1-2 removed"]);
    assert.deepEqual(hidden("COPY . /app\nRUN rm -rf /app/*"), ["/app/* 1-2 removed"]);
    assert.deepEqual(hidden("RUN apt-get update\nRUN rm -rf /var/lib/apt/lists/*"), [
      "/var/lib/apt/lists/* 1-2 removed",
    ]);
  });

  it("held a removed path for sure only where nothing else can have made it", () => {
    assert.deepEqual(hidden("COPY . /app\nRUN rm -r /app/tests"), ["/app/tests 1-2 removed (within)"]);
    assert.deepEqual(hidden("COPY . /app\nRUN rm -rf /app/tests"), ["/app/tests 1-2 removed (perhaps)"]);
    assert.deepEqual(hidden("COPY . /app\nRUN make\nRUN rm /app/log"), ["/app/log 1-3 removed (perhaps)"]);
    assert.deepEqual(hidden("COPY . /app\nRUN make -C /app && rm /app/log"), ["/app/log 1-2 removed (perhaps)"]);
    assert.deepEqual(hidden("COPY . /app\nRUN rm /app/log && make -C /app"), ["/app/log 1-2 removed (within)"]);
  });

  it("does not hold what was left out", () => {
    assert.deepEqual(hidden("COPY --exclude=.env . /app\nRUN rm -f /app/.env"), []);
    assert.deepEqual(hidden("COPY . /app\nRUN rm /app/.env\nRUN rm -f /app/.env"), ["/app/.env 1-2 removed (within)"]);
  });

  it("that is empty holds nothing", () => {
    assert.deepEqual(hidden("RUN mkdir /d\nRUN rm -f /d/x"), []);
  });
});

describe("what is on a mount", () => {
  it("is in no layer", () => {
    assert.deepEqual(present("RUN --mount=type=cache,target=/c echo a > /c/f"), []);
    assert.deepEqual(present("RUN --mount=type=tmpfs,target=/t echo a > /t/f"), []);
    assert.deepEqual(present("RUN echo a > /dev/f && echo b > /proc/f"), []);
    assert.deepEqual(hidden("RUN echo a > /c/f\nRUN --mount=type=cache,target=/c rm -rf /c/f"), []);
  });

  it("gets into one where it is copied out", () => {
    assert.deepEqual(present("RUN --mount=type=secret,id=a cp /run/secrets/a /f"), ["/f"]);
    assert.deepEqual(present("RUN --mount=type=secret,id=a cp /run/secrets/a /f && mv /f /g"), ["/g"]);
    assert.deepEqual(present("RUN --mount=type=cache,target=/c echo a > /f && mv /f /c/f"), []);
  });
});

describe("what may not happen", () => {
  it("is kept apart from what does", () => {
    assert.deepEqual(present("RUN if [ -e /x ]; then echo a > /f; fi"), ["/f?"]);
    assert.deepEqual(present("RUN echo a > /f; if [ -e /x ]; then rm /f; fi"), ["/f"]);
    assert.deepEqual(hidden("RUN echo a > /f\nRUN test -e /x && rm /f || true"), ["/f 1-2 removed"]);
  });
});

describe("stages", () => {
  it("are followed into those that are built on them", () => {
    const model = interpretDockerfile("FROM debian AS a\nRUN echo x > /f\nFROM a\nRUN rm /f\nFROM debian\nRUN rm /f\n");
    const counts = model.stages.map((stage) => layerHistory(stage).hidden.length);
    assert.deepEqual(counts, [0, 1, 0]);
  });
});

describe("modes, owners and capabilities", () => {
  it("are events with their value", () => {
    const model = interpretDockerfile(
      "FROM debian\nRUN chmod -R 755 /a && chown b:c /d && setcap cap_net_raw+ep /e && setcap -r /e\n",
    );
    const run = model.instructions.at(-1);
    assert.ok(run);
    const shown = fileEvents(run).events.map((event) =>
      "value" in event
        ? `${event.kind} ${event.path} ${knownValue(event.value) ?? "none"}${event.isRecursive ? " -R" : ""}`
        : "",
    );
    assert.deepEqual(shown, ["mode /a 755 -R", "owner /d b:c", "capability /e cap_net_raw+ep", "capability /e none"]);
  });
});

describe("speed", () => {
  it("ten thousand instructions are followed in a moment", () => {
    const body = Array.from(
      { length: 5_000 },
      (_, i) => `RUN echo a > /d${i % 50}/f${i}\nRUN rm -f /d${i % 50}/f${i - 1}`,
    );
    const model = interpretDockerfile(`FROM debian\n${body.join("\n")}\n`);
    assert.ok(model.shipped);
    const start = performance.now();
    assert.equal(layerHistory(model.shipped).hidden.length, 0);
    assert.ok(performance.now() - start < 5_000);
  });
});

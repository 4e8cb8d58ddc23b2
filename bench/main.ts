// npm run bench [section …]: how long things take, as Markdown tables. The files are real ones, from ../shared/corpus; other
// linters are measured in the same run where bench/install-peers could install them. Times are this machine's: read the ratios.
import { execFileSync } from "node:child_process";
import { cpus, loadavg } from "node:os";
import { resolve } from "node:path";
import { commandLine, oneFile } from "./command-line.ts";
import { growth, keystroke } from "./growth.ts";
import { memory, sizes, start } from "./start.ts";
import { type Row, table } from "./table.ts";
import { typing } from "./typing.ts";

interface Section {
  readonly title: string;
  readonly measure: (server: string) => readonly Row[] | Promise<readonly Row[]>;
}

const SECTIONS: Readonly<Record<string, Section>> = {
  typing: { title: "Keystroke to findings, over stdio", measure: typing },
  keystroke: { title: "Keystroke to findings, the core alone", measure: keystroke },
  growth: { title: "Cost against size", measure: growth },
  one: { title: "One file on the command line", measure: oneFile },
  corpus: { title: "The corpus on the command line", measure: commandLine },
  start: { title: "Start of the server", measure: start },
  memory: { title: "Memory of the server", measure: memory },
  sizes: { title: "What ships", measure: sizes },
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in SECTIONS));
if (unknown.length > 0) {
  console.error(`there is no section ${unknown.join(", ")}; there are ${Object.keys(SECTIONS).join(", ")}`);
  process.exit(2);
}

execFileSync(process.execPath, ["esbuild.mjs"], { stdio: "inherit" });
const server = resolve("dist/server.cjs");
console.log(`Node ${process.version}, ${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)} at the start.`);
for (const [name, { title, measure }] of Object.entries(SECTIONS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.log(`\n### ${title}\n\n${table(await measure(server))}`);
}
console.log(`\nLoad ${loadavg()[0]?.toFixed(1)} at the end.`);

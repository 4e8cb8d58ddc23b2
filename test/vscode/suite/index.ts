// The entry that VS Code calls inside its extension host: runs the bundled *.test.cjs files next to it with mocha.
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Mocha from "mocha";

/** What one test did, for the process outside that started VS Code. */
export interface TestReport {
  readonly title: string;
  readonly error?: string;
}

/** Runs all tests; writes what each did, as JSON, to the file named by HULLCHECK_TEST_REPORT; rejects when one fails. */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: "bdd", color: false, timeout: 20_000 });
  for (const file of readdirSync(__dirname).sort()) {
    if (file.endsWith(".test.cjs")) mocha.addFile(join(__dirname, file));
  }
  const reports: TestReport[] = [];
  const failures = await new Promise<number>((resolve) => {
    mocha
      .run(resolve)
      .on("pass", (test) => reports.push({ title: test.fullTitle() }))
      .on("fail", (test, error) => reports.push({ title: test.fullTitle(), error: error.stack ?? String(error) }));
  });
  const reportFile = process.env.HULLCHECK_TEST_REPORT;
  if (reportFile !== undefined) writeFileSync(reportFile, JSON.stringify(reports));
  if (failures > 0) throw new Error(`${failures} of ${reports.length} tests failed`);
}

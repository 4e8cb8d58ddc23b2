// Loaded before the command line: tells each step in which a file is replaced, and ends the process before the one whose number is given.
// A file system may take less than it is given to write: here each time half of it.
const fs = require("node:fs");

const steps = [
  "openSync",
  "writeSync",
  "fsyncSync",
  "closeSync",
  "chownSync",
  "chmodSync",
  "readFileSync",
  "renameSync",
  "rmSync",
];
const last = Number(process.env.KILLED_AT);
let count = 0;
let hasBegun = false;

for (const name of steps) {
  const real = fs[name];
  fs[name] = (...values) => {
    hasBegun ||= name === "openSync" && values[1] === "wx";
    if (!hasBegun) return real(...values);
    if (++count === last) process.kill(process.pid, "SIGKILL");
    fs.appendFileSync(process.env.STEPS, `${name}\n`);
    return name === "writeSync" ? real(...half(...values)) : real(...values);
  };
}

function half(descriptor, bytes, offset) {
  return [descriptor, bytes, offset, Math.ceil((bytes.length - offset) / 2)];
}

// Loaded before the server in every test of it: whatever reaches for a program, the network or a file to write says so and ends the
// process, also where the server would catch the error that Node's permission model throws.
const forbid = (name) =>
  function forbidden() {
    process.stderr.write(`forbidden: ${name}\n`);
    process.exit(77);
  };

function forbidAll(module, isForbidden) {
  for (const [name, member] of Object.entries(module)) {
    if (typeof member === "function" && isForbidden(name)) module[name] = forbid(name);
  }
}

const net = require("node:net");
const dns = require("node:dns");
const fs = require("node:fs");
const any = () => true;
const writes =
  /^(?:append|write)File|^createWriteStream$|^(?:chmod|chown|lchmod|lchown|copyFile|cp|link|lutimes|mkdir|mkdtemp|rename|rm|rmdir|symlink|truncate|unlink|utimes)(?:Sync)?$/;

const { connect } = net.Socket.prototype;
let isConnected = false;
net.Socket.prototype.connect = function connectOnce(...values) {
  const [place] = Array.isArray(values[0]) ? values[0] : values;
  if (isConnected || !isAskedFor(place)) return forbid("net.Socket.connect")();
  isConnected = true;
  return connect.apply(this, values);
};
net.Server.prototype.listen = forbid("net.Server.listen");
require("node:dgram").createSocket = forbid("dgram.createSocket");
for (const resolver of [dns, dns.promises]) forbidAll(resolver, (name) => /^(?:lookup|resolve|reverse)/.test(name));
globalThis.fetch = forbid("fetch");
globalThis.WebSocket = forbid("WebSocket");
for (const files of [fs, fs.promises]) {
  forbidAll(files, (name) => writes.test(name));
  for (const name of ["open", "openSync"].filter((key) => key in files)) {
    const open = files[name];
    files[name] = (path, flags, ...rest) => (isReading(flags) ? open(path, flags, ...rest) : forbid(`fs.${name}`)());
  }
}
forbidAll(require("node:child_process"), any);
forbidAll(require("node:worker_threads"), (name) => name === "Worker");
forbidAll(require("node:cluster"), (name) => name === "fork");

/** The one place that the client said it listens at. */
function isAskedFor({ port, host, path }) {
  const asked = (name) => process.argv.find((argument) => argument.startsWith(`--${name}=`))?.slice(name.length + 3);
  const isSocket = port !== undefined && host === "127.0.0.1" && String(port) === asked("socket");
  return isSocket || (path !== undefined && path === asked("pipe"));
}

function isReading(flags = "r") {
  const { O_WRONLY, O_RDWR, O_CREAT, O_TRUNC, O_APPEND } = fs.constants;
  if (typeof flags === "number") return (flags & (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC | O_APPEND)) === 0;
  return typeof flags === "function" || flags === "r" || flags === "rs";
}

const permitted = ["fs.write", "child", "worker"].filter((scope) => process.permission?.has(scope) !== false);
if (permitted.length > 0) forbid(`nothing, but permitted: ${permitted}`)();

// Loaded before the server: tells on a signal how much memory it holds once nothing is left to collect.
process.on("SIGUSR2", () => {
  global.gc();
  setImmediate(() => {
    global.gc();
    process.stderr.write(`heap ${process.memoryUsage().heapUsed}\n`);
  });
});

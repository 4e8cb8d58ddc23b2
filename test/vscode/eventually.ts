import { setTimeout as pause } from "node:timers/promises";

/** Tries again until the check no longer throws; after the given seconds it throws what the check threw last. */
export async function eventually<T>(check: () => T | Promise<T>, seconds = 15): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
    await pause(100);
  }
}

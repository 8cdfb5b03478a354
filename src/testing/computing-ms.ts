/** How long the yardstick takes on the machine for which limits are written, two hardware threads of a server. */
const YARDSTICK_MS = 20;

function yardstick(): number {
  let sum = 0;
  for (let i = 1; i < 1_400_000; i++) sum += Math.log(i) / i;
  return sum;
}

async function cpuMs(work: () => unknown): Promise<number> {
  const begin = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(begin);
  return (user + system) / 1000;
}

/**
 * How long the processor works on something, in milliseconds of one and the same machine: the least of five times, each
 * measured against a computation beside it. So neither a slow machine counts nor what else it does at the time.
 */
export async function computingMs(work: () => unknown): Promise<number> {
  let least = Infinity;
  for (let times = 0; times < 5; times++) {
    const own = await cpuMs(yardstick);
    least = Math.min(least, ((await cpuMs(work)) / own) * YARDSTICK_MS);
  }
  return least;
}

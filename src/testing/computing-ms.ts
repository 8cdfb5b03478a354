/**
 * How long the processor works on something, in milliseconds: the least of five times. What else the machine does at
 * the time hardly counts.
 */
export function computingMs(work: () => unknown): number {
  const times = Array.from({ length: 5 }, () => {
    const begin = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(begin);
    return (user + system) / 1000;
  });
  return Math.min(...times);
}

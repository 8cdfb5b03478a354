import { readFileSync } from 'node:fs';

/** This process's largest resident set so far: on Linux of this program alone, since `getrusage` counts its starter's too. */
export function peakRssBytes(): number {
  try {
    const line = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'));
    if (line) return 1024 * Number(line[1]);
  } catch {
    // Not on Linux.
  }
  return 1024 * process.resourceUsage().maxRSS;
}

import type { Trial } from './trial.ts';

/** How long at least one of the trials was running, in milliseconds; what lies between them does not count. */
export function busyMs(trials: readonly Trial[]): number {
  const spans = trials
    .flatMap(({ startedAt, endedAt, heartbeatAt }) =>
      startedAt === undefined ? [] : [{ from: startedAt, to: endedAt ?? heartbeatAt ?? startedAt }],
    )
    .sort((a, b) => a.from - b.from);
  let total = 0;
  let until = -Infinity;
  for (const { from, to } of spans) {
    if (to <= until) continue;
    total += to - Math.max(from, until);
    until = to;
  }
  return total;
}

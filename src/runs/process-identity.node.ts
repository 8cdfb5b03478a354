import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import type { ProcessIdentity } from './record.ts';
import { systemErrorCode } from './file-error.ts';

/**
 * When a process started, in a form that only equals itself: the boot's id and the clock ticks since boot, neither of
 * which changes when the clock is set. Undefined where the platform does not say (anything but Linux) or the process
 * is gone; `dead` for one that has ended but was not yet collected by its parent.
 */
function startToken(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in parentheses, which may contain anything; the rest is plain.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return 'dead';
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return fields[19] === undefined ? undefined : `${boot}:${fields[19]}`;
  } catch {
    return undefined;
  }
}

/** Names this process. */
export function currentProcess(): ProcessIdentity {
  const token = startToken(process.pid);
  return {
    pid: process.pid,
    hostname: hostname(),
    startedAt: new Date(Date.now() - process.uptime() * 1000).toISOString(),
    ...(token === undefined ? {} : { startToken: token }),
  };
}

/**
 * Whether a process is still there. One on another machine counts as alive, since it cannot be looked at from here; a
 * process that took over the number of an earlier one is told apart by its start where the platform gives it.
 */
export function isAlive(identity: ProcessIdentity): boolean {
  if (identity.hostname !== hostname()) return true;
  try {
    process.kill(identity.pid, 0);
  } catch (cause) {
    // EPERM: there is such a process, of another user.
    if (systemErrorCode(cause) !== 'EPERM') return false;
  }
  const token = startToken(identity.pid);
  if (token === 'dead') return false;
  return token === undefined || identity.startToken === undefined || token === identity.startToken;
}

import { currentProcess, isAlive } from '../runs/process-identity.node.ts';

/** What this process is called among the workers of a study; says enough to tell whether it still lives. */
export function workerName(): string {
  const { hostname, pid, startToken = '' } = currentProcess();
  return [hostname, pid, startToken].join('|');
}

/** Whether the process of that name is certainly gone; of one on another machine only its silence tells. */
export function isWorkerDead(name: string): boolean {
  const [hostname, pid, startToken] = name.split('|');
  if (hostname === undefined || !/^\d+$/.test(pid ?? '')) return false;
  return !isAlive({ hostname, pid: Number(pid), startedAt: '', ...(startToken ? { startToken } : {}) });
}

/** The name for people: the machine and the process. */
export function shownWorker(name: string): string {
  return name.split('|').slice(0, 2).join(':');
}

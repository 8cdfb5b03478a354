import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';

/** The launcher that users start. */
export const LAUNCHER = join(import.meta.dirname, '..', '..', 'bin', 'atelier.js');

/** How a process ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Collects what a process writes, until it has ended. */
export async function ended(child: ChildProcess): Promise<Ended> {
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  return await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      resolve({ code, signal, stdout, stderr });
    });
  });
}

/** Starts `atelier` with arguments, as a process of its own. */
export function startAtelier(args: readonly string[], options: { cwd?: string } = {}): ChildProcess {
  return spawn(process.execPath, [LAUNCHER, ...args], { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Runs `atelier` with arguments to its end. */
export async function atelier(args: readonly string[], options: { cwd?: string } = {}): Promise<Ended> {
  return await ended(startAtelier(args, options));
}

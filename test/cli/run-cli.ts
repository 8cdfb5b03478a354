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

/** Where and with what a process is started. */
interface StartOptions {
  readonly cwd?: string;
  /** Variables of its environment, besides the test's own. */
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Starts `atelier` with arguments, as a process of its own; whether the tests' output has colours is not its matter. Progress
 * is not shown unless a test asks for it: what comes of it depends on how fast the machine is.
 */
export function startAtelier(args: readonly string[], { cwd, env }: StartOptions = {}): ChildProcess {
  return spawn(process.execPath, [LAUNCHER, ...args], {
    cwd,
    env: { ...process.env, FORCE_COLOR: undefined, NO_COLOR: undefined, ATELIER_PROGRESS: 'never', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Runs `atelier` with arguments to its end. */
export async function atelier(args: readonly string[], options: StartOptions = {}): Promise<Ended> {
  return await ended(startAtelier(args, options));
}

import { spawnSync } from 'node:child_process';

export interface RunCommandOptions {
  readonly cwd?: string;
  /** Gives the standard output back in place of showing it. */
  readonly capture?: boolean;
  /** Exit codes that are no failure; 0 unless told. */
  readonly accept?: readonly number[];
  /** A day unless told. */
  readonly timeoutMs?: number;
}

/** Runs a program and gives its output, if captured; throws, naming the command, when it fails. */
export function runCommand(
  program: string,
  args: readonly string[],
  options: RunCommandOptions = {},
): string {
  const { cwd, capture = false, accept = [0], timeoutMs = 86_400_000 } = options;
  const { status, signal, error, stdout } = spawnSync(program, args, {
    cwd,
    encoding: 'utf8',
    timeout: timeoutMs,
    maxBuffer: 64 * 2 ** 20,
    stdio: ['ignore', capture ? 'pipe' : 'inherit', 'inherit'],
  });
  const command = [program, ...args].join(' ');
  if (error) throw new Error(`${command}: ${error.message}`, { cause: error });
  if (signal) throw new Error(`${command}: ended by ${signal}`);
  if (status === null || !accept.includes(status)) {
    if (capture) console.error(stdout);
    throw new Error(`${command}: exit code ${status ?? 'unknown'}`);
  }
  return capture ? stdout : '';
}

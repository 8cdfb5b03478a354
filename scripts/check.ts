/**
 * Everything that CI checks: `npm run check`. What only reads runs two at a time, since each takes one core, and tells
 * what it has to say when it has ended, in this order; then come the tests and the package, which take both.
 */
import { spawn } from 'node:child_process';
import { runCommand } from './run-command.ts';

/** The longest first; `lint` checks types as well. */
const READING = ['lint', 'format', 'boundaries', 'unused'];
const LANES = 2;

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

async function runScript(name: string): Promise<Ended> {
  const child = spawn('npm', ['run', name], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  return await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      resolve({ code, output });
    });
  });
}

/** Runs scripts, so many at a time, and gives how each ended, in their order. */
async function runSideBySide(names: readonly string[], lanes: number): Promise<readonly Ended[]> {
  const ended: Ended[] = [];
  const waiting = [...names.entries()];
  const takeTurns = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) ended[next[0]] = await runScript(next[1]);
  };
  await Promise.all(Array.from({ length: lanes }, takeTurns));
  return ended;
}

const results = await runSideBySide(READING, LANES);
for (const { output } of results) process.stdout.write(output);
const failed = READING.filter((_, index) => results[index]!.code !== 0);
if (failed.length > 0) {
  console.error(`failed: ${failed.join(', ')}`);
  process.exitCode = 1;
} else {
  for (const name of ['unit', 'package']) runCommand('npm', ['run', name]);
}

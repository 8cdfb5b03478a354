/**
 * Everything that CI checks: `npm run check`. What only reads runs two at a time, since each takes one core, and tells
 * what it has to say when it has ended, in this order. Then come the tests, and beside them the package, which waits for
 * its installation and tells what it has to say after them.
 */
import { spawn } from 'node:child_process';

/** The longest first; `lint` checks types as well. */
const READING = ['lint', 'format', 'boundaries', 'unused'];
const LANES = 2;

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** Runs a script, whose output is kept, or shown as it comes. */
async function runScript(name: string, { shown = false } = {}): Promise<Ended> {
  const wanted = shown ? 'inherit' : 'pipe';
  const child = spawn('npm', ['run', name], { stdio: ['ignore', wanted, wanted] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => (output += text));
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

/** Names the scripts that failed, if any, and makes the process end with 1. */
function tellFailed(names: readonly string[], ended: readonly Ended[]): boolean {
  const failed = names.filter((_, index) => ended[index]!.code !== 0);
  if (failed.length === 0) return false;
  console.error(`failed: ${failed.join(', ')}`);
  process.exitCode = 1;
  return true;
}

const readings = await runSideBySide(READING, LANES);
for (const { output } of readings) process.stdout.write(output);
if (!tellFailed(READING, readings)) {
  const [unit, packaged] = await Promise.all([runScript('unit', { shown: true }), runScript('package')]);
  process.stdout.write(packaged.output);
  tellFailed(['unit', 'package'], [unit, packaged]);
}

/**
 * Runs the command line, as `bin/atelier.js` does, until the first finished step of training is shown, and prints when that
 * was, in milliseconds since 1970: `node bench/first-step.ts MAIN ARGUMENT...`.
 */
import { enableCompileCache } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [main, ...args] = process.argv.slice(2);
process.env['NODE_COMPILE_CACHE'] ??= join(tmpdir(), 'node-compile-cache');
enableCompileCache();
// As in a terminal, where progress is shown at once.
process.stderr.isTTY = true;
process.stderr.write = (text: string | Uint8Array): boolean => {
  if (!String(text).includes(' left, loss ')) return true;
  process.stdout.write(String(Date.now()), () => process.kill(process.pid, 'SIGKILL'));
  return true;
};
const cli = (await import(main!)) as { main(args: readonly string[]): Promise<number> };
await cli.main(args);

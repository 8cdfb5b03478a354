#!/usr/bin/env node
// Starts the command line: the sources in a checkout, what was built from them in an installed package. Plain
// JavaScript for any Node, since it is what an old Node meets first.
import process from 'node:process';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { URL, fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const source = join(root, 'src', 'cli', 'main.ts');
const built = join(root, 'dist', 'cli', 'main.js');
const ownNode = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');

/** SQLite, which studies are kept in, is in Node without a flag from here on. */
const OLDEST_NODE = [22, 13];

function isTooOld() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST_NODE;
  return major < oldestMajor || (major === oldestMajor && minor < oldestMinor);
}

/** @param {string} path */
async function run(path) {
  // Named in the environment, it serves the threads of training as well.
  process.env.NODE_COMPILE_CACHE ??= join(tmpdir(), 'node-compile-cache');
  nodeModule.enableCompileCache?.();
  const { main } = await import(pathToFileURL(path).href);
  process.exitCode = await main(process.argv.slice(2));
}

/** Runs the same command with the Node of this checkout, and ends as it ends. */
function relaunch() {
  const child = spawn(ownNode, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, ATELIER_RELAUNCHED: '1' },
  });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => child.kill(signal));
  }
  child.once('error', (error) => fail(`cannot start ${ownNode}: ${error.message}`));
  child.once('exit', (code, signal) => {
    if (signal === null) {
      process.exit(code ?? 1);
    }
    // Ended by a signal: end the same way, so that a shell sees what happened.
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

function failAsTooOld() {
  fail(
    `this is Node ${process.versions.node}; Atelier needs Node ${OLDEST_NODE.join('.')} or newer\n` +
      'hint: Install it from nodejs.org or by your system, and run the command again.',
  );
}

/** @param {string} message */
function fail(message) {
  process.stderr.write(`error: ${message}\n`);
  process.exitCode = 1;
}

if (process.env.ATELIER_RELAUNCHED === '1') {
  delete process.env.ATELIER_RELAUNCHED;
  // The launcher was killed: nobody waits for this process any more.
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  process.channel?.unref();
  if (process.features.typescript) await run(source);
  else fail(`${ownNode} is Node ${process.versions.node}, which cannot run TypeScript; run "npm ci" again`);
} else if (!existsSync(source)) {
  if (isTooOld() && existsSync(built)) failAsTooOld();
  else if (existsSync(built)) await run(built);
  else fail(`neither ${built} nor ${source} exists; install the package again`);
} else if (process.features.typescript) {
  await run(source);
} else if (existsSync(ownNode)) {
  relaunch();
} else if (existsSync(built) && !isTooOld()) {
  await run(built);
} else {
  fail(
    `this is Node ${process.versions.node}, which cannot run TypeScript\n` +
      'hint: Run "npm ci", which installs a Node that can, or use Node 22.18 or newer.',
  );
}

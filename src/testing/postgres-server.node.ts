import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chownSync, existsSync, globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';

/** The address of a server that is there already, with a user who may make databases. */
const GIVEN = process.env['ATELIER_POSTGRES'];
const BINARIES = findBinaries();

/**
 * Why there is no PostgreSQL for tests; nothing where there is one, by `ATELIER_POSTGRES` or by Debian's package. In
 * continuous integration (`CI`) there must be one: the tests then fail rather than being skipped.
 */
export const noPostgres: string | undefined =
  GIVEN !== undefined || BINARIES !== undefined || process.env['CI'] !== undefined
    ? undefined
    : 'skipped: install postgresql, or set ATELIER_POSTGRES to the address of a server';

/** Why there is no PostgreSQL that a test may stop. */
export const noOwnPostgres: string | undefined =
  BINARIES !== undefined || process.env['CI'] !== undefined ? undefined : 'skipped: install postgresql';

/** A server of PostgreSQL for tests. */
export interface PostgresServer {
  /** The address of a new, empty database. */
  newDatabase(): Promise<string>;
  stop(): Promise<void>;
}

/** One that belongs to the test. */
export interface OwnPostgresServer extends PostgresServer {
  /** Ends it at once, as a power cut would. */
  crash(): Promise<void>;
  /** Starts it again at the same address. */
  start(): Promise<void>;
}

/** The server that is given, or one of its own. */
export async function postgresServer(): Promise<PostgresServer> {
  if (GIVEN === undefined) return await ownPostgresServer();
  return { newDatabase: () => newDatabase(GIVEN), stop: () => Promise.resolve() };
}

/**
 * Starts a server in a temporary folder, on a free port of this machine alone. It ends with this process, however that
 * ends.
 */
export async function ownPostgresServer(): Promise<OwnPostgresServer> {
  if (BINARIES === undefined) throw new Error('PostgreSQL is not installed; "apt-get install postgresql"');
  const folder = mkdtempSync(join(tmpdir(), 'atelier-postgres-'));
  const user = unprivilegedUser();
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, 'sëcret/@1');
  if (user !== undefined) for (const path of [folder, passwordFile]) chownSync(path, user.uid, user.gid);
  const data = join(folder, 'data');
  const init = ['-D', data, '-U', 'atelier', '-A', 'scram-sha-256', '--pwfile', passwordFile];
  const [command, ...args] = as(user, [
    join(BINARIES, 'initdb'),
    ...init,
    '--no-sync',
    '-E',
    'UTF8',
    '--locale=C',
  ]);
  const made = spawnSync(command!, args, { cwd: folder, encoding: 'utf8' });
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}`);
  const port = await freePort();
  const url = `postgres://atelier:${encodeURIComponent('sëcret/@1')}@127.0.0.1:${port}/postgres`;
  let server: ChildProcess | undefined;
  const start = async () => {
    server = await startServer(as(user, [join(BINARIES, 'postgres'), '-D', data, ...settings(port)]), url);
  };
  const crash = async () => {
    if (server !== undefined) await ended(server, 'SIGQUIT');
  };
  const remove = () => {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  // A test that fails may never get to stop it; the server itself ends with this process.
  process.once('exit', remove);
  await start();
  return {
    newDatabase: () => newDatabase(url),
    start,
    crash,
    stop: async () => {
      await crash();
      process.off('exit', remove);
      remove();
    },
  };
}

function findBinaries(): string | undefined {
  const versions = globSync('/usr/lib/postgresql/*/bin').filter((folder) =>
    existsSync(join(folder, 'initdb')),
  );
  return versions.sort((a, b) => a.localeCompare(b, 'en', { numeric: true })).at(-1);
}

interface User {
  readonly uid: number;
  readonly gid: number;
}

/** PostgreSQL refuses to be run by root. */
function unprivilegedUser(): User | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ['postgres', 'nobody']) {
    const [uid, gid] = ['-u', '-g'].map((what) => spawnSync('id', [what, name], { encoding: 'utf8' }));
    if (uid?.status === 0 && gid?.status === 0) return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  }
  throw new Error('there is neither a user postgres nor a user nobody to run PostgreSQL');
}

function as(user: User | undefined, command: readonly string[]): string[] {
  const change = user === undefined ? [] : [`--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups'];
  return ['setpriv', ...change, '--pdeathsig', 'KILL', ...command];
}

function settings(port: number): string[] {
  const all = {
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    // What tests write need not survive a power cut.
    fsync: 'off',
    max_connections: '100',
  };
  return Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

async function startServer(command: readonly string[], url: string): Promise<ChildProcess> {
  const child = spawn(command[0]!, command.slice(1), { stdio: ['ignore', 'ignore', 'pipe'], cwd: '/' });
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => (log = (log + chunk.toString()).slice(-4000)));
  for (let tries = 0; tries < 300; tries++) {
    if (child.exitCode !== null) throw new Error(`PostgreSQL did not start: ${log}`);
    const client = new pg.Client(url);
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.end();
      return child;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  child.kill('SIGKILL');
  throw new Error(`PostgreSQL does not answer: ${log}`);
}

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const end = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  await end;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

let databases = 0;

async function newDatabase(url: string): Promise<string> {
  const name = `atelier_${process.pid}_${Date.now()}_${++databases}`;
  const client = new pg.Client(url);
  await client.connect();
  try {
    await client.query(`create database ${name}`);
  } finally {
    await client.end();
  }
  const made = new URL(url);
  made.pathname = `/${name}`;
  return made.href;
}

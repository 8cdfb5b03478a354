import { mkdir, open, readFile, readdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { AtelierError, StorageError } from '../core/errors.ts';
import { atomicWriteFile, syncFolder } from './atomic-write.node.ts';
import { fileError, systemErrorCode } from './file-error.ts';
import { makeFolders } from './make-folders.node.ts';
import { isAlive } from './process-identity.node.ts';
import { formatEpochRecord, formatRunRecord, parseHistory, parseRunRecord } from './record.ts';
import type { EpochRecord, Run, RunEntry, RunRecord } from './record.ts';
import { decodePredictions, PREDICTIONS_FILE, type RunPredictions } from './predictions.ts';
import { runId } from './run-id.ts';

const RECORD_FILE = 'run.json';
const HISTORY_FILE = 'history.jsonl';

/** What a run is created with; the rest of its record is filled in. */
export type RunDraft = Omit<RunRecord, 'format' | 'id' | 'createdAt'>;

/**
 * Creates the folder of a new run, under a name that no other run has, and writes its first record.
 *
 * @param runsDir the folder of all runs; made if it is missing
 * @param now the run's time; its local day and minute become part of the id
 * @throws StorageError where the folder cannot be made, OptionError where `draft.name` is no name for a run
 */
export async function createRun(runsDir: string, draft: RunDraft, now: Date = new Date()): Promise<Run> {
  const { id, folder } = await makeFolder(runsDir, draft.name, now);
  const record: RunRecord = { format: 1, id, createdAt: now.toISOString(), ...draft };
  await writeRecord(folder, record);
  return { id, folder, record, history: [] };
}

async function makeFolder(runsDir: string, name: string, now: Date): Promise<{ id: string; folder: string }> {
  runId(name, now, 1);
  try {
    await makeFolders(runsDir);
    for (let attempt = 1; ; attempt++) {
      const id = runId(name, now, attempt);
      const folder = join(runsDir, id);
      try {
        await mkdir(folder);
      } catch (cause) {
        if (systemErrorCode(cause) === 'EEXIST') continue;
        throw cause;
      }
      await syncFolder(runsDir);
      return { id, folder };
    }
  } catch (cause) {
    throw fileError(cause, 'make a run folder in', runsDir);
  }
}

/** Replaces the record of a run, at once and durably. Throws a StorageError where that fails. */
export async function writeRecord(folder: string, record: RunRecord): Promise<void> {
  await atomicWriteFile(join(folder, RECORD_FILE), formatRunRecord(record));
}

/**
 * Adds one epoch to a run's history, durably. A half-written line that a killed process left is removed first.
 *
 * @throws StorageError where the folder is gone, the disk is full or the entry holds NaN
 */
export async function appendHistory(folder: string, entry: EpochRecord): Promise<void> {
  const path = join(folder, HISTORY_FILE);
  const line = formatEpochRecord(entry);
  try {
    const handle = await open(path, 'a+');
    try {
      const bytes = await handle.readFile();
      const whole = bytes.lastIndexOf(0x0a) + 1;
      if (whole < bytes.length) await handle.truncate(whole);
      await handle.writeFile(line);
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (entry.epoch === 1) await syncFolder(folder);
  } catch (cause) {
    throw fileError(cause, 'write', path);
  }
}

/** Replaces a run's whole history, at once and durably: a resumed run forgets epochs after its checkpoint. */
export async function rewriteHistory(folder: string, entries: readonly EpochRecord[]): Promise<void> {
  await atomicWriteFile(join(folder, HISTORY_FILE), entries.map(formatEpochRecord).join(''));
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw fileError(cause, 'read', path);
  }
}

async function readHistory(path: string): Promise<EpochRecord[]> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    // A run that was killed in its first epoch has no history yet.
    if (systemErrorCode(cause) === 'ENOENT') return [];
    throw fileError(cause, 'read', path);
  }
  return parseHistory(text, path);
}

/** A record that says `running` is true only as long as its process lives; without one it was interrupted. */
function withTrueStatus(record: RunRecord): RunRecord {
  if (record.status !== 'running') return record;
  return record.process !== undefined && isAlive(record.process)
    ? record
    : { ...record, status: 'interrupted' };
}

/**
 * Reads a run from its folder. A half-written last line of its history is left out; a run whose process is gone reads
 * as `interrupted`.
 *
 * @throws StorageError where the folder holds no run, or one that is damaged
 */
export async function readRun(folder: string): Promise<Run> {
  const record = await readRecord(folder);
  const history = await readHistory(join(folder, HISTORY_FILE));
  return { id: basename(resolve(folder)), folder, record, history };
}

/** A run without its history, which resuming writes again. Throws as `readRun` does. */
export async function readRecord(folder: string): Promise<RunRecord> {
  const path = join(folder, RECORD_FILE);
  return withTrueStatus(parseRunRecord(await readText(path), path));
}

/** Reads a run from its folder, or says why it cannot be read; throws nothing but defects of ours. */
export async function readRunEntry(folder: string): Promise<RunEntry> {
  try {
    return { state: 'readable', run: await readRun(folder) };
  } catch (error) {
    if (!(error instanceof AtelierError)) throw error;
    return { state: 'unreadable', run: { id: basename(resolve(folder)), folder, reason: error.message } };
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}

/**
 * All runs of a folder, oldest first by id. Folders that cannot be read are listed as such; a folder of runs that does
 * not exist yet has none. Files and hidden folders are passed over.
 *
 * @throws StorageError where the folder of runs itself cannot be read
 */
export async function listRuns(runsDir: string): Promise<RunEntry[]> {
  const entries: RunEntry[] = [];
  for (const id of await listRunIds(runsDir)) entries.push(await readRunEntry(join(runsDir, id)));
  return entries;
}

/** The names of all folders that may be runs, in order. */
export async function listRunIds(runsDir: string): Promise<string[]> {
  let names: string[];
  try {
    names = await readdir(runsDir);
  } catch (cause) {
    if (systemErrorCode(cause) === 'ENOENT') return [];
    throw fileError(cause, 'list the runs in', runsDir);
  }
  const ids: string[] = [];
  for (const name of names.sort()) {
    if (!name.startsWith('.') && (await isFolder(join(runsDir, name)))) ids.push(name);
  }
  return ids;
}

/**
 * What a run said of its test and validation images; undefined where it has not been kept: the run is not complete, or
 * of an earlier version.
 *
 * @throws StorageError where the file is damaged or cannot be read
 */
export async function readPredictions({ folder, record }: Run): Promise<RunPredictions | undefined> {
  const path = join(folder, PREDICTIONS_FILE);
  let file: Uint8Array;
  try {
    file = await readFile(path);
  } catch (cause) {
    if (systemErrorCode(cause) === 'ENOENT') return undefined;
    throw fileError(cause, 'read', path);
  }
  return decodePredictions(file, path, record.data.classNames.length);
}

/** Whether a folder holds a record, readable or not. */
export async function holdsRun(folder: string): Promise<boolean> {
  try {
    return (await stat(join(folder, RECORD_FILE))).isFile();
  } catch (cause) {
    const code = systemErrorCode(cause);
    if (code === 'ENOENT' || code === 'ENOTDIR') return false;
    throw new StorageError(`cannot look into ${folder}`, { value: folder, hint: 'Check the path.', cause });
  }
}

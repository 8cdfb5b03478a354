import { access, constants, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { Command } from 'commander';
import { Reported } from '../failure.ts';
import { jsonOption, runsOption } from '../options.ts';
import { printableLines, printResult } from '../output.ts';

interface DoctorOptions {
  readonly runs: string;
  readonly json?: true;
}

/** One thing that was looked at. */
interface Check {
  readonly name: string;
  /** `problem` is what keeps Atelier from working; `note` is worth knowing. */
  readonly state: 'ok' | 'note' | 'problem';
  readonly text: string;
}

/** What each block size of the blocked layout says of the machine. */
const BLOCKS: Readonly<Record<number, string>> = {
  16: 'channels in blocks of 16, as AVX-512 computes them',
  8: 'channels in blocks of 8, as AVX2 and Arm compute them',
};

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function runtimeChecks(): Promise<{
  checks: Check[];
  version: string | null;
  blockSize: number | null;
}> {
  try {
    const { cpuProvider } = await import('../../runtime/cpu-provider.node.ts');
    const blockSize = await cpuProvider.blockSize();
    const layout: Check =
      blockSize === undefined
        ? {
            name: 'Layout',
            state: 'note',
            text: 'plain: the faster blocked layout does not work on this machine',
          }
        : {
            name: 'Layout',
            state: 'ok',
            text: `blocked: ${BLOCKS[blockSize] ?? `blocks of ${blockSize}`}; it works`,
          };
    const { name, version } = cpuProvider;
    const checks: Check[] = [
      { name: 'Runtime', state: 'ok', text: `ONNX Runtime ${version}, provider ${name}` },
      layout,
    ];
    return { checks, version, blockSize: blockSize ?? null };
  } catch (error) {
    // Without its native library nothing can be trained; everything else is still worth telling.
    const text = `ONNX Runtime cannot be used: ${messageOf(error)}; run "npm ci" again`;
    return { checks: [{ name: 'Runtime', state: 'problem', text }], version: null, blockSize: null };
  }
}

interface DataPlace {
  readonly name: string;
  readonly title: string;
  /** Where it would be read from; null where it would be downloaded. */
  readonly path: string | null;
  readonly place: string | null;
  /** Places that have some of the files but not all. */
  readonly partial: readonly string[];
  readonly downloadFrom: readonly string[];
}

async function dataPlaces(): Promise<DataPlace[]> {
  const { DATASET_SOURCES } = await import('../../data/registry.ts');
  const { searchPlaces } = await import('../../data/locate.node.ts');
  const places: DataPlace[] = [];
  for (const { name, title, mirrors } of DATASET_SOURCES) {
    const candidates = await searchPlaces(name);
    const found = candidates.find(({ state }) => state === 'complete');
    places.push({
      name,
      title,
      path: found?.path ?? null,
      place: found?.label ?? null,
      partial: candidates.flatMap(({ state, path }) => (state === 'partial' ? [path] : [])),
      downloadFrom: mirrors,
    });
  }
  return places;
}

function dataCheck({ title, path, place, partial, downloadFrom }: DataPlace): Check {
  const rest = partial.length === 0 ? '' : `; not all files are in ${partial.join(', ')}`;
  const hosts = downloadFrom.map((url) => new URL(url).host).join(' or ');
  return path === null
    ? { name: title, state: 'note', text: `would be downloaded from ${hosts}${rest}` }
    : { name: title, state: 'ok', text: `${path} (${place})${rest}` };
}

/** Whether runs can be kept in a folder; one that is not there yet is made in its nearest folder that is. */
async function runsCheck(runsDir: string): Promise<Check> {
  const name = 'Runs';
  let folder = resolve(runsDir);
  for (;;) {
    const entry = await stat(folder).catch(() => undefined);
    if (entry !== undefined && !entry.isDirectory()) {
      return { name, state: 'problem', text: `${folder} is not a folder; choose another one with --runs` };
    }
    if (entry !== undefined || folder === dirname(folder)) break;
    folder = dirname(folder);
  }
  const writable = await access(folder, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
  const path = resolve(runsDir);
  if (!writable) {
    return { name, state: 'problem', text: `${path} cannot be written; choose another folder with --runs` };
  }
  return { name, state: 'ok', text: folder === path ? `${path}, can be written` : `${path}, will be made` };
}

async function doctor(options: DoctorOptions): Promise<void> {
  const { atelierVersion, machineFacts } = await import('../../train/run-facts.node.ts');
  const machine = machineFacts();
  const runtime = await runtimeChecks();
  const places = await dataPlaces();
  const gibibytes = (machine.memoryBytes / 2 ** 30).toFixed(1);
  const checks: Check[] = [
    { name: 'Atelier', state: 'ok', text: `${atelierVersion()}, Node ${process.versions.node}` },
    {
      name: 'Machine',
      state: 'ok',
      text: `${machine.cpu}, ${gibibytes} GiB, ${machine.platform} ${machine.arch}`,
    },
    {
      name: 'Threads',
      state: 'ok',
      text: `${machine.cores}, all of which training uses unless --threads says less`,
    },
    ...runtime.checks,
    ...places.map(dataCheck),
    { name: 'Sketches', state: 'ok', text: 'built in' },
    await runsCheck(options.runs),
  ];
  const healthy = checks.every(({ state }) => state !== 'problem');
  const document = {
    healthy,
    versions: { atelier: atelierVersion(), node: process.versions.node, onnxruntime: runtime.version },
    machine,
    threads: machine.cores,
    providers: runtime.version === null ? [] : ['cpu'],
    blockSize: runtime.blockSize,
    data: places,
    checks,
  };
  const signs = { ok: '✓', note: '·', problem: '✗' };
  const lines = checks.map(({ name, state, text }) => `${signs[state]} ${name.padEnd(17)}${text}`);
  const end = healthy
    ? 'Ready to train: "atelier compare" trains the reference models.'
    : 'Not ready; see ✗ above.';
  printResult(options.json === true, document, printableLines([...lines, '', end].join('\n')));
  if (!healthy) throw new Reported(1);
}

/** `atelier doctor`: says whether this machine is ready, and what would be used. */
export function doctorCommand(): Command {
  return new Command('doctor')
    .summary('say whether this machine is ready')
    .description(
      'Prints versions and the machine, tries the runtime and its blocked layout, says where each data set would come ' +
        'from and whether runs can be written. Nothing is downloaded. Ends with 1 where something keeps Atelier from ' +
        'working.',
    )
    .addOption(runsOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  atelier doctor --runs /data/runs\n')
    .action(doctor);
}

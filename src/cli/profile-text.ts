import { formatBytes, formatCount } from '../report/format.ts';
import { textTable, type TextColumn } from '../report/text.ts';
import type { TrainingProfile } from '../profile/profile-training.node.ts';
import type { LayerTime } from '../profile/step-times.ts';

const left = (title: string): TextColumn => ({ title, align: 'left' });
const right = (title: string): TextColumn => ({ title, align: 'right' });
const shrinking = (title: string): TextColumn => ({ ...left(title), shrinks: true });

/** A layer inside another is shown from this share of the step on. */
const LEAST_INNER_SHARE = 0.01;

/** Where the time of a step goes: by layer, by operation, by kernel, and the slowest nodes. */
export function profileText(name: string, profile: TrainingProfile, top: number): string {
  const { batchSize, threads, layout, steps, nodes } = profile;
  const many = (count: number, noun: string) => `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
  return [
    `${name}: a step of ${many(batchSize, 'image')}, ${many(threads, 'thread')}, ${layout} layout, ${many(steps, 'step')} measured`,
    '',
    factsText(profile),
    '',
    layersText(profile),
    '',
    operationsText(profile, top),
    '',
    kernelsText(profile, top),
    '',
    nodesText(profile, top),
    '',
    `Milliseconds of one step, which runs ${many(nodes.length, 'node')}. GFLOP/s counts two operations a multiply-add of`,
    'the matrix products and convolutions, whatever computes them; the ceiling is the rate of a matrix',
    'product of 1024³. Images are random.',
  ].join('\n');
}

function factsText(profile: TrainingProfile): string {
  const { batchSize, stepMs, multiplyAdds, ceilingPerSecond, memory } = profile;
  const rate = (2000 * multiplyAdds) / stepMs;
  const share = percent(rate / ceilingPerSecond);
  const facts = [
    [
      'Step',
      `${ms(stepMs)} ms by the clock, ${formatCount(Math.round((1000 * batchSize) / stepMs))} images/s`,
    ],
    ['Work', `${formatCount(multiplyAdds)} multiply-adds`],
    ['Rate', `${giga(rate)} GFLOP/s, ${share} of the ceiling of ${giga(ceilingPerSecond)} GFLOP/s`],
    ['Memory', `${formatBytes(memory.peakBytes)} at most, all of the process`],
    [
      '',
      `${formatBytes(memory.estimate.totalBytes)} estimated for a step; state ${formatBytes(memory.stateBytes)}`,
    ],
  ];
  return facts.map(([label, text]) => `${label!.padEnd(8)}${text}`).join('\n');
}

function layersText(profile: TrainingProfile): string {
  const { stepMs, addedMs, outsideMs, multiplyAdds } = profile;
  const columns = [
    shrinking('Layer'),
    ...['Forward', 'Backward', 'Update', 'Total', 'Share', 'GFLOP/s', 'of ceiling'].map(right),
  ];
  const rowOf = (layer: LayerTime, label: string) => [
    label,
    ...[layer.forwardMs, layer.backwardMs, layer.updateMs].map((time) => (time === 0 ? '' : ms(time))),
    ...[ms(layer.durationMs), percent(layer.durationMs / stepMs)],
    ...rateCells(profile, layer),
  ];
  const rows = (layer: LayerTime, depth: number, outer: string): string[][] => [
    rowOf(layer, '  '.repeat(depth) + layer.name.slice(outer.length)),
    ...layer.layers
      .filter(({ durationMs }) => durationMs >= LEAST_INNER_SHARE * stepMs)
      .flatMap((inner) => rows(inner, depth + 1, `${layer.name}.`)),
  ];
  const rest = (label: string, time: number) => [label, '', '', '', ms(time), percent(time / stepMs)];
  const sum = (key: 'forwardMs' | 'backwardMs' | 'updateMs') =>
    ms(profile.layers.reduce((total, layer) => total + layer[key], 0));
  return textTable(columns, [
    ...profile.layers.flatMap((layer) => rows(layer, 0, '')),
    rest('added by the runtime', addedMs),
    rest('outside nodes', outsideMs),
    [
      ...['step', sum('forwardMs'), sum('backwardMs'), sum('updateMs'), ms(stepMs), percent(1)],
      ...rateCells(profile, { durationMs: stepMs, multiplyAdds }),
    ],
  ]);
}

function operationsText(profile: TrainingProfile, top: number): string {
  const columns = [
    ...[shrinking('Operation'), left('Phase')],
    ...['Nodes', 'Time', 'Share', 'GFLOP/s', 'of ceiling'].map(right),
  ];
  const rows = profile.operations.map((operation) => [
    ...[operation.operation, operation.phase, formatCount(operation.calls), ms(operation.durationMs)],
    percent(operation.durationMs / profile.stepMs),
    ...rateCells(profile, operation),
  ]);
  return topTable(columns, rows, top);
}

function kernelsText({ kernels, stepMs }: TrainingProfile, top: number): string {
  const columns = [shrinking('Kernel'), right('Nodes'), right('Time'), right('Share')];
  const rows = kernels.map(({ kernel, calls, durationMs }) => [
    ...[kernel, formatCount(calls), ms(durationMs), percent(durationMs / stepMs)],
  ]);
  return topTable(columns, rows, top);
}

function nodesText({ nodes, stepMs }: TrainingProfile, top: number): string {
  const columns = [
    ...[left('Slowest node'), shrinking('of'), shrinking('in'), left('Phase'), shrinking('Result')],
    ...[right('Time'), right('Share')],
  ];
  const rows = nodes
    .toSorted((a, b) => b.durationMs - a.durationMs)
    .map(({ kernel, origin, outputs, durationMs }) => [
      ...[kernel, origin?.operation ?? 'runtime', origin?.scope ?? '', origin?.phase ?? ''],
      ...[outputs[0] ?? '', ms(durationMs), percent(durationMs / stepMs)],
    ]);
  return topTable(columns, rows, top);
}

/** A table of the first rows, and how many are left out. */
function topTable(columns: readonly TextColumn[], rows: readonly (readonly string[])[], top: number): string {
  const more = rows.length - top;
  const table = textTable(columns, rows.slice(0, top));
  return more > 0 ? `${table}\n… and ${formatCount(more)} more` : table;
}

/** The rate of what multiplies, and its share of the ceiling. */
function rateCells(
  { ceilingPerSecond }: TrainingProfile,
  { durationMs, multiplyAdds }: { readonly durationMs: number; readonly multiplyAdds: number },
): string[] {
  if (multiplyAdds === 0 || durationMs === 0) return ['', ''];
  const rate = (2000 * multiplyAdds) / durationMs;
  return [giga(rate), percent(rate / ceilingPerSecond)];
}

function ms(time: number): string {
  return time.toFixed(Math.abs(time) < 99.95 ? 2 : 1);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)}%`;
}

function giga(rate: number): string {
  return (rate / 1e9).toFixed(1);
}

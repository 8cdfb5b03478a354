import { formatBytes, formatCount } from '../report/format.ts';
import { textTable, type TextColumn } from '../report/text.ts';
import { wrapText } from '../report/text-width.ts';
import type { TrainingProfile } from '../profile/profile-training.node.ts';
import type { LayerTime } from '../profile/step-times.ts';

const left = (title: string): TextColumn => ({ title, align: 'left' });
const right = (title: string): TextColumn => ({ title, align: 'right' });
const shrinking = (title: string): TextColumn => ({ ...left(title), shrinks: true });

/** A layer inside another is shown from this share of the step on. */
const LEAST_INNER_SHARE = 0.01;

/** Where the time of a step goes: by layer, by operation, by kernel, and the slowest nodes. */
export function profileText(name: string, profile: TrainingProfile, top: number): string {
  const { batchSize, slices, threads, layout, steps, nodes } = profile;
  const many = (count: number, noun: string) => `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
  return [
    [
      `${name}: a step of ${many(batchSize, 'image')}${slices === 1 ? '' : ` in ${slices} slices`}`,
      ...[many(threads, 'thread'), `${layout} layout`, `${many(steps, 'step')} measured`],
    ].join(', '),
    '',
    factsText(profile),
    '',
    layersText(profile),
    '',
    operationsText(profile, top),
    '',
    partsText(profile, top),
    '',
    kernelsText(profile, top),
    '',
    nodesText(profile, top),
    '',
    ...wrapText(
      `Milliseconds of one step, which runs ${many(nodes.length, 'node')}${slices === 1 ? '' : ', most of them once for each slice, with the shapes of one'}; images are random. GFLOP/s counts two operations a ` +
        'multiply-add of the matrix products and convolutions, whatever computes them; "of matmul" is the share of what a ' +
        'matrix product of 1024³ comes to on this machine, which convolutions in the blocked layout can surpass.',
      100,
    ),
  ].join('\n');
}

function factsText(profile: TrainingProfile): string {
  const { batchSize, stepMs, multiplyAdds, ceilingPerSecond } = profile;
  const rate = (2000 * multiplyAdds) / stepMs;
  const share = percent(rate / ceilingPerSecond);
  const imagesPerSecond = formatCount(Math.round((1000 * batchSize) / stepMs));
  const facts = [
    ['Step', `${ms(stepMs)} ms by the clock, ${imagesPerSecond} images/s`],
    ['Work', `${formatCount(multiplyAdds)} multiply-adds`],
    ['Rate', `${giga(rate)} GFLOP/s, ${share} of the ${giga(ceilingPerSecond)} GFLOP/s of a matrix product`],
    ...memoryFacts(profile).map((fact, at) => [at === 0 ? 'Memory' : '', fact]),
  ];
  return facts.map(([label, text]) => `${label!.padEnd(8)}${text}`).join('\n');
}

function memoryFacts({ memory, nodes }: TrainingProfile): string[] {
  const { peakBytes, heldBytes, inUseBytes, fullestNode, stateBytes, estimate } = memory;
  const origin = nodes.find(({ name }) => name === fullestNode)?.origin;
  const where = origin ? `, after ${origin.operation} of ${origin.scope}` : '';
  return [
    `${formatBytes(peakBytes)} at most, all of the process`,
    `${formatBytes(heldBytes)} held by the runtime`,
    `${formatBytes(inUseBytes)} of it in use at most${where}`,
    `${formatBytes(estimate.totalBytes)} estimated beforehand, ${formatBytes(stateBytes)} of it state`,
  ];
}

function layersText(profile: TrainingProfile): string {
  const { stepMs, addedMs, outsideMs, multiplyAdds } = profile;
  const columns = [
    shrinking('Layer'),
    ...['Forward', 'Backward', 'Update', 'Total', 'Share', 'GFLOP/s', 'of matmul'].map(right),
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
    ...['Nodes', 'Time', 'Share', 'GFLOP/s', 'of matmul'].map(right),
  ];
  const rows = profile.operations.map((operation) => [
    ...[operation.operation, operation.phase, formatCount(operation.calls), ms(operation.durationMs)],
    percent(operation.durationMs / profile.stepMs),
    ...rateCells(profile, operation),
  ]);
  return topTable(columns, rows, top);
}

function partsText(profile: TrainingProfile, top: number): string {
  const columns = [
    ...[shrinking('Operation'), shrinking('in'), left('Phase')],
    ...['Nodes', 'Time', 'Share', 'GFLOP/s', 'of matmul'].map(right),
  ];
  const rows = profile.parts.map((part) => [
    ...[part.operation, part.layer, part.phase, formatCount(part.calls), ms(part.durationMs)],
    percent(part.durationMs / profile.stepMs),
    ...rateCells(profile, part),
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

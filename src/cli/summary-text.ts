import { formatBytes, formatCount } from '../report/format.ts';
import { textTable, type TextColumn } from '../report/text.ts';
import type { LayerSummary, ModelSummary } from '../train/model-summary.ts';

const COLUMNS: readonly TextColumn[] = [
  { title: 'Layer', align: 'left', shrinks: true },
  { title: 'Output', align: 'left' },
  { title: 'Parameters', align: 'right' },
  { title: 'Multiply-adds', align: 'right' },
];

/** A model's summary as a table, its totals and the memory that training takes. */
export function summaryText(name: string, summary: ModelSummary): string {
  const { input, classes, layers, parameters, multiplyAdds, batchSize, memory } = summary;
  const rows = [
    ['input', formatSizes([input[2], input[0], input[1]]), '', ''],
    ...layers.flatMap((layer) => layerRows(layer, 0)),
    ['all', `${classes} classes`, formatCount(parameters), formatCount(multiplyAdds)],
  ];
  const sizes: [string, number][] = [
    ['Parameters', memory.parameterBytes],
    ['Statistics', memory.statisticBytes],
    ['Optimizer', memory.optimizerBytes],
    ['Activations', memory.activationBytes],
    ['Together', memory.totalBytes],
  ];
  return [
    name,
    '',
    textTable(COLUMNS, rows),
    '',
    'Output is [channels, height, width] or [features]. Multiply-adds are those of matrix products and',
    'convolutions, forward, for one image.',
    '',
    `Memory for training with batches of ${formatCount(batchSize)}, an estimate:`,
    ...sizes.map(([label, bytes]) => `  ${label.padEnd(12)}${formatBytes(bytes).padStart(10)}`),
    '',
    'Activations are the most that all results inside a step take at one time, gradients included, when each is',
    'dropped after its last use; copies that single operations make are not counted.',
  ].join('\n');
}

/** A layer and what is inside it, indented; the name of an inner layer is told without that of the outer one. */
function layerRows(layer: LayerSummary, depth: number, outer = ''): string[][] {
  const name = layer.name.startsWith(`${outer}.`) ? layer.name.slice(outer.length + 1) : layer.name;
  return [
    [
      `${'  '.repeat(depth)}${name}`,
      formatSizes(layer.output),
      layer.parameters === 0 ? '' : formatCount(layer.parameters),
      layer.multiplyAdds === 0 ? '' : formatCount(layer.multiplyAdds),
    ],
    ...layer.layers.flatMap((inner) => layerRows(inner, depth + 1, layer.name)),
  ];
}

function formatSizes(sizes: readonly number[]): string {
  return `[${sizes.join(', ')}]`;
}

import { basename, join } from 'node:path';
import { shellWord } from '../core/shell-word.ts';
import type { Dataset } from '../data/dataset.ts';
import { wilsonInterval } from '../metrics/interval.ts';
import {
  formatCount,
  formatDuration,
  formatLoss,
  formatPercent,
  formatPercentInterval,
} from '../report/format.ts';
import type { TrainResult } from '../train/train-result.node.ts';
import { DEFAULT_RUNS } from './options.ts';
import { printableLines } from './output.ts';
import { runArgument } from './run-argument.ts';

/** The run that `atelier train` and `atelier resume` tell of. */
export interface TrainedRun {
  readonly result: TrainResult & { readonly folder: string };
  readonly data: Dataset;
  readonly runsDir: string;
  readonly seed: number;
}

function testInterval({ test }: TrainResult): { low: number; high: number } {
  return wilsonInterval(Math.round(test.accuracy * test.count), test.count);
}

/** A complete run as JSON. */
export function runDocument({ result, data, seed }: TrainedRun): object {
  const { folder, name, parameters, history, bestEpoch, stopReason, durationMs, test } = result;
  const { notice } = data;
  return {
    id: basename(folder),
    folder,
    status: 'complete',
    name,
    data: {
      name: data.name,
      title: data.title,
      digest: data.digest,
      ...(notice === undefined ? {} : { notice }),
    },
    seed,
    parameters,
    epochs: history.length,
    bestEpoch,
    stopReason,
    durationMs,
    validation: history[bestEpoch - 1]!.val,
    test: { loss: test.loss, accuracy: test.accuracy, count: test.count, interval: testInterval(result) },
    model: join(folder, 'model.onnx'),
    history,
  };
}

/** A complete run in words: what it reached, where it is and what to do with it. */
export function runText({ result, data, runsDir }: TrainedRun): string {
  const { folder, name, parameters, history, bestEpoch, stopReason, durationMs, test } = result;
  const validation = history[bestEpoch - 1]!.val;
  const runs = runsDir === DEFAULT_RUNS ? '' : ` --runs ${shellWord(runsDir)}`;
  const facts: [string, string][] = [
    [
      'Test',
      `${formatPercent(test.accuracy)} of ${formatCount(test.count)} images ` +
        `(95% interval ${formatPercentInterval(testInterval(result))}), loss ${formatLoss(test.loss)}`,
    ],
    ...(validation === undefined
      ? []
      : [
          ['Validation', `${formatPercent(validation.accuracy)}, loss ${formatLoss(validation.loss)}`] as [
            string,
            string,
          ],
        ]),
    ['Epochs', `${history.length}, the best was ${bestEpoch}; ended: ${stopReason}`],
    ['Parameters', formatCount(parameters)],
    ['Time', formatDuration(durationMs)],
    ['Run', folder],
    ['Model', join(folder, 'model.onnx')],
  ];
  const lines = [
    ...(data.notice === undefined ? [] : [`Note: ${data.notice}`]),
    `${name} on ${data.title}`,
    '',
    ...facts.map(([label, value]) => `${label.padEnd(12)}${value}`),
    '',
    'Next:',
    `  atelier predict ${runArgument(folder)} picture.png`,
    `  atelier report${runs}`,
  ];
  return printableLines(lines.join('\n'));
}

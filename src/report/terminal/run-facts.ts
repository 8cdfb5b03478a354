import type { ClassificationReport } from '../../metrics/classification-report.ts';
import { wilsonInterval } from '../../metrics/interval.ts';
import type { Run } from '../../runs/record.ts';
import { formatCount, formatDuration, formatLoss, formatPercent, formatPercentInterval } from '../format.ts';
import { printable } from '../text.ts';
import { choiceText } from '../choice-text.ts';
import type { Fact } from './facts.ts';

/** `2026-11-21 05:34 UTC`. */
function minuteOf(createdAt: string): string {
  return `${new Date(createdAt).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** What a run is: its data, its time, its seed, and by what recipe it was trained. */
export function runFacts({ folder, record, history }: Run): Fact[] {
  const { data, recipe, parameters, architecture, seed, threads, layout } = record;
  const { optimizer, loss, epochs, batchSize } = recipe;
  const [height, width, channels] = data.imageShape;
  const durationMs =
    record.result?.durationMs ?? history.reduce((sum, { durationMs: epochMs }) => sum + epochMs, 0);
  const { learningRate, ...update } = isObject(optimizer) ? optimizer : {};
  const facts: (Fact | undefined)[] = [
    ['Run', folder],
    ['Begun', `${minuteOf(record.createdAt)}, seed ${seed}, ${threads} threads, ${layout} layout`],
    [
      'Data',
      `${data.title}: ${formatCount(data.trainCount)} training, ${formatCount(data.validationCount)} validation and ` +
        `${formatCount(data.testCount)} test images of ${height} × ${width} × ${channels}, ` +
        `${data.classNames.length} classes`,
    ],
    data.notice === undefined ? undefined : ['Note', data.notice],
    Object.keys(update).length === 0 ? undefined : ['Optimizer', choiceText(update)],
    learningRate === undefined ? undefined : ['Learning rate', choiceText(learningRate)],
    loss === undefined ? undefined : ['Loss', choiceText(loss)],
    [
      'Training',
      `${formatCount(history.length)} of ${choiceText(epochs ?? '?')} epochs, batches of ` +
        `${choiceText(batchSize ?? '?')}, ${formatDuration(durationMs)}`,
    ],
    [
      'Model',
      `${formatCount(parameters)} parameters` +
        (architecture === undefined
          ? ''
          : `, ${formatCount(architecture.multiplyAdds)} multiply-adds an image`),
    ],
  ];
  return facts.flatMap((fact) => (fact === undefined ? [] : [[fact[0], printable(fact[1])] as const]));
}

/** What a run reached: on the test images, on the validation images, and how far its probabilities can be trusted. */
export function resultFacts({ record, history }: Run, test: ClassificationReport | undefined): Fact[] {
  const { result, data } = record;
  const best = history.findLast((entry) => entry.best);
  const validation = result?.validation ?? best?.val;
  const bestEpoch = result?.bestEpoch ?? best?.epoch;
  const figures = (
    { accuracy, loss }: { readonly accuracy: number; readonly loss: number },
    count: number,
  ): string =>
    `${formatPercent(accuracy)} of ${formatCount(count)} images (95% interval ` +
    `${formatPercentInterval(wilsonInterval(Math.round(accuracy * count), count))}), loss ${formatLoss(loss)}`;
  return [
    ...(result === undefined ? [] : [['Test', figures(result.test, result.test.count)] as const]),
    ...(validation === undefined ? [] : [['Validation', figures(validation, data.validationCount)] as const]),
    ...(bestEpoch === undefined
      ? []
      : [
          [
            'Best epoch',
            result === undefined
              ? `${bestEpoch} so far`
              : `${bestEpoch}; ended: ${printable(result.stopReason)}`,
          ] as const,
        ]),
    ...(test === undefined ? [] : testFacts(test)),
  ];
}

function testFacts({
  topK,
  cohenKappa,
  matthewsCorrelation,
  calibration,
  logLoss,
  brierScore,
}: ClassificationReport): Fact[] {
  const known = (value: number | null, format: (value: number) => string): string =>
    value === null ? 'not defined' : format(value);
  const top = topK.slice(1).map(({ k, accuracy }) => `top ${k} ${known(accuracy, formatPercent)}`);
  return [
    ...(top.length === 0 ? [] : [['Top k', top.join(', ')] as const]),
    [
      'Agreement',
      `Cohen’s kappa ${known(cohenKappa, formatLoss)}, Matthews ${formatLoss(matthewsCorrelation)}`,
    ],
    [
      'Calibration',
      `expected error ${known(calibration.expectedError, formatPercent)}, log-loss ${known(logLoss, formatLoss)}, ` +
        `Brier ${known(brierScore, formatLoss)}`,
    ],
  ];
}

function isObject<T>(value: T): value is Extract<T, Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

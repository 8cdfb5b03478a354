import { fromBinary } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { fixtureRun } from '../../../test/cli/fixture-runs.ts';
import type { Run } from '../../runs/record.ts';
import {
  EventSchema,
  HParamsPluginDataSchema,
  Status,
  type Event,
  type HParamsPluginData,
} from './proto/tensorboard_pb.js';
import { runEventFiles } from './run-event-files.ts';

/** CRC-32C bit by bit, and masked: another way than the one that is tested. */
function maskedCrc(bytes: Uint8Array): number {
  let crc = 0xffffffffn;
  for (const byte of bytes) {
    crc ^= BigInt(byte);
    for (let bit = 0; bit < 8; bit++) crc = crc & 1n ? (crc >> 1n) ^ 0x82f63b78n : crc >> 1n;
  }
  crc ^= 0xffffffffn;
  return Number((((crc >> 15n) | (crc << 17n)) + 0xa282ead8n) & 0xffffffffn);
}

function readEvents(file: Uint8Array): Event[] {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const events: Event[] = [];
  for (let at = 0; at < file.length;) {
    const length = Number(view.getBigUint64(at, true));
    const record = file.subarray(at + 12, at + 12 + length);
    expect(view.getUint32(at + 8, true)).toBe(maskedCrc(file.subarray(at, at + 8)));
    expect(view.getUint32(at + 12 + length, true)).toBe(maskedCrc(record));
    events.push(fromBinary(EventSchema, record));
    at += 16 + length;
  }
  return events;
}

const NAME = 'events.out.tfevents.1795237200.atelier';
const BEGIN = 1795237200;
const picture = { tag: 'charts/x', title: 'X', width: 2, height: 1, png: Uint8Array.of(1, 2) };

function eventsOf(run: Run, folder: string): Event[] {
  const file = runEventFiles(run, { pictures: [picture] }).find(({ path }) => path === `${folder}${NAME}`);
  return readEvents(file!.bytes);
}

/** `[tag, step, seconds after the beginning, value]` of every scalar. */
function scalarsOf(run: Run, folder: string): unknown[][] {
  return scalarsIn(eventsOf(run, folder));
}

function scalarsIn(events: readonly Event[]): unknown[][] {
  return events.flatMap(({ what, step, wallTime }) => {
    if (what.case !== 'summary') return [];
    return what.value.value.map(({ tag, tensor }) => [
      tag,
      Number(step),
      Number((wallTime - BEGIN).toFixed(3)),
      Number(tensor!.floatVal[0]!.toFixed(4)),
    ]);
  });
}

function valuesOf(run: Run) {
  return eventsOf(run, '').flatMap(({ what }) => (what.case === 'summary' ? what.value.value : []));
}

function sessionsOf(run: Run): HParamsPluginData[] {
  return valuesOf(run).flatMap(({ metadata }) =>
    metadata?.pluginData?.pluginName === 'hparams'
      ? [fromBinary(HParamsPluginDataSchema, metadata.pluginData.content)]
      : [],
  );
}

describe('runEventFiles', () => {
  const run = fixtureRun({ name: 'cnn', hits: 9182, epochs: 2 });

  it('begins every file with the version of the format, and gives the same bytes every time', () => {
    const files = runEventFiles(run, { pictures: [picture] });
    expect(files.map(({ path }) => path)).toEqual(
      ['', 'train/', 'validation/', 'test/'].map((folder) => folder + NAME),
    );
    for (const { bytes } of files) {
      expect(readEvents(bytes)[0]).toMatchObject({
        wallTime: BEGIN,
        what: { case: 'fileVersion', value: 'brain.Event:2' },
      });
    }
    expect(runEventFiles(run, { pictures: [picture] })).toEqual(files);
  });

  it('writes curves by Keras’s names, at the ends of the epochs', () => {
    const rounded = (value: number): number => Number(value.toFixed(4));
    expect(scalarsOf(run, 'train/')).toEqual(
      run.history.flatMap(({ epoch, train }) => [
        ['epoch_loss', epoch, rounded(2.1 * epoch), rounded(train.loss)],
        ['epoch_accuracy', epoch, rounded(2.1 * epoch), rounded(train.accuracy)],
        ['epoch_learning_rate', epoch, rounded(2.1 * epoch), 0.001],
      ]),
    );
    const { loss, accuracy } = run.history[1]!.val!;
    expect(scalarsOf(run, 'validation/').slice(2)).toEqual([
      ['epoch_loss', 2, 4.2, rounded(loss)],
      ['epoch_accuracy', 2, 4.2, rounded(accuracy)],
    ]);
    expect(scalarsOf(run, 'test/')).toEqual([
      ['epoch_loss', 2, 4.2, 0.2454],
      ['epoch_accuracy', 2, 4.2, 0.9182],
    ]);
  });

  it('writes the loss of each step where it was kept, by the number of the step', () => {
    const [first, second] = run.history;
    const history = [
      { ...first!, step: 2, stepLosses: [3, 2] },
      { ...second!, step: 4, stepLosses: [1, 0.5] },
    ];
    const steps = scalarsOf({ ...run, history }, 'train/').filter(([tag]) => tag === 'batch_loss');
    expect(steps).toEqual([
      ['batch_loss', 1, 1.05, 3],
      ['batch_loss', 2, 2.1, 2],
      ['batch_loss', 3, 3.15, 1],
      ['batch_loss', 4, 4.2, 0.5],
    ]);
  });

  it('writes the learning rates of steps where they are known', () => {
    const learningRates = [0, 429, 430, 859].map((step) => [step, (step + 1) / 1000] as const);
    const file = runEventFiles(run, { learningRates }).find(({ path }) => path.startsWith('train/'))!;
    const rates = scalarsIn(readEvents(file.bytes)).filter(([tag]) => tag === 'batch_learning_rate');
    expect(rates).toEqual([
      ['batch_learning_rate', 1, Number((2.1 / 430).toFixed(3)), 0.001],
      ['batch_learning_rate', 430, 2.1, 0.43],
      ['batch_learning_rate', 431, Number((2.1 + 2.1 / 430).toFixed(3)), 0.431],
      ['batch_learning_rate', 860, 4.2, 0.86],
    ]);
  });

  it('writes what was chosen, and how and when it ended', () => {
    const [start, end] = sessionsOf(run);
    expect(start!.data).toMatchObject({ case: 'sessionStartInfo', value: { startTimeSecs: BEGIN } });
    const hparams = start!.data.case === 'sessionStartInfo' ? start!.data.value.hparams : {};
    const values = Object.fromEntries(Object.entries(hparams).map(([name, { kind }]) => [name, kind.value]));
    expect(values).toEqual({
      model: 'cnn',
      data: 'fashion-mnist',
      seed: 7,
      parameters: 225_034,
      'optimizer.name': 'adam',
      'optimizer.learningRate': 0.001,
      batchSize: 128,
      epochs: 2,
    });
    expect(end!.data).toMatchObject({
      case: 'sessionEndInfo',
      value: { status: Status.SUCCESS, endTimeSecs: BEGIN + 4.2 },
    });
  });

  it.each([
    ['failed', Status.FAILURE],
    ['interrupted', undefined],
    ['running', undefined],
  ] as const)('of a run that is %s', (status, ended) => {
    const other = fixtureRun({ name: 'cnn', hits: 9182, epochs: 0, status });
    const [, end] = sessionsOf(other);
    expect(end?.data.case === 'sessionEndInfo' ? end.data.value.status : undefined).toBe(ended);
    expect(runEventFiles(other).map(({ path }) => path)).toEqual([NAME]);
  });

  it('writes pictures with their titles, and the recipe as text that nothing in it can end', () => {
    const record = { ...run.record, recipe: { name: '```\n# title' }, id: 'a|b<script>*c*' };
    const values = valuesOf({ ...run, record });
    const text = (tag: string): string =>
      new TextDecoder().decode(values.find((value) => value.tag === tag)!.tensor!.stringVal[0]);
    expect(text('recipe').split('\n')).toEqual(['    {', '      "name": "```\\n# title"', '    }']);
    expect(text('run')).toContain('\n| Run | a\\|b&#60;script&#62;\\*c\\* |\n');
    expect(values.find(({ tag }) => tag === 'charts/x')).toMatchObject({
      metadata: { displayName: 'X', pluginData: { pluginName: 'images' } },
      tensor: { stringVal: [new TextEncoder().encode('2'), new TextEncoder().encode('1'), picture.png] },
    });
  });
});

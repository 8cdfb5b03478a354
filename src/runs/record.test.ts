import { describe, expect, it } from 'vitest';
import { formatEpochRecord, formatRunRecord, parseHistory, parseRunRecord } from './record.ts';
import type { EpochRecord, RunRecord } from './record.ts';

const record: RunRecord = {
  format: 1,
  id: '2026-11-21-0534-cnn',
  name: 'cnn',
  createdAt: '2026-11-21T05:34:00.000Z',
  status: 'complete',
  recipe: { optimizer: { name: 'adam', learningRate: 0.001 } },
  seed: 7,
  versions: { atelier: '0.1.0', node: '24.0.0', onnxruntime: '1.30.0' },
  machine: { platform: 'linux', arch: 'x64', cpu: 'Test', cores: 2, memoryBytes: 2 ** 33 },
  threads: 2,
  layout: 'plain',
  data: {
    name: 'toy',
    title: 'Toy',
    digest: 'ab',
    origin: 'built in',
    imageShape: [2, 2, 1],
    classNames: ['a', 'b'],
    trainCount: 8,
    validationCount: 2,
    testCount: 4,
  },
  parameters: 10,
  result: {
    epochs: 1,
    bestEpoch: 1,
    stopReason: 'all epochs done',
    durationMs: 12.5,
    validation: { loss: 0.5, accuracy: 0.5 },
    test: {
      loss: 0.25,
      accuracy: 0.75,
      count: 4,
      confusion: [
        [2, 0],
        [1, 1],
      ],
    },
  },
};
const epoch: EpochRecord = {
  epoch: 1,
  step: 10,
  learningRate: 0.001,
  durationMs: 12,
  train: { loss: 0.7, accuracy: 0.6 },
  val: { loss: 0.6, accuracy: 0.7 },
  best: true,
};

describe('parseRunRecord', () => {
  it('gives back what was formatted', () => {
    expect(parseRunRecord(formatRunRecord(record), 'run.json')).toEqual(record);
  });

  it.each<[string, object, RegExp]>([
    ['an unknown status', { status: 'done' }, /^x\/run\.json: status: /],
    ['another format', { format: 2 }, /format/],
    ['a day instead of a time', { createdAt: 'yesterday' }, /createdAt/],
    ['a fraction of a parameter', { parameters: 1.5 }, /parameters/],
    ['a complete run without a result', { result: undefined }, /result: expected a result/],
    ['a missing data set', { data: undefined }, /data/],
  ])('refuses %s and says where', (_, change, message) => {
    expect(() => parseRunRecord(JSON.stringify({ ...record, ...change }), 'x/run.json')).toThrow(message);
  });

  it('refuses a confusion matrix that does not fit the classes', () => {
    const test = { ...record.result!.test, confusion: [[1, 2, 3]] };
    const text = JSON.stringify({ ...record, result: { ...record.result, test } });
    expect(() => parseRunRecord(text, 'run.json')).toThrow(/result\.test\.confusion: expected 2 rows of 2/);
  });

  it('refuses text that is not JSON', () => {
    expect(() => parseRunRecord('{"format":1', 'run.json')).toThrow(/run\.json: not valid JSON/);
  });
});

describe('parseHistory', () => {
  const line = formatEpochRecord(epoch);

  it('leaves out a last line that was being written, wherever it was cut', () => {
    for (let length = 0; length < line.length; length++) {
      expect(parseHistory(line + line.slice(0, length), 'history.jsonl')).toEqual([epoch]);
    }
    expect(parseHistory(line + line, 'history.jsonl')).toEqual([epoch, epoch]);
  });

  it('names the line that is damaged', () => {
    expect(() => parseHistory(`${line}{"epoch":2}\n${line}`, 'h.jsonl')).toThrow(/h\.jsonl, line 2: /);
  });

  it('refuses to format what JSON cannot hold', () => {
    const train = { loss: NaN, accuracy: 0.1 };
    expect(() => formatEpochRecord({ ...epoch, train })).toThrow(/train\.loss/);
  });
});

import { describe, expect, it } from 'vitest';
import type { ModelSummary } from '../../src/index.ts';
import { atelier } from './run-cli.ts';

describe('atelier summary', () => {
  it('shows layers, totals and memory, without reading data', async () => {
    const { code, stdout, stderr } = await atelier(['summary', 'cnn', '--offline', '--set', 'batchSize=32']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^cnn\n\nLayer +Output +Parameters +Multiply-adds\n/);
    expect(stdout).toMatch(/\nconv2d1 +\[32, 28, 28\] +320 +225,792\n/);
    expect(stdout).toMatch(/\nall +10 classes +421,642 +4,241,152\n/);
    expect(stdout).toMatch(/batches of 32, an estimate:\n {2}Parameters +1\.7 MB\n/);
  });

  it('takes images of any size, and prints JSON', async () => {
    const size = ['--input', '32x32x3', '--classes', '100', '--batch-size', '4'];
    const { code, stdout } = await atelier(['summary', 'mlp', ...size, '--json']);
    expect(code).toBe(0);
    const summary = JSON.parse(stdout) as ModelSummary & { name: string };
    expect(summary).toMatchObject({ name: 'mlp', input: [32, 32, 3], classes: 100, batchSize: 4 });
    expect(summary.layers[0]).toMatchObject({ name: 'flatten1', output: [3072] });
    expect(summary.layers.at(-1)).toMatchObject({ type: 'activation', output: [100] });
  });

  it.each([
    [['cnn', '--input', '28'], /^error: --input: cannot read "28"\nexpected: height, width and channels/],
    [['cnn', '--classes', '3'], /^error: --classes needs --input\n/],
    [
      ['cnn', '--input', '8x8', '--dataset', 'mnist'],
      /^error: --input does not go with --data or --dataset\n/,
    ],
    [['cnn', '--input', '2x2'], /^error: cnn: model\.layers\[3\]: maxPool2d: a 2x2 window does not fit/],
    [
      ['cnn', '--set', 'modle=mlp'],
      /^error: --set modle: unknown option modle\n.*\nhint: Did you mean model\?\n/,
    ],
    [['cnn', '--dataset', 'nope'], /^error: unknown data set "nope"/],
  ])('answers %j with 2 and says what is wrong', async (args, message) => {
    const { code, stdout, stderr } = await atelier(['summary', ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });
});

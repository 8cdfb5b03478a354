import { describe, expect, it } from 'vitest';
import { RuntimeFailure } from '../core/errors.ts';
import { readRuntimeProfile } from './runtime-profile.ts';

function session(ts: number, dur: number, name = 'SequentialExecutor::Execute'): object {
  return { cat: 'Session', pid: 1, tid: 1, ph: 'X', name, ts, dur, args: {} };
}

function node(ts: number, dur: number, name: string, kernel: string): object {
  const args = {
    ...{ op_name: kernel, input_type_shape: [{ float: [2, 3] }, { int64: [] }] },
    ...{ output_type_shape: [{ float: [6] }], mem_bytes_in_use: String(100 * ts), mem_arena_held: '5000' },
  };
  return { cat: 'Node', pid: 1, tid: 1, ph: 'X', name: `${name}_kernel_time`, ts, dur, args };
}

const CONV = 'forward/conv2d1/conv2d/n7';
/** Two calls, of two steps and of one, as the runtime writes them: a part before its whole. */
const events = [
  session(0, 5, 'model_loading_array'),
  session(5, 5, 'session_initialization'),
  ...[node(12, 3, CONV, 'Conv'), node(15, 4, 'Transpose_token_1', 'Transpose'), session(11, 10)],
  ...[node(23, 2, CONV, 'Conv'), node(26, 4, 'Transpose_token_1', 'Transpose'), session(22, 8)],
  ...[node(11, 20, 'outer_n1', 'Scan'), session(10, 22), session(9, 24, 'model_run')],
  ...[node(42, 5, CONV, 'Conv'), session(41, 8), node(41, 9, 'outer_n1', 'Scan'), session(40, 11)],
];

describe('the runtime’s profile', () => {
  it('is read step by step, without the scan around them', () => {
    const steps = readRuntimeProfile(JSON.stringify(events));
    expect(steps.map(({ startUs, durationUs }) => [startUs, durationUs])).toEqual([
      [11, 10],
      [22, 8],
      [41, 8],
    ]);
    expect(steps.map(({ kernels }) => kernels.map(({ kernel }) => kernel))).toEqual([
      ['Conv', 'Transpose'],
      ['Conv', 'Transpose'],
      ['Conv'],
    ]);
    expect(steps[0]!.kernels[0]).toEqual({
      name: CONV,
      kernel: 'Conv',
      origin: { phase: 'forward', scope: 'conv2d1', operation: 'conv2d' },
      inputs: ['float[2,3]', 'int64[]'],
      outputs: ['float[6]'],
      startUs: 12,
      durationUs: 3,
      inUseBytes: 1200,
      heldBytes: 5000,
    });
  });

  it('counts for no step what comes before and after the scan', () => {
    const around = [
      ...[node(1, 2, 'outer_n0', 'ReorderInput'), node(5, 3, CONV, 'Conv'), session(4, 5)],
      ...[node(10, 3, CONV, 'Conv'), session(9, 5), node(3, 12, 'outer_n1', 'Scan')],
      ...[node(16, 2, 'outer_n2', 'ReorderOutput'), session(0, 20)],
    ];
    const steps = readRuntimeProfile(JSON.stringify([...around, ...around]));
    expect(steps.map(({ kernels }) => kernels.map(({ kernel }) => kernel))).toEqual(
      Array.from({ length: 4 }, () => ['Conv']),
    );
  });

  it('counts what slices of a batch do for the step that they are of', () => {
    const slices = [
      ...[node(2, 1, 'weights', 'Transpose'), node(4, 3, CONV, 'Conv'), session(3, 5)],
      ...[node(9, 4, CONV, 'Conv'), session(9, 5), node(3, 12, 'slices', 'Loop')],
      ...[node(16, 1, 'update', 'Sub'), session(1, 17)],
      ...[node(21, 3, CONV, 'Conv'), session(20, 5), node(26, 4, CONV, 'Conv'), session(26, 5)],
      ...[node(20, 12, 'slices', 'Loop'), node(33, 1, 'update', 'Sub'), session(19, 17)],
      ...[node(1, 36, 'outer_n1', 'Scan'), session(0, 38)],
    ];
    const steps = readRuntimeProfile(JSON.stringify(slices));
    expect(steps.map(({ startUs, durationUs }) => [startUs, durationUs])).toEqual([
      [1, 17],
      [19, 17],
    ]);
    expect(steps.map(({ kernels }) => kernels.map(({ kernel }) => kernel))).toEqual([
      ['Transpose', 'Conv', 'Conv', 'Sub'],
      ['Conv', 'Conv', 'Sub'],
    ]);
  });

  it('takes the origin of what the runtime has added from elsewhere', () => {
    const origin = { phase: 'backward', scope: 'conv2d1', operation: 'conv2dWeightGradient' } as const;
    const added = new Map([['Transpose_token_1', origin]]);
    const [step] = readRuntimeProfile(JSON.stringify(events), added);
    expect(step!.kernels[1]!.origin).toEqual(origin);
    expect(readRuntimeProfile(JSON.stringify(events))[0]!.kernels[1]!.origin).toBeUndefined();
  });

  it.each(['', '{}', '[{"cat":"Node"}]', '[1]'])('refuses %j', (text) => {
    expect(() => readRuntimeProfile(text)).toThrow(RuntimeFailure);
  });
});

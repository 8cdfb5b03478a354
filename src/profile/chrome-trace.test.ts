import { describe, expect, it } from 'vitest';
import { nodeName, originOfName } from '../onnx/node-name.ts';
import { chromeTrace } from './chrome-trace.ts';
import type { KernelRun } from './runtime-profile.ts';

function kernel(startUs: number, durationUs: number, name: string, op: string): KernelRun {
  return {
    ...{ name, kernel: op, origin: originOfName(name), inputs: ['float[2]'], outputs: ['float[3]'] },
    ...{ startUs, durationUs, inUseBytes: 2_500_000, heldBytes: 9_000_000 },
  };
}

const CONV = { phase: 'forward', scope: 'conv2d1', operation: 'conv2d' } as const;

describe('chromeTrace', () => {
  const step = {
    startUs: 1000,
    durationUs: 100,
    kernels: [
      kernel(1001, 9, nodeName(CONV, 'n1'), 'ReorderInput'),
      kernel(1012, 30, nodeName(CONV, 'n2'), 'Conv'),
      kernel(1050, 10, nodeName({ ...CONV, operation: 'add' }, 'n3'), 'Add'),
      kernel(1070, 5, 'Transpose_token_1', 'Transpose'),
      kernel(1080, 1, nodeName(CONV, 'n4'), 'Conv'),
    ],
  };
  const { traceEvents } = chromeTrace([step], 'a title', new Map([['forward/conv2d1/conv2d', 400_000]]));

  it('nests step, phase, layer, operation and kernel, in pieces where others come between', () => {
    const spans = traceEvents.filter(({ ph }) => ph === 'X');
    expect(spans.map(({ cat, name, ts, dur }) => [cat, name, ts, dur])).toEqual([
      ['step', 'step', 0, 100],
      ['phase', 'forward', 1, 59],
      ['layer', 'conv2d1', 1, 59],
      ['operation', 'conv2d', 1, 41],
      ['kernel', 'ReorderInput', 1, 9],
      ['kernel', 'Conv', 12, 30],
      ['operation', 'add', 50, 10],
      ['kernel', 'Add', 50, 10],
      ['phase', 'runtime', 70, 5],
      ['layer', 'runtime', 70, 5],
      ['operation', 'runtime', 70, 5],
      ['kernel', 'Transpose', 70, 5],
      ['phase', 'forward', 80, 1],
      ['layer', 'conv2d1', 80, 1],
      ['operation', 'conv2d', 80, 1],
      ['kernel', 'Conv', 80, 1],
    ]);
  });

  it('tells shapes of kernels, the rate of an operation over all its pieces, and the memory in use', () => {
    const operation = traceEvents.find(({ cat, name }) => cat === 'operation' && name === 'conv2d');
    expect(operation?.args).toEqual({ multiplyAdds: 400_000, gigaflopsPerSecond: 20 });
    const conv = traceEvents.find(({ name }) => name === 'Conv');
    expect(conv?.args).toEqual({ node: nodeName(CONV, 'n2'), inputs: ['float[2]'], outputs: ['float[3]'] });
    const memory = traceEvents.filter(({ ph }) => ph === 'C');
    expect(memory.map(({ ts }) => ts)).toEqual([10, 42, 60, 75, 81]);
    expect(memory[0]?.args).toEqual({ megabytes: 2.5 });
    expect(traceEvents[0]).toMatchObject({ ph: 'M', name: 'process_name', args: { name: 'a title' } });
  });

  it('puts steps end to end, and gives a rate over all of them', () => {
    const later = {
      startUs: 9000,
      durationUs: 50,
      kernels: [kernel(9010, 40, nodeName(CONV, 'n2'), 'Conv')],
    };
    const trace = chromeTrace([step, later], '', new Map([['forward/conv2d1/conv2d', 400_000]]));
    const spans = trace.traceEvents.filter(({ ph }) => ph === 'X');
    expect(spans.filter(({ cat }) => cat === 'step').map(({ ts, dur }) => [ts, dur])).toEqual([
      [0, 100],
      [100, 50],
    ]);
    expect(spans.at(-1)).toMatchObject({ name: 'Conv', ts: 110, dur: 40 });
    expect(spans.at(-2)?.args).toEqual({ multiplyAdds: 400_000, gigaflopsPerSecond: 20 });
  });

  it('ends a step no sooner than its last kernel, whose times are rounded', () => {
    const late = { startUs: 0, durationUs: 10, kernels: [kernel(1, 10, 'n1', 'Add')] };
    const spans = chromeTrace([late], '', new Map()).traceEvents.filter(({ ph }) => ph === 'X');
    expect(spans[0]).toMatchObject({ cat: 'step', ts: 0, dur: 11 });
  });
});

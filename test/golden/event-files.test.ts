import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { create } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { eventFile } from '../../src/report/tensorboard/event-file.ts';
import { HParamsPluginDataSchema, Status } from '../../src/report/tensorboard/proto/tensorboard_pb.js';
import { hparamsValue, imageValue, scalarValue, textValue } from '../../src/report/tensorboard/summary.ts';

const golden = JSON.parse(readFileSync(join(import.meta.dirname, 'event-files.json'), 'utf8')) as {
  tensorboard: string;
  file: string;
};

describe('event files', () => {
  it('are, byte for byte, those that TensorBoard’s own messages and writer make', () => {
    const start = create(HParamsPluginDataSchema, {
      data: {
        case: 'sessionStartInfo',
        value: {
          hparams: { 'optimizer.type': { kind: { case: 'stringValue', value: 'adam' } } },
          startTimeSecs: 1.5,
        },
      },
    });
    const end = create(HParamsPluginDataSchema, {
      data: { case: 'sessionEndInfo', value: { status: Status.SUCCESS, endTimeSecs: 2.5 } },
    });
    const values = [
      scalarValue('epoch_loss', 0.5),
      scalarValue('epoch_loss', 0.1),
      imageValue({
        tag: 'charts/confusion',
        title: 'Confusion matrix',
        width: 2,
        height: 1,
        png: Uint8Array.of(0x89, 0x50, 0x4e, 0x47),
      }),
      textValue('recipe', '    { "ä": 1 }'),
      hparamsValue('_hparams_/session_start_info', start),
      hparamsValue('_hparams_/session_end_info', end),
    ];
    const file = eventFile(
      values.map((value, step) => ({ value, step, wallTimeSeconds: 1.5 + step })),
      1.25,
    );
    expect(Buffer.from(file).toString('base64')).toBe(golden.file);
  });
});

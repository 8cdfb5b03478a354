import { create, toBinary } from '@bufbuild/protobuf';
import { EventSchema, type Summary_Value } from './proto/tensorboard_pb.js';
import { encodeRecords } from './records.ts';

/** What was seen at one time. */
export interface SummaryEvent {
  readonly value: Summary_Value;
  readonly step: number;
  readonly wallTimeSeconds: number;
}

const FILE_VERSION = 'brain.Event:2';
const WRITER = 'atelier';

/** An event file: the version of the format, then the events. */
export function eventFile(events: readonly SummaryEvent[], createdSeconds: number): Uint8Array {
  const version = create(EventSchema, {
    wallTime: createdSeconds,
    what: { case: 'fileVersion', value: FILE_VERSION },
    sourceMetadata: { writer: WRITER },
  });
  const summaries = events.map(({ value, step, wallTimeSeconds }) =>
    create(EventSchema, {
      wallTime: wallTimeSeconds,
      step: BigInt(step),
      what: { case: 'summary', value: { value: [value] } },
    }),
  );
  return encodeRecords([version, ...summaries].map((event) => toBinary(EventSchema, event)));
}

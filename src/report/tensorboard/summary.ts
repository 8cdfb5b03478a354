import { create, toBinary } from '@bufbuild/protobuf';
import {
  DataClass,
  DataType,
  HParamsPluginDataSchema,
  Summary_ValueSchema,
  type HParamsPluginData,
  type Summary_Value,
} from './proto/tensorboard_pb.js';

/** A picture as TensorBoard shows it. */
export interface Picture {
  /** Names it among the pictures of the run; parts before a slash make groups. */
  readonly tag: string;
  /** What it shows, for people. */
  readonly title: string;
  readonly width: number;
  readonly height: number;
  /** A PNG file. */
  readonly png: Uint8Array;
}

const utf8 = new TextEncoder();

/** A number, for the scalars of TensorBoard. */
export function scalarValue(tag: string, value: number): Summary_Value {
  return create(Summary_ValueSchema, {
    tag,
    metadata: { pluginData: { pluginName: 'scalars' }, dataClass: DataClass.SCALAR },
    tensor: { dtype: DataType.DT_FLOAT, tensorShape: {}, floatVal: [value] },
  });
}

/** A picture: its width, height and file as three strings. */
export function imageValue({ tag, title, width, height, png }: Picture): Summary_Value {
  return create(Summary_ValueSchema, {
    tag,
    metadata: {
      pluginData: { pluginName: 'images' },
      displayName: title,
      dataClass: DataClass.BLOB_SEQUENCE,
    },
    tensor: {
      dtype: DataType.DT_STRING,
      tensorShape: { dim: [{ size: 3n }] },
      stringVal: [utf8.encode(String(width)), utf8.encode(String(height)), png],
    },
  });
}

/** A text in Markdown. */
export function textValue(tag: string, markdown: string): Summary_Value {
  return create(Summary_ValueSchema, {
    tag,
    metadata: { pluginData: { pluginName: 'text' }, dataClass: DataClass.TENSOR },
    tensor: { dtype: DataType.DT_STRING, tensorShape: {}, stringVal: [utf8.encode(markdown)] },
  });
}

/** What the HParams plugin reads; it stands in the metadata, beside an empty tensor. */
export function hparamsValue(tag: string, data: HParamsPluginData): Summary_Value {
  return create(Summary_ValueSchema, {
    tag,
    metadata: {
      pluginData: { pluginName: 'hparams', content: toBinary(HParamsPluginDataSchema, data) },
      dataClass: DataClass.TENSOR,
    },
    tensor: { dtype: DataType.DT_FLOAT, tensorShape: { dim: [{ size: 0n }] } },
  });
}

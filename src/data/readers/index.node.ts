import type { DataFormat } from '../data-spec.ts';
import type { Dataset } from '../dataset.ts';
import type { DataReader, ReadContext } from './reader.ts';

/** The reader of every format, loaded when it is wanted: pictures need a decoder, for example. */
const READERS: { readonly [Type in DataFormat['type']]: () => Promise<DataReader<Type>> } = {
  idx: async () => (await import('./idx.node.ts')).readIdx,
  folder: async () => (await import('./folder.node.ts')).readFolder,
  csv: async () => (await import('./csv.node.ts')).readCsv,
  npz: async () => (await import('./npz.node.ts')).readNpz,
  sketches: async () => (await import('./sketches.ts')).readSketches,
};

/** Reads a data set of any format. */
export async function readFormat(spec: DataFormat, context: ReadContext): Promise<Dataset> {
  const read = (await READERS[spec.type]()) as DataReader<DataFormat['type']>;
  return read(spec, context);
}

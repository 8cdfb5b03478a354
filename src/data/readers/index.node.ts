import type { DataFormat } from '../data-spec.ts';
import type { Dataset } from '../dataset.ts';
import { readCsv } from './csv.node.ts';
import { readFolder } from './folder.node.ts';
import { readIdx } from './idx.node.ts';
import { readNpz } from './npz.node.ts';
import type { DataReader, ReadContext } from './reader.ts';
import { readSketches } from './sketches.ts';

/** The reader of every format. */
const READERS: { readonly [Type in DataFormat['type']]: DataReader<Type> } = {
  idx: readIdx,
  folder: readFolder,
  csv: readCsv,
  npz: readNpz,
  sketches: readSketches,
};

/** Reads a data set of any format. */
export function readFormat(spec: DataFormat, context: ReadContext): Promise<Dataset> {
  return (READERS[spec.type] as DataReader<DataFormat['type']>)(spec, context);
}

import { DataError } from '../../core/errors.ts';
import { locateDataset } from '../locate.node.ts';
import { readDataset } from '../read-dataset.node.ts';
import { findDatasetSource } from '../registry.ts';
import type { DataReader } from './reader.ts';

/** Reads the four IDX files of a folder; those of a set that is known by name are checked against its sums. */
export const readIdx: DataReader<'idx'> = async (spec, { name }) => {
  const { path, firstLabel, transposed } = spec;
  const found = await locateDataset(name, { dataDir: path });
  if (found === undefined) throw new DataError(`${path} has no IDX files`, { value: path });
  const dataset = await readDataset(name, found, findDatasetSource(name), { firstLabel, transposed });
  return { ...dataset, source: { data: spec } };
};

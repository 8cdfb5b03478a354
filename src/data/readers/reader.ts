import type { DataFormat, DataFormatOf } from '../data-spec.ts';
import type { Dataset } from '../dataset.ts';

/** What bears on reading besides the format's own options. */
export interface ReadContext {
  /** What the data set is called. */
  readonly name: string;
  readonly signal?: AbortSignal | undefined;
  /** Is told how many pictures are read. */
  readonly onRead?: ((done: number, total: number) => void) | undefined;
}

/** Reads a data set of one format; its paths are absolute. */
export type DataReader<Type extends DataFormat['type']> = (
  spec: DataFormatOf<Type>,
  context: ReadContext,
) => Promise<Dataset>;

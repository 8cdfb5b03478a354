import { StorageError } from '../core/errors.ts';
import type { RunPredictions } from '../runs/predictions.ts';
import type { Run } from '../runs/record.ts';
import { readPredictions } from '../runs/store.node.ts';
import { printableLines, writeErr } from './output.ts';

/** What a run said of its images; undefined where it has not been kept or, with a note, where it cannot be read. */
export async function keptPredictions(run: Run): Promise<RunPredictions | undefined> {
  try {
    return await readPredictions(run);
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    writeErr(printableLines(`note: ${error.message}`));
    return undefined;
  }
}

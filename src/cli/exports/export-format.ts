import type { Run } from '../../runs/record.ts';
import type { ProgressLine } from '../progress-line.ts';

/** What an export is made from. */
export interface ExportRequest {
  readonly run: Run;
  /** Where to write. */
  readonly out: string;
  /** Where the run's data set is now; only formats that show images are given one. */
  readonly data: string | undefined;
  readonly progress: ProgressLine;
  readonly signal: AbortSignal;
}

/** What an export wrote. */
export interface Exported {
  readonly files: readonly { readonly path: string; readonly sizeBytes: number }[];
  /** What is not in it, and why. */
  readonly missing: readonly string[];
  /** The command that opens it. */
  readonly next?: string;
}

/** A format that runs can be exported in. */
export interface ExportFormat {
  readonly name: string;
  /** What it is and what `--out` names, for the help. */
  readonly summary: string;
  /** Whether it shows images of the data set, so that `--data` has a meaning. */
  readonly showsImages: boolean;
  /** Writes all of it or nothing. */
  readonly write: (request: ExportRequest) => Promise<Exported>;
}

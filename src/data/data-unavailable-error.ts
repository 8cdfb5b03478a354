import { DataError } from '../core/errors.ts';

/** A data set that is on no known place of this machine and that the network did not give; never a damaged one. */
export class DataUnavailableError extends DataError {}

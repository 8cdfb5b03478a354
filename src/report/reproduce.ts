import { shellWord } from '../core/shell-word.ts';
import type { Run } from '../runs/record.ts';

/** Whether a path begins at the root of a file system, of Windows or any other. */
function isAbsolutePath(path: string): boolean {
  return /^(\/|\\\\|[A-Za-z]:[\\/])/.test(path);
}

/**
 * The command that trains by a run's recipe again, on this machine, to the same bits: by what its record says, with the
 * same seed, threads, layout and files. A run that was interrupted, or ended by a budget of time or by a callback, is
 * trained on beyond its end.
 *
 * @example reproduceCommand(run); // atelier train runs/2026-11-21-0534-cnn --seed 7 --threads 2
 */
export function reproduceCommand({ folder, record }: Run): string {
  const { seed, threads, layout, data, recipe } = record;
  const words = ['atelier', 'train', folder, '--seed', String(seed), '--threads', String(threads)];
  if (layout === 'plain') words.push('--layout', 'plain');
  // A recipe that says how its data are read has their path too; one that names them takes the first files it finds.
  if (typeof recipe['data'] !== 'object' && isAbsolutePath(data.origin)) words.push('--data', data.origin);
  return words.map(shellWord).join(' ');
}

import type { Trial } from '../../tune/trial.ts';
import { formatCount } from '../format.ts';
import { paramsText } from './trial-table.ts';

/** Trials that failed alike. */
interface FailureGroup {
  readonly kind: string;
  readonly message: string;
  /** By number. */
  readonly trials: readonly Trial[];
}

const NAMED_TRIALS = 10;

/** The failed trials by kind and message, the most frequent first. */
export function failureGroups(trials: readonly Trial[]): FailureGroup[] {
  const groups = new Map<string, { kind: string; message: string; trials: Trial[] }>();
  for (const trial of trials) {
    if (trial.state !== 'failed') continue;
    const { kind, message } = trial.failure ?? { kind: 'failed', message: '' };
    const group = groups.get(`${kind} ${message}`) ?? { kind, message, trials: [] };
    group.trials.push(trial);
    groups.set(`${kind} ${message}`, group);
  }
  return [...groups.values()].sort((a, b) => b.trials.length - a.trials.length);
}

/** `trial 17 (optimizer adam, learningRate 0.7)` of one, `114 trials: 17, 22, 40, …` of several. */
export function failedText({ trials }: FailureGroup): string {
  const [first] = trials;
  if (trials.length === 1) return `trial ${first!.number} (${paramsText(first!)})`;
  const named = trials.slice(0, NAMED_TRIALS).map(({ number }) => number);
  const more = trials.length > named.length ? ', …' : '';
  return `${formatCount(trials.length)} trials: ${named.join(', ')}${more}; the first with ${paramsText(first!)}`;
}

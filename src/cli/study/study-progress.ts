import { formatDuration, formatPercent } from '../../report/format.ts';
import { parameterText } from '../../report/study/value-text.ts';
import type { RecipeStudy } from '../../studies/recipe-study.ts';
import type { TrainEvent } from '../../train/events.ts';
import type { AskedTrial } from '../../tune/asked-trial.ts';
import { valueCount } from '../../tune/space/parameter.ts';
import type { Study } from '../../tune/study.ts';
import { isEnded, type Trial } from '../../tune/trial.ts';
import type { ProgressLine } from '../progress-line.ts';

/** Shows studies while they are worked on: a line for each trial that has ended, and a moving one for those that run. */
export class StudyProgress {
  readonly #progress: ProgressLine;
  readonly #states = new Map<number, string>();
  #study: Study | undefined;

  constructor(progress: ProgressLine) {
    this.#progress = progress;
  }

  /** Says which study begins, or goes on. */
  begin({ study, spec }: RecipeStudy, title: string): void {
    this.#study = study;
    this.#states.clear();
    const ended = study.trials.filter(isEnded).length;
    if (!Number.isFinite(study.limit) && study.definition.budget.minutes === undefined) {
      this.#progress.note(
        `${title} has no budget: it goes on until it is stopped; --trials or --minutes give it one.`,
      );
    }
    const question = spec.question === undefined ? '' : `: ${spec.question}`;
    this.#progress.note(`${title}${question}${ended === 0 ? '' : ` (${ended} trials are done already)`}`);
  }

  /** Tells a trial that has ended. */
  trial(study: Study, trial: Trial): void {
    if (trial.state === 'running') {
      this.#states.set(trial.number, 'compiling');
      this.#update();
      return;
    }
    this.#states.delete(trial.number);
    this.#progress.note(trialLine(study, trial));
  }

  /** Follows what training tells of a trial. */
  event(trial: AskedTrial, event: TrainEvent): void {
    if (event.type === 'progress') {
      const done = Math.floor((100 * event.step) / event.stepsPerEpoch);
      this.#states.set(trial.number, `epoch ${event.epoch}/${event.epochs} ${done}%`);
    } else if (event.type === 'evaluation') this.#states.set(trial.number, event.purpose);
    this.#update();
  }

  #update(): void {
    const study = this.#study;
    if (study === undefined) return;
    const ended = study.trials.filter(isEnded);
    const of = Number.isFinite(study.limit) ? ` of ${study.limit}` : '';
    const left = remainingMs(study, ended, Math.max(1, this.#states.size));
    const time = left === undefined ? '' : `, about ${formatDuration(left)} left`;
    const running = [...this.#states].map(([number, state]) => `trial ${number} ${state}`).join(', ');
    this.#progress.update(`${study.definition.name}: ${ended.length}${of} trials done${time}; ${running}`);
  }
}

/** How long the other trials will take, by the mean of those that are done. */
function remainingMs({ limit, trials }: Study, ended: readonly Trial[], atOnce: number): number | undefined {
  const timed = ended.filter(({ startedAt, endedAt }) => startedAt !== undefined && endedAt !== undefined);
  if (timed.length === 0 || !Number.isFinite(limit)) return undefined;
  const meanMs = timed.reduce((sum, { startedAt, endedAt }) => sum + endedAt! - startedAt!, 0) / timed.length;
  return ((Math.max(limit, trials.length) - ended.length) * meanMs) / atOnce;
}

function trialLine(study: Study, trial: Trial): string {
  const { number, state, values, failure, startedAt, endedAt, facts } = trial;
  const outcome =
    values === undefined
      ? (failure?.message ?? (typeof facts['pruned'] === 'string' ? facts['pruned'] : ''))
      : values.map((value, index) => valueText(value, study.definition.objectives[index]!.metric)).join(', ');
  const best = study.best?.number === number ? '  best so far' : '';
  const time =
    startedAt === undefined || endedAt === undefined ? '' : `  ${formatDuration(endedAt - startedAt)}`;
  return `  ${String(number).padStart(4)} ${state.padEnd(8)} ${outcome}  ${variedText(study, trial)}${time}${best}`;
}

/** What the trial was tried with, of what trials differ in. */
function variedText({ space }: Study, { params }: Trial): string {
  return space.parameters
    .filter((parameter) => valueCount(parameter) > 1 && Object.hasOwn(params, parameter.name))
    .map(({ name }) => `${name} ${parameterText(params[name]!)}`)
    .join(', ');
}

function valueText(value: number, metric: string): string {
  return /accuracy/i.test(metric)
    ? `${metric} ${formatPercent(value)}`
    : `${metric} ${Number(value.toPrecision(4))}`;
}

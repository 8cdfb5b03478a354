import { OptionError, StorageError } from '../core/errors.ts';
import type { Suggestion } from './sampler.ts';
import { resolvePruner } from './pruners/index.ts';
import type { Params } from './space/parameter.ts';
import type { StudyStorage, TrialClaim, TrialOutcome, WriteAnswer } from './storage.ts';
import type { StudyDefinition } from './study-definition.ts';
import type { Direction, Report, Trial, TrialFailure } from './trial.ts';

/** The study that a trial belongs to. */
interface TrialHost {
  readonly storage: StudyStorage;
  readonly id: number;
  readonly definition: StudyDefinition;
  readonly directions: readonly Direction[];
  refresh(): Promise<readonly Trial[]>;
}

/** Its worker has fallen silent for too long, and another one works on the trial now. */
export class TrialLost extends StorageError {}

/** A trial that is being worked on. What it is told is written at once. */
export class AskedTrial {
  readonly number: number;
  /** How often it has been begun, this time included. */
  readonly attempt: number;
  readonly #host: TrialHost;
  readonly #claim: TrialClaim;
  #params: Params;
  #facts: Trial['facts'];
  #reports: readonly Report[];
  #ended = false;

  constructor(host: TrialHost, { number, attempts, facts, params, reports }: Trial) {
    this.#host = host;
    this.number = number;
    this.attempt = attempts;
    this.#facts = facts;
    this.#claim = { study: host.id, number, attempt: attempts };
    this.#params = params;
    this.#reports = reports;
  }

  /** What to try. */
  get params(): Params {
    return this.#params;
  }

  /** The figures so far, of earlier attempts too. */
  get reports(): readonly Report[] {
    return this.#reports;
  }

  /** Whether it has been told how it ended. */
  get isEnded(): boolean {
    return this.#ended;
  }

  /** What has been noted of it, by earlier attempts too. */
  get facts(): Trial['facts'] {
    return this.#facts;
  }

  /** Says what is tried. */
  async setParams({ params, note }: Suggestion): Promise<void> {
    this.#params = params;
    this.#check(await this.#host.storage.setParams(this.#claim, params, note));
  }

  /**
   * Tells a figure on the way to the first objective's value.
   *
   * @param step from 1; of a step that was told before, the latest counts
   * @throws OptionError for what is no number, TrialLost where another worker has taken over
   */
  async report(step: number, value: number): Promise<void> {
    if (!Number.isSafeInteger(step) || step < 1) {
      throw new OptionError(`trial ${this.number}: cannot report at step ${step}`, {
        value: step,
        expected: 'a whole number from 1',
      });
    }
    if (!Number.isFinite(value)) {
      throw new OptionError(`trial ${this.number}: cannot report ${value} at step ${step}`, {
        value,
        expected: 'a number that is finite',
        hint: 'Tell that the trial failed: { kind: "diverged", message }.',
      });
    }
    this.#check(await this.#host.storage.report(this.#claim, { step, value }));
    this.#reports = [...this.#reports.filter((earlier) => earlier.step !== step), { step, value }].sort(
      (a, b) => a.step - b.step,
    );
  }

  /** Why the pruner would end the trial now, in words; nothing where it should go on, or has taken all its steps. */
  async pruneReason(): Promise<string | undefined> {
    const { pruner, steps } = this.#host.definition;
    const latest = this.#reports.at(-1);
    if (pruner === undefined || latest === undefined) return undefined;
    // What has cost all that it can cost is better told with its value.
    if (steps !== undefined && latest.step >= steps) return undefined;
    const { definition, options } = resolvePruner(pruner);
    const trials = await this.#host.refresh();
    const trial = trials[this.number]!;
    const direction = this.#host.directions[0]!;
    return definition.judge({ trial, trials, direction, steps }, options);
  }

  /** Keeps facts with the trial; those of the same name are replaced. */
  async addFacts(facts: Trial['facts']): Promise<void> {
    this.#check(await this.#host.storage.addFacts(this.#claim, facts));
    this.#facts = { ...this.#facts, ...facts };
  }

  /** Says that it is still being worked on; `stop` where someone has asked for the study's end. */
  async heartbeat(): Promise<'kept' | 'stop'> {
    const answer = await this.#host.storage.heartbeat(this.#claim);
    if (answer !== 'stop') this.#check(answer);
    return answer === 'stop' ? 'stop' : 'kept';
  }

  /**
   * Tells how it ended: with a value (one an objective). A value that is no finite number makes it a failed trial.
   *
   * @throws OptionError where there are more or fewer values than objectives
   */
  async tell(values: number | readonly number[]): Promise<void> {
    const list: unknown = typeof values === 'number' ? [values] : values;
    if (!Array.isArray(list) || !list.every((value): value is number => typeof value === 'number')) {
      throw new OptionError(`trial ${this.number}: ${JSON.stringify(values)} is no value`, {
        value: values,
        expected: 'a number, or a list of one for each objective',
      });
    }
    const { objectives } = this.#host.definition;
    if (list.length !== objectives.length) {
      throw new OptionError(
        `trial ${this.number}: got ${list.length} values for ${objectives.length} objectives`,
        {
          value: values,
          expected: `one value for each of ${objectives.map(({ metric }) => metric).join(', ')}`,
        },
      );
    }
    const wrong = list.findIndex((value) => !Number.isFinite(value));
    if (wrong === -1) return this.#finish({ state: 'complete', values: list });
    const message = `${objectives[wrong]!.metric} is ${list[wrong]}`;
    return this.fail({ kind: 'diverged', message });
  }

  /** Ends it as not worth finishing. */
  async prune(): Promise<void> {
    await this.#finish({ state: 'pruned' });
  }

  /** Ends it without a value. */
  async fail(failure: TrialFailure): Promise<void> {
    await this.#finish({ state: 'failed', failure });
  }

  /** Leaves it to whoever asks next. */
  async giveBack(): Promise<void> {
    await this.#finish({ state: 'queued' });
  }

  async #finish(outcome: TrialOutcome): Promise<void> {
    this.#check(await this.#host.storage.finish(this.#claim, outcome));
    this.#ended = true;
    await this.#host.refresh();
  }

  #check(answer: WriteAnswer): void {
    if (answer === 'kept') return;
    if (this.#ended) {
      throw new OptionError(`trial ${this.number}: it has ended already`, {
        value: this.number,
        expected: 'nothing more to be told of it',
      });
    }
    throw new TrialLost(`trial ${this.number}: another worker has taken it over`, {
      value: this.number,
      hint: 'Its heartbeats did not come for too long; what it gave after that is not kept.',
    });
  }
}

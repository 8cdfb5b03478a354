import { canonicalJson } from '../core/canonical-json.ts';
import type { Json } from '../core/json.ts';
import { OptionError, StorageError } from '../core/errors.ts';
import { parseOptions } from '../core/parse-options.ts';
import { AskedTrial } from './asked-trial.ts';
import { chooseParams } from './choose-params.ts';
import { resolvePruner } from './pruners/index.ts';
import { resolveSampler } from './samplers/index.ts';
import type { Params } from './space/parameter.ts';
import { checkParams, parseSpace, refuseProto, type Space } from './space/space.ts';
import type { StoredStudy, StudyStorage } from './storage.ts';
import { studyDefinitionSchema, type StudyDefinition, type StudyOptions } from './study-definition.ts';
import { busyMs } from './study-time.ts';
import { bestTrial, isEnded, type Direction, type Trial } from './trial.ts';

/** Who asks, and for what. */
export interface AskOptions {
  /** Names who works on the trial; `worker` by default. */
  readonly worker?: string;
  /** This trial alone, where it is queued or stale. */
  readonly number?: number;
}

/**
 * Opens the study of that name, or begins it. A study that exists keeps its trials; the budget that is given takes the
 * place of its own.
 *
 * @throws OptionError where an option is wrong, or differs from what the study was begun with
 * @throws StorageError
 * @example
 * const study = await openStudy(memoryStorage(), {
 *   name: 'sphere', space: { x: { type: 'float', low: -5, high: 5 } }, budget: { trials: 20 },
 * });
 * await optimize(study, ({ params }) => Number(params['x']) ** 2);
 * console.log(study.best?.params);
 */
export async function openStudy(storage: StudyStorage, options: StudyOptions): Promise<Study> {
  refuseProto(options.space, 'space');
  const definition = parseOptions(studyDefinitionSchema, options, 'study');
  const space = parseSpace(definition.space);
  const { definition: sampler, options: samplerOptions } = resolveSampler(definition.sampler);
  sampler.check?.(space, directionsOf(definition), samplerOptions);
  checkPruner(definition);
  const stored = await findOrCreate(storage, definition);
  checkSame(stored.definition, definition);
  if (canonicalJson(stored.definition.budget) !== canonicalJson(definition.budget)) {
    await storage.updateBudget(stored.id, definition.budget);
  }
  return loadStudy(storage, { ...stored, definition });
}

/** Refuses a pruner that cannot do anything with the study, or would do it harm. */
function checkPruner({ pruner, objectives, ...study }: StudyDefinition): void {
  if (pruner === undefined) return;
  if (objectives.length > 1) {
    throw new OptionError(
      `study: pruner: ${pruner.type} judges by one objective, not by ${objectives.length}`,
      {
        value: pruner,
        expected: 'no pruner with several objectives',
        hint: 'It would end what is best in the others.',
      },
    );
  }
  const { definition, options } = resolvePruner(pruner);
  definition.check?.(study, options);
}

/** The study of that name; of several who begin it at once, one does. */
async function findOrCreate(storage: StudyStorage, definition: StudyDefinition): Promise<StoredStudy> {
  const found = await storage.readStudy(definition.name);
  if (found !== undefined) return found;
  try {
    return await storage.createStudy(definition);
  } catch (error) {
    const begun = await storage.readStudy(definition.name);
    if (begun === undefined) throw error;
    return begun;
  }
}

/** The study as it is stored. */
export async function loadStudy(storage: StudyStorage, stored: StoredStudy): Promise<Study> {
  const study = new Study(storage, stored);
  await study.refresh();
  return study;
}

function directionsOf({ objectives }: StudyDefinition): Direction[] {
  return objectives.map(({ direction }) => direction);
}

/** The parts in which what the objective needs to know differs. */
function differingTask(stored: Json | undefined, given: Json | undefined): string[] {
  const fields = (task: Json | undefined) => new Map(Object.entries(Object(task) as object));
  const [before, now] = [fields(stored), fields(given)];
  return [...new Set([...before.keys(), ...now.keys()])].filter(
    (field) => canonicalJson(before.get(field)) !== canonicalJson(now.get(field)),
  );
}

/** Refuses to go on with a study by another definition: its trials would not be comparable. */
function checkSame(stored: StudyDefinition, given: StudyDefinition): void {
  const fields = Object.keys(studyDefinitionSchema.shape) as (keyof StudyDefinition)[];
  const differing = fields.filter(
    (field) => field !== 'budget' && canonicalJson(stored[field]) !== canonicalJson(given[field]),
  );
  if (differing.length === 0) return;
  const named = differing.flatMap((field) =>
    field === 'task' ? differingTask(stored.task, given.task) : [field],
  );
  throw new OptionError(`study ${given.name}: it was begun with another ${named.join(', ')}`, {
    value: Object.fromEntries(differing.map((field) => [field, given[field]])),
    expected: 'the options that it was begun with, but for the budget',
    hint: 'Give the new study a name of its own, or delete the old one.',
  });
}

/** Trials of one space, for one or several objectives: ask for what to try, tell what came of it. */
export class Study {
  readonly storage: StudyStorage;
  readonly id: number;
  readonly definition: StudyDefinition;
  readonly space: Space;
  readonly directions: readonly Direction[];
  readonly #trials: Trial[] = [];
  #revision = 0;

  constructor(storage: StudyStorage, { id, definition }: StoredStudy) {
    this.storage = storage;
    this.id = id;
    this.definition = definition;
    this.space = parseSpace(definition.space);
    this.directions = directionsOf(definition);
  }

  /** All trials by number, as they were at the last call of any method. */
  get trials(): readonly Trial[] {
    return this.#trials;
  }

  /** The complete trial with the best value, of the first objective where there are several. */
  get best(): Trial | undefined {
    return bestTrial(this.#trials, this.directions[0]!);
  }

  /** Whether there is nothing left to do for anyone: what the budget allows has been tried, to its end. */
  get isDone(): boolean {
    return this.#isTimeUp() || (this.#trials.length >= this.limit && this.#trials.every(isEnded));
  }

  /** Reads what others have changed. */
  async refresh(): Promise<readonly Trial[]> {
    const { revision, trials } = await this.storage.changes(this.id, this.#revision);
    for (const trial of trials) this.#trials[trial.number] = trial;
    this.#revision = revision;
    return this.#trials;
  }

  /**
   * A trial to work on: the first one that is queued or whose worker fell silent, else a new one. Nothing where the
   * budget is used up or a grid is at its end.
   */
  async ask({ worker = 'worker', number }: AskOptions = {}): Promise<AskedTrial | undefined> {
    await this.refresh();
    if (number === undefined && this.#isTimeUp()) return undefined;
    const claim = { worker, limit: this.limit, ...(number === undefined ? {} : { number }) };
    const trial = await this.storage.claim(this.id, claim);
    if (trial === undefined) return undefined;
    await this.refresh();
    const asked = new AskedTrial(this, trial);
    if (trial.losses > this.definition.retries) {
      const message = `its worker fell silent ${trial.losses} times`;
      await asked.fail({ kind: 'error', message });
      return number === undefined ? this.ask({ worker }) : undefined;
    }
    // What was begun before goes on with what it was begun with.
    if (Object.keys(trial.params).length > 0) return asked;
    try {
      await asked.setParams(chooseParams(this, trial));
    } catch (error) {
      if (!(error instanceof StorageError)) await asked.giveBack();
      throw error;
    }
    return asked;
  }

  #isTimeUp(): boolean {
    const { minutes } = this.definition.budget;
    return minutes !== undefined && busyMs(this.#trials) >= minutes * 60_000;
  }

  /** The most trials: by the budget, and by what there is to try. */
  get limit(): number {
    const { definition, options } = resolveSampler(this.definition.sampler);
    const chosen = this.#trials.filter(({ fixed }) => Object.keys(fixed).length > 0).length;
    const there = definition.count?.(this.space, options) ?? Infinity;
    return Math.min(this.definition.budget.trials ?? Infinity, there + chosen);
  }

  /**
   * Queues trials with values of your own; the sampler chooses those that are missing.
   *
   * @throws OptionError for values that the space does not have, or more trials than the budget has room for
   */
  async enqueue(...fixed: readonly Params[]): Promise<readonly number[]> {
    for (const params of fixed) checkParams(this.space, params);
    const { trials = Infinity } = this.definition.budget;
    await this.refresh();
    if (this.#trials.length + fixed.length > trials) {
      throw new OptionError(
        `study ${this.definition.name}: its budget has no room for ${fixed.length} more trials`,
        {
          value: fixed.length,
          expected: `at most ${Math.max(0, trials - this.#trials.length)} of ${trials}`,
          hint: 'Give it a larger budget.',
        },
      );
    }
    return this.storage.enqueue(this.id, fixed, this.definition.budget.trials);
  }

  /**
   * Queues every trial that the budget still allows, for workers that take them by their numbers.
   *
   * @returns the numbers of all trials that are not at their end
   * @throws OptionError where nothing says how many there are to be
   */
  async enqueueAll(): Promise<readonly number[]> {
    await this.refresh();
    const limit = this.limit;
    if (!Number.isFinite(limit)) {
      throw new OptionError(`study ${this.definition.name}: without a number of trials it cannot be queued`, {
        expected: 'a budget of trials',
      });
    }
    const missing = Math.max(0, limit - this.#trials.length);
    await this.storage.enqueue(
      this.id,
      Array.from({ length: missing }, () => ({})),
      limit,
    );
    await this.refresh();
    return this.#trials.filter((trial) => !isEnded(trial)).map(({ number }) => number);
  }
}

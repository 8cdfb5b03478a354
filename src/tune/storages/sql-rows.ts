import type { Insertable, Selectable } from 'kysely';
import { z } from 'zod';
import { StorageError } from '../../core/errors.ts';
import type { StoredStudy } from '../storage.ts';
import { studyDefinitionSchema } from '../study-definition.ts';
import { trialStates, type Trial } from '../trial.ts';
import type { StudyTable, TrialTable } from './sql-tables.ts';

const paramsSchema = z.record(z.string(), z.union([z.number(), z.string(), z.boolean()]));
const count = z.int().min(0);

/** The parts of a trial that are kept as JSON or as a word. */
const trialSchema = z.object({
  number: count,
  state: z.enum(trialStates),
  params: paramsSchema,
  fixed: paramsSchema,
  note: z.json().optional(),
  values: z.array(z.number()).optional(),
  reports: z.array(z.object({ step: z.int(), value: z.number() })),
  failure: z.object({ kind: z.enum(['diverged', 'infeasible', 'error']), message: z.string() }).optional(),
  attempts: count,
  losses: count,
  worker: z.string().optional(),
  queuedAt: z.number(),
  startedAt: z.number().optional(),
  heartbeatAt: z.number().optional(),
  endedAt: z.number().optional(),
  facts: z.record(z.string(), z.json()),
});

/** A trial as a row says it; absent where the row has nothing. */
export function trialOf(row: Selectable<TrialTable>): Trial {
  return checked(`trial ${row.number}`, () =>
    trialSchema.parse({
      number: row.number,
      state: row.state,
      params: json(row.params),
      fixed: json(row.fixed),
      ...(row.note === null ? {} : { note: json(row.note) }),
      ...(row.objective_values === null ? {} : { values: json(row.objective_values) }),
      reports: json(row.reports),
      ...(row.failure === null ? {} : { failure: json(row.failure) }),
      attempts: row.attempts,
      losses: row.losses,
      ...(row.worker === null ? {} : { worker: row.worker }),
      queuedAt: row.queued_at,
      ...(row.started_at === null ? {} : { startedAt: row.started_at }),
      ...(row.heartbeat_at === null ? {} : { heartbeatAt: row.heartbeat_at }),
      ...(row.ended_at === null ? {} : { endedAt: row.ended_at }),
      facts: json(row.facts),
    }),
  ) as Trial;
}

/** The columns of a trial that its row does not have from elsewhere. */
export function columnsOf(
  trial: Trial,
): Omit<Insertable<TrialTable>, 'study' | 'revision' | 'created_by' | 'changed_by'> {
  const { note, values, failure } = trial;
  return {
    number: trial.number,
    state: trial.state,
    params: JSON.stringify(trial.params),
    fixed: JSON.stringify(trial.fixed),
    note: note === undefined ? null : JSON.stringify(note),
    objective_values: values === undefined ? null : JSON.stringify(values),
    reports: JSON.stringify(trial.reports),
    failure: failure === undefined ? null : JSON.stringify(failure),
    attempts: trial.attempts,
    losses: trial.losses,
    worker: trial.worker ?? null,
    queued_at: trial.queuedAt,
    started_at: trial.startedAt ?? null,
    heartbeat_at: trial.heartbeatAt ?? null,
    ended_at: trial.endedAt ?? null,
    facts: JSON.stringify(trial.facts),
  };
}

/** A study as a row says it. */
export function studyOf(row: Selectable<StudyTable>): StoredStudy {
  const definition = checked(`study ${row.name}`, () => studyDefinitionSchema.parse(json(row.definition)));
  return {
    id: row.id,
    definition,
    stopRequested: row.stop_requested === 1,
    createdAt: row.created_at,
  };
}

function json(text: string): unknown {
  return JSON.parse(text);
}

/** Reads what is stored; what cannot be read is named. */
function checked<T>(what: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    const [issue] = cause instanceof z.ZodError ? cause.issues : [];
    const reason = issue === undefined ? 'it is no JSON' : `${issue.path.join('.')}: ${issue.message}`;
    throw new StorageError(`${what} cannot be read: ${reason}`, {
      value: what,
      hint: 'It was damaged, or written by another version of Atelier.',
      cause,
    });
  }
}

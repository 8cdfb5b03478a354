import type { Kysely } from 'kysely';
import type { SqlDialect } from '../sql-database.ts';

/** Studies and their trials. */
export async function studies(db: Kysely<unknown>, { countUp }: SqlDialect): Promise<void> {
  await db.schema
    .createTable('atelier_study')
    .addColumn('id', 'integer', countUp)
    .addColumn('name', 'text', (column) => column.notNull().unique())
    .addColumn('definition', 'text', (column) => column.notNull())
    .addColumn('stop_requested', 'integer', (column) => column.notNull())
    .addColumn('revision', 'bigint', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('created_by', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('atelier_trial')
    .addColumn('study', 'integer', (column) => column.notNull().references('atelier_study.id'))
    .addColumn('number', 'integer', (column) => column.notNull())
    .addColumn('revision', 'bigint', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('params', 'text', (column) => column.notNull())
    .addColumn('fixed', 'text', (column) => column.notNull())
    .addColumn('note', 'text')
    .addColumn('objective_values', 'text')
    .addColumn('reports', 'text', (column) => column.notNull())
    .addColumn('failure', 'text')
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addColumn('losses', 'integer', (column) => column.notNull())
    .addColumn('worker', 'text')
    .addColumn('queued_at', 'bigint', (column) => column.notNull())
    .addColumn('started_at', 'bigint')
    .addColumn('heartbeat_at', 'bigint')
    .addColumn('ended_at', 'bigint')
    .addColumn('facts', 'text', (column) => column.notNull())
    .addColumn('created_by', 'text', (column) => column.notNull())
    .addColumn('changed_by', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('atelier_trial_key', ['study', 'number'])
    .execute();
  // What has changed, and what waits.
  await db.schema
    .createIndex('atelier_trial_revision')
    .on('atelier_trial')
    .columns(['study', 'revision'])
    .execute();
  await db.schema
    .createIndex('atelier_trial_state')
    .on('atelier_trial')
    .columns(['study', 'state', 'number'])
    .execute();
}

import { access, constants } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { formatDuration } from '../../report/format.ts';
import { studyText } from '../../report/terminal/study-view.ts';
import { fileError } from '../../runs/file-error.ts';
import type { RecipeStudy } from '../../studies/recipe-study.ts';
import { expectedFailure, Reported } from '../failure.ts';
import { printableLines, printResult, writeErr } from '../output.ts';
import { terminalLook } from '../terminal-look.ts';
import { studyDocument } from './study-document.ts';
import { studyMaterial } from './study-material.ts';

/** Refuses a place for the page before hours are spent on its contents. */
export async function checkStudyPage(path: string): Promise<void> {
  await access(dirname(resolve(path)), constants.W_OK).catch((cause: unknown) => {
    throw fileError(cause, 'write', path);
  });
}

/** How the work on studies ended, and what is to be told. */
interface Telling {
  readonly out: string;
  /** Whether a page is wanted. */
  readonly page: boolean;
  readonly studies: string;
  readonly json?: true;
  readonly durationMs: number;
  /** Why it ended early. */
  readonly stopped: unknown;
}

/** Writes the page, prints what came of the studies, and ends as the work ended. */
export async function tellStudies(begun: readonly RecipeStudy[], telling: Telling): Promise<void> {
  const { out, page, studies, json, durationMs, stopped } = telling;
  const all = begun.map(({ study }) => study);
  const complete = all.some(({ best }) => best !== undefined);
  const failure = stopped === undefined ? undefined : expectedFailure(stopped);
  const written = complete && page;
  if (written) {
    const { writeStudyPage } = await import('./study-page.ts');
    await writeStudyPage(out, all, studies, stopped === undefined ? 'pictures' : 'figures');
  }
  const look = terminalLook(process.stdout, process.env);
  const lines = [
    ...all.map((study) => `${studyText(studyMaterial(study), look)}\n`),
    ...(written ? [`Report: ${resolve(out)}`] : []),
    `Total time: ${formatDuration(durationMs)}`,
  ];
  const document = {
    report: written ? out : null,
    studies: all.map(studyDocument),
    durationMs,
    ...(failure === undefined ? {} : { error: failure.error }),
  };
  if (stopped === undefined || failure !== undefined) printResult(json === true, document, lines.join('\n'));
  if (failure !== undefined && json === true) throw new Reported(failure.exitCode);
  if (stopped !== undefined) throw stopped as Error;
  if (complete) return;
  if (json !== true) writeErr(printableLines('error: no trial is complete; the lines above say why'));
  throw new Reported(1);
}

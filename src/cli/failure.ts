import { CommanderError } from 'commander';
import { AtelierError, OptionError } from '../core/errors.ts';
import { Interrupted } from './interrupt.ts';
import { hasOutputFailed, printableLines, writeErr, writeOut } from './output.ts';

/** Thrown where the command has said itself why it failed; only the exit code is left to give. */
export class Reported extends Error {
  readonly exitCode: number;

  constructor(exitCode: number) {
    super(`the failure has been told; exit code ${exitCode}`);
    this.name = 'Reported';
    this.exitCode = exitCode;
  }
}

/** What `--json` prints instead of a result, or as a part of one that is not complete. */
export interface FailureDocument {
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly value?: unknown;
    readonly expected?: string;
    readonly hint?: string;
  };
}

/** What a wrong command line is in our words; commander writes `error: …` and its guess in a second line. */
function usageError(error: CommanderError): OptionError {
  const [first = '', guess] = error.message.replace(/^error: /, '').split('\n');
  const hint =
    guess?.replace(/^\((.*)\)$/, '$1') ??
    '"atelier --help" lists the commands, "atelier <command> --help" its options.';
  return new OptionError(first, { hint });
}

/** A value as JSON can hold it; anything else as text. */
function jsonSafe(value: unknown): unknown {
  try {
    return JSON.parse(JSON.stringify(value)) as unknown;
  } catch {
    return String(value);
  }
}

/** What was given with an error besides its message. */
function detailsOf(error: Error): Pick<AtelierError, 'value' | 'expected' | 'hint'> {
  const none = { value: undefined, expected: undefined, hint: undefined };
  if (error instanceof Interrupted) return { ...none, hint: error.hint };
  return error instanceof AtelierError ? error : none;
}

function failureDocument(code: string, error: Error): FailureDocument {
  const details = detailsOf(error);
  return {
    error: {
      code,
      message: error.message,
      ...(details.value === undefined ? {} : { value: jsonSafe(details.value) }),
      ...(details.expected === undefined ? {} : { expected: details.expected }),
      ...(details.hint === undefined ? {} : { hint: details.hint }),
    },
  };
}

function printFailure(json: boolean, code: string, error: Error): void {
  // Where standard output is what failed, standard error is left.
  if (json && !hasOutputFailed()) {
    writeOut(JSON.stringify(failureDocument(code, error), null, 2));
    return;
  }
  const details = detailsOf(error);
  const lines = [`error: ${error.message}`];
  const { expected } = details;
  const told = expected !== undefined && error.message.toLowerCase().includes(expected.toLowerCase());
  if (expected !== undefined && !told) lines.push(`expected: ${expected}`);
  if (details.hint !== undefined) lines.push(`hint: ${details.hint}`);
  writeErr(printableLines(lines.join('\n')));
}

/** A defect of ours: the stack goes to standard error in any case, since it is what a report of it needs. */
function printDefect(json: boolean, error: Error): void {
  if (json) printFailure(true, 'defect', error);
  const cause =
    error.cause instanceof Error ? `\ncaused by: ${error.cause.stack ?? error.cause.message}` : '';
  writeErr(`${error.stack ?? error.message}${cause}`);
  writeErr(
    'This is a defect of Atelier. Please report it with the lines above and the command that you ran.',
  );
}

/** An expected failure as a command puts it into its own JSON document: an error of ours, or an interruption. */
export function expectedFailure(
  thrown: unknown,
): (FailureDocument & { readonly exitCode: number }) | undefined {
  if (thrown instanceof Interrupted) return { ...failureDocument('interrupted', thrown), exitCode: 130 };
  if (!(thrown instanceof AtelierError) || thrown.exitCode === 70) return undefined;
  return { ...failureDocument(thrown.code, thrown), exitCode: thrown.exitCode };
}

/**
 * Tells the user why a command failed and gives the exit code: 1 a failure, 2 a wrong use, 70 a defect of ours, 130
 * interrupted; 0 where commander only printed help or the version. With `json` the error is one JSON document on
 * standard output, otherwise plain lines on standard error.
 */
export function reportFailure(thrown: unknown, json: boolean): number {
  if (thrown instanceof CommanderError) {
    if (thrown.exitCode === 0) return 0;
    // The help of a command that lacks its subcommand has been printed already.
    if (thrown.code !== 'commander.help') printFailure(json, 'option', usageError(thrown));
    return 2;
  }
  if (thrown instanceof Reported) return thrown.exitCode;
  const error =
    thrown instanceof Error ? thrown : new Error(`something that is no error was thrown: ${String(thrown)}`);
  if (error instanceof Interrupted) {
    printFailure(json, 'interrupted', error);
    return 130;
  }
  if (error instanceof AtelierError && error.exitCode !== 70) {
    printFailure(json, error.code, error);
    return error.exitCode;
  }
  printDefect(json, error);
  return 70;
}

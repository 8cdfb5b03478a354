import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { commands } from './commands/index.ts';
import { reportFailure } from './failure.ts';
import { endSoon, Interrupted } from './interrupt.ts';
import { handleOutputErrors } from './output.ts';
import { progressWanted } from './progress-line.ts';

/** The version in package.json, which lies two folders up from `src/cli` and from `dist/cli`. */
function packageVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

/** Whether `--json` is among the options; asked before parsing, since parsing may be what fails. */
function wantsJson(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return (end === -1 ? args : args.slice(0, end)).includes('--json');
}

/** Gives a command and its subcommands what the program is set to: failures are thrown, not printed. */
function inherit(command: Command, parent: Command): void {
  command.copyInheritedSettings(parent);
  for (const child of command.commands) inherit(child, command);
}

function createProgram(): Command {
  const program = new Command('atelier')
    .description('Train, compare and ship image classifiers.')
    .version(packageVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [command]', 'print help for a command')
    .exitOverride()
    .configureOutput({ outputError: () => undefined })
    // Before any work: not every command comes to show progress at once.
    .hook('preAction', () => void progressWanted());
  for (const create of commands) {
    const command = create();
    inherit(command, program);
    program.addCommand(command);
  }
  return program;
}

/**
 * Runs the command line and gives its exit code; nothing is thrown.
 *
 * @param args what follows the program's name
 */
export async function main(args: readonly string[]): Promise<number> {
  handleOutputErrors();
  const json = wantsJson(args);
  const onDefect = (error: unknown): void => {
    process.exit(reportFailure(error, json));
  };
  process.once('uncaughtException', onDefect);
  process.once('unhandledRejection', onDefect);
  try {
    await createProgram().parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof Interrupted) endSoon(error.signal);
    return reportFailure(error, json);
  }
}

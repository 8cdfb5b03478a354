import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { commands } from '../../src/cli/commands/index.ts';
import { atelier, ended, LAUNCHER } from './run-cli.ts';

const packageFile = new URL('../../package.json', import.meta.url);
const { version } = JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string };

describe('atelier', () => {
  it('prints its version and its help, which names every command', async () => {
    expect(await atelier(['--version'])).toMatchObject({ code: 0, stdout: `${version}\n`, stderr: '' });
    const help = await atelier(['--help']);
    expect(help).toMatchObject({ code: 0, stderr: '' });
    expect(help.stdout).toMatch(/^Usage: atelier /);
    for (const command of commands) expect(help.stdout).toContain(`  ${command().name()} `);
  });

  it('answers a wrong use with 2 and its help where nothing was asked for', async () => {
    const nothing = await atelier([]);
    expect(nothing).toMatchObject({ code: 2, stdout: '' });
    expect(nothing.stderr).toMatch(/^Usage: atelier /);
  });

  it.each([
    [['nope'], /^error: unknown command 'nope'\nhint: /],
    [['rnus'], /^error: unknown command 'rnus'\nhint: Did you mean runs\?\n$/],
    [['--nope'], /^error: unknown option '--nope'\nhint: /],
    [['runs', '--rnus'], /^error: unknown option '--rnus'\nhint: Did you mean --runs\?\n$/],
    [['runs', '--runs'], /^error: option '--runs <folder>' argument missing\nhint: /],
    [['runs', 'extra'], /^error: too many arguments/],
  ])('answers %j with 2 and a hint, without a stack', async (args, message) => {
    const { code, stdout, stderr } = await atelier(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain('    at ');
  });

  it('gives a wrong use as JSON on standard output where JSON was asked for', async () => {
    const { code, stdout, stderr } = await atelier(['runs', '--json', '--nope']);
    expect({ code, stderr }).toEqual({ code: 2, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({
      error: { code: 'option', message: "unknown option '--nope'" },
    });
  });

  it('answers a variable of the environment that it cannot read with 2, but still helps', async () => {
    const always = await atelier(['runs', '--json'], { env: { ATELIER_PROGRESS: 'always' } });
    expect(always.code).toBe(2);
    expect(JSON.parse(always.stdout)).toMatchObject({
      error: { code: 'option', message: 'ATELIER_PROGRESS: expected "auto" or "never", got "always"' },
    });
    expect(await atelier(['--version'], { env: { ATELIER_PROGRESS: 'always' } })).toMatchObject({ code: 0 });
  });

  it.each(commands.map((create) => create().name()))('has help for %s, which offers --json', async (name) => {
    const { code, stdout } = await atelier([name, '--help']);
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^Usage: atelier ${name} `));
  });

  it('is not troubled by a reader that goes away', async () => {
    const child = spawn(process.execPath, [LAUNCHER, '--help'], { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.destroy();
    const { code, stderr } = await ended(child);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });
});

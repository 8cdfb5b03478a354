import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { dataCommand } from '../../src/cli/commands/data.ts';
import { OptionError } from '../../src/core/errors.ts';
import { encodeIdx } from '../../src/data/idx.ts';

let root: string;
let printed: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'atelier-cli-data-'));
  printed = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
});

afterEach(async () => {
  vi.restoreAllMocks();
  await rm(root, { recursive: true, force: true });
});

const run = (...args: string[]) => dataCommand().exitOverride().parseAsync(args, { from: 'user' });

async function putSmallSet(): Promise<void> {
  const images = (count: number) =>
    encodeIdx({ dims: [count, 2, 2], dtype: 'uint8', data: new Uint8Array(count * 4).fill(51) });
  const labels = (count: number) =>
    encodeIdx({ dims: [count], dtype: 'uint8', data: Uint8Array.from({ length: count }, (_, at) => at % 2) });
  await writeFile(join(root, 'train-images-idx3-ubyte'), images(1200));
  await writeFile(join(root, 'train-labels-idx1-ubyte'), labels(1200));
  await writeFile(join(root, 'test-images-idx3-ubyte'), images(3));
  await writeFile(join(root, 'test-labels-idx1-ubyte'), labels(3));
  await writeFile(join(root, 'classes.txt'), 'Hat\nScarf \u001b[31mred\n');
}

describe('atelier data', () => {
  it('describes a folder in text, without control characters', async () => {
    await putSmallSet();
    await run('mine', '--data', root);
    expect(printed).toMatch(/^mine\n\nFound in +\/.*atelier-cli-data-/);
    expect(printed).toContain('Images     2 × 2 × 1 (height, width, channels)');
    expect(printed).toContain('Mean       0.2000');
    expect(printed).toMatch(/ 0 {2}Hat +600 +2\n/);
    expect(printed).toMatch(/all +1,200 +3\n$/);
    expect(printed).not.toContain('\u001b');
  });

  it('prints one JSON object, with the notice of sketches, and writes a picture', async () => {
    const sheet = join(root, 'sheet.png');
    await run('sketches', '--json', '--seed', '3', '--sheet', sheet, '--per-class', '2');
    const result = JSON.parse(printed) as Record<string, unknown>;
    expect(result).toMatchObject({ name: 'sketches', imageShape: [28, 28, 1], sheet });
    expect(result['notice']).toContain('not Fashion-MNIST');
    expect((await readFile(sheet)).subarray(1, 4).toString()).toBe('PNG');
  });

  it('writes a picture of augmentations, of a list, a file or a recipe', async () => {
    const list = '[{ "type": "noise" }, { "type": "shift", "fill": 9 }]';
    await writeFile(join(root, 'list.json'), list);
    await writeFile(join(root, 'recipe.json'), `{ "model": "cnn", "augment": ${list} }`);
    const sheets: string[] = [];
    for (const [index, given] of [list, join(root, 'list.json'), join(root, 'recipe.json'), '[]'].entries()) {
      const sheet = join(root, `sheet${index}.png`);
      await run('sketches', '--json', '--sheet', sheet, '--per-class', '3', '--augment', given);
      sheets.push((await readFile(sheet)).toString('base64'));
    }
    expect(sheets[1]).toBe(sheets[0]);
    expect(sheets[2]).toBe(sheets[0]);
    expect(sheets[3]).not.toBe(sheets[0]);
  });

  it('draws augmentations of any data set by a seed', async () => {
    await putSmallSet();
    const pictures: Buffer[] = [];
    for (const seed of ['1', '1', '2']) {
      const sheet = join(root, 'sheet.png');
      await run(
        'mine',
        '--data',
        root,
        '--json',
        '--sheet',
        sheet,
        '--augment',
        '[{"type":"noise"}]',
        '--seed',
        seed,
      );
      pictures.push(await readFile(sheet));
    }
    expect(pictures[1]).toEqual(pictures[0]);
    expect(pictures[2]).not.toEqual(pictures[0]);
  });

  it.each([
    [['--per-class', '3'], '--per-class needs --sheet'],
    [['--augment', '[]'], '--augment needs --sheet'],
    [
      ['--sheet', 'a.png', '--augment', '[{ "type": "turn" }]'],
      '--augment: [0].type: expected an augmentation with',
    ],
    [['--sheet', 'a.png', '--augment', '[{'], '--augment: not valid JSON'],
    [
      ['--sheet', 'a.png', '--augment', '{ "augment": 3 }'],
      '--augment: augment: expected a list of augmentations',
    ],
    [['--sheet', 'a.jpg'], '--sheet must end in .png; got "a.jpg"'],
    [['mnist', '--seed', '3'], '--seed has no meaning for mnist'],
    [['sketches', '--seed', '1.5'], '--seed must be a whole number, 0 or more; got "1.5"'],
    [['sketches', '--sheet', 'a.png', '--per-class', '0'], '--per-class must be a whole number, 1 or more'],
    [['cifar'], 'unknown data set "cifar"'],
  ])('refuses %j', async (args, message) => {
    await expect(run(...args)).rejects.toThrow(OptionError);
    await expect(run(...args)).rejects.toThrow(message);
    expect(printed).toBe('');
  });

  it('shows an example in its help', async () => {
    await expect(run('--help')).rejects.toThrow('(outputHelp)');
    expect(printed).toContain('atelier data sketches --sheet sketches.png');
  });
});

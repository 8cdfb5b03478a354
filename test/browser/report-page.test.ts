/**
 * The page of a report as a person uses it, in Chromium from a file. Without a Chromium on the machine these tests are
 * skipped, except in continuous integration (`CI`), where it must be there.
 */
import { existsSync, mkdirSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type BrowserContextOptions, type Locator, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPredictions, readRun } from '../../src/runs/store.node.ts';
import { atelier } from '../cli/run-cli.ts';
import { putSmallSet } from '../cli/small-training.ts';

const CHROMIUM = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
  (path) => path !== undefined && existsSync(path),
);
/** The name of a class, which must be shown as it is. */
const EVIL = '<img src=x onerror=alert(1)>';
/** Where screenshots go, for a look. */
const SCREENSHOTS = process.env['SCREENSHOTS'];

describe.skipIf(CHROMIUM === undefined && process.env['CI'] === undefined)('the page of a report', () => {
  let folder: string;
  let browser: Browser | undefined;
  let url: string;
  let runFolder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'atelier-page-'));
    await putSmallSet(join(folder, 'data'));
    await writeFile(join(folder, 'data', 'classes.txt'), `${EVIL}\nnorth-east\nsouth-west\nsouth-east\n`);
    const recipe = [
      '--data',
      join(folder, 'data'),
      '--epochs',
      '2',
      '--threads',
      '1',
      '--runs',
      join(folder, 'runs'),
    ];
    for (const seed of ['1', '2']) {
      const trained = await atelier(['train', 'cnn', ...recipe, '--seed', seed, '--json']);
      expect(trained.code, trained.stderr).toBe(0);
      runFolder = (JSON.parse(trained.stdout) as { folder: string }).folder;
    }
    const out = join(folder, 'report.html');
    const reported = await atelier(['report', '--runs', join(folder, 'runs'), '--out', out]);
    expect(reported.code, reported.stderr).toBe(0);
    url = pathToFileURL(out).href;
    browser = await chromium.launch({
      executablePath: CHROMIUM!,
      timeout: 120_000,
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
    });
  });

  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** Opens the page, and notes whatever it complains of or asks for. */
  async function open(options: BrowserContextOptions = {}): Promise<{ page: Page; complaints: string[] }> {
    const context = await browser!.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    const page = await context.newPage();
    page.setDefaultTimeout(120_000);
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('dialog', (dialog) => complaints.push(`dialog: ${dialog.message()}`));
    page.on('request', (request) => {
      if (request.url() !== url && !request.url().startsWith('data:')) complaints.push(request.url());
    });
    await page.goto(url);
    await page.locator('.plot').first().scrollIntoViewIfNeeded();
    await page.waitForSelector('.plot .live svg path', { state: 'attached' });
    return { page, complaints };
  }

  async function openAll(page: Page): Promise<void> {
    await page.evaluate(() => {
      for (const details of document.querySelectorAll('details')) details.open = true;
    });
  }

  /** Clicks a cell until its images are there: on a busy machine a chart that comes alive nearby may take a click. */
  async function openGallery(page: Page, cell: Locator): Promise<void> {
    const gallery = page.locator('#gallery');
    const isOpen = async (): Promise<boolean> => (await gallery.getAttribute('open')) !== null;
    const clickUnlessOpen = async (): Promise<boolean> => {
      if (!(await isOpen())) await cell.click();
      return isOpen();
    };
    await expect.poll(clickUnlessOpen, { interval: 500 }).toBe(true);
  }

  async function screenshot(page: Page, name: string): Promise<void> {
    if (SCREENSHOTS === undefined) return;
    mkdirSync(SCREENSHOTS, { recursive: true });
    await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage: true });
  }

  it('complains of nothing, asks for nothing, draws every chart and fits its window', async () => {
    for (const [colorScheme, width] of [
      ['light', 1280],
      ['dark', 390],
    ] as const) {
      const { page, complaints } = await open({ colorScheme, viewport: { width, height: 800 } });
      await openAll(page);
      for (const plot of await page.locator('.plot').all()) {
        await plot.scrollIntoViewIfNeeded();
        const drawing = plot.locator('.live svg:visible');
        await expect.poll(() => drawing.count()).toBe(1);
        expect(await drawing.locator('path').count()).toBeGreaterThan(5);
        expect(await plot.getByRole('img', { name: / (by|against|with) |: / }).count()).toBe(1);
      }
      expect(complaints).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      await screenshot(page, `report-${colorScheme}-${width}`);
      await page.context().close();
    }
  });

  it('does not move what a reader is looking at when its charts come alive', async () => {
    const { page } = await open();
    await page.evaluate(() => {
      const moves: number[] = [];
      new PerformanceObserver((list) => {
        moves.push(...list.getEntries().map((entry) => (entry as unknown as { value: number }).value));
      }).observe({ type: 'layout-shift', buffered: true });
      Object.assign(globalThis, { moves });
    });
    for (const plot of await page.locator('.plot').all()) {
      if (!(await plot.isVisible())) continue;
      await plot.scrollIntoViewIfNeeded();
      await expect.poll(() => plot.locator('.live svg').count()).toBe(1);
    }
    await page.waitForTimeout(300);
    const moves = await page.evaluate(() => (globalThis as unknown as { moves: number[] }).moves);
    expect(moves.reduce((sum, move) => sum + move, 0)).toBeLessThan(0.05);
    await page.context().close();
  });

  it('opens exactly the images of a cell', async () => {
    const { page, complaints } = await open();
    const run = await readRun(runFolder);
    const { test } = (await readPredictions(run))!;
    const figure = page.locator('.matrix-figure', { hasText: run.id });
    for (const kind of ['miss', 'hit']) {
      const cell = figure.locator(`td.${kind} button`).first();
      const [label, prediction] = await Promise.all(
        ['data-label', 'data-prediction'].map(async (name) => Number(await cell.getAttribute(name))),
      );
      const expected = [...test.labels.keys()].filter((index) => {
        const row = test.probabilities.subarray(index * test.classes, (index + 1) * test.classes);
        return test.labels[index] === label && row.indexOf(Math.max(...row)) === prediction;
      });
      expect((await cell.textContent())?.trim()).toBe(String(expected.length));
      await openGallery(page, cell);
      const shown = await page
        .locator('#gallery-shots figure')
        .evaluateAll((figures) => figures.map((each) => Number((each as HTMLElement).dataset['index'])));
      expect(shown.toSorted((a, b) => a - b)).toEqual(expected);
      await page.keyboard.press('Escape');
      await expect.poll(() => page.locator('#gallery').getAttribute('open')).toBeNull();
    }
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('gives the figures of a matrix as shares of a class where that is chosen', async () => {
    const { page, complaints } = await open();
    const { confusion } = (await readRun(runFolder)).record.result!.test;
    const figure = page.locator('.matrix-figure', { hasText: basename(runFolder) });
    const cell = figure.locator('td.miss button').first();
    const at = async (name: string): Promise<number> => Number(await cell.getAttribute(name));
    const [label, prediction] = [await at('data-label'), await at('data-prediction')];
    const count = confusion[label]![prediction]!;
    const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
    const totals = {
      trueClass: sum(confusion[label]!),
      predictedClass: sum(confusion.map((row) => row[prediction]!)),
    };
    for (const [chosen, total] of Object.entries(totals)) {
      await page.locator('#matrix-figures').selectOption(chosen);
      expect(Math.abs(Number(await cell.textContent()) - (100 * count) / total)).toBeLessThanOrEqual(0.5);
    }
    await page.locator('#matrix-figures').selectOption('count');
    expect(Number(await cell.textContent())).toBe(count);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('shows the name of a class as text, wherever it comes from', async () => {
    const { page, complaints } = await open();
    expect(await page.locator('.matrix th.name', { hasText: EVIL }).count()).toBe(2);
    await openGallery(page, page.locator('td.hit button').first());
    expect(await page.locator('#gallery-title').textContent()).toContain(`${EVIL}, recognised`);
    await page.keyboard.press('Escape');
    await openAll(page);
    await page.waitForTimeout(300);
    expect(await page.locator('main img[src=x]').count()).toBe(0);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('draws the very pixels of an image', async () => {
    const { page } = await open();
    const { loadDataset } = await import('../../src/data/load-dataset.node.ts');
    const data = await loadDataset(join(folder, 'data'));
    await openGallery(page, page.locator('td.hit button').first());
    const first = page.locator('#gallery-shots figure').first();
    const index = Number(await first.getAttribute('data-index'));
    const picture = await first.locator('.tile').screenshot();
    const { default: sharp } = await import('sharp');
    const seen = await sharp(picture).resize(16, 16, { kernel: 'nearest' }).greyscale().raw().toBuffer();
    const pixels = data.test.images.subarray(index * 256, (index + 1) * 256);
    const distance = seen.reduce((sum, value, at) => sum + Math.abs(value - pixels[at]!), 0) / 256;
    expect(distance).toBeLessThan(20);
    await page.context().close();
  });

  it('changes its theme when asked, and keeps its charts', async () => {
    const { page } = await open({ colorScheme: 'light' });
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await ground();
    await page.getByRole('button', { name: 'Dark theme' }).click();
    expect(await ground()).not.toBe(light);
    await page.getByRole('button', { name: 'Light theme' }).click();
    expect(await ground()).toBe(light);
    await page.context().close();
  });

  it.each(['light', 'dark'] as const)('has no fault that axe finds, in its %s theme', async (colorScheme) => {
    const { page } = await open({ colorScheme, bypassCSP: true });
    await openAll(page);
    const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
    await page.addScriptTag({ content: await readFile(axe, 'utf8') });
    const faults = await page.evaluate(async () => {
      const { axe: checker } = globalThis as unknown as { axe: typeof import('axe-core') };
      const { violations } = await checker.run();
      return violations.map(
        ({ id, nodes }) =>
          `${id}: ${nodes
            .slice(0, 3)
            .map(({ html }) => html.slice(0, 200))
            .join(' | ')}`,
      );
    });
    expect(faults).toEqual([]);
    await page.context().close();
  });
});

/**
 * The page of a study as a person uses it, in Chromium from a file. Without a Chromium on the machine these tests are
 * skipped, except in continuous integration (`CI`), where it must be there.
 */
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reportHtml } from '../../src/report/html.ts';
import { pageScript } from '../../src/report/page-script.node.ts';
import type { StudyResults } from '../../src/report/study/study-results.ts';
import { gridStudy } from '../golden/grid-study.ts';
import { studySubject } from '../golden/study-subjects.ts';

const CHROMIUM = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
  (path) => path !== undefined && existsSync(path),
);
/** The name of a value, which must be shown as it is. */
const EVIL = '<img src=x onerror=alert(1)>';

function tour(): StudyResults[] {
  return [
    gridStudy(
      'tour/nets',
      [
        [{ net: 'dense' }, [0.86]],
        [{ net: EVIL }, [0.9]],
      ],
      { question: 'Which net?' },
    ),
    studySubject({ name: 'tour/search', objectives: 2 }),
  ];
}

describe.skipIf(CHROMIUM === undefined && process.env['CI'] === undefined)('the page of studies', () => {
  let folder: string;
  let browser: Browser | undefined;
  const urls = new Map<string, string>();

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'atelier-study-page-'));
    const script = await pageScript();
    const many = [studySubject({ trials: 2000, objectives: 2, workers: 8 })];
    for (const [name, studies] of [
      ['tour', tour()],
      ['many', many],
    ] as const) {
      const path = join(folder, `${name}.html`);
      const begun = process.cpuUsage();
      await writeFile(path, reportHtml({ runs: [], studies, script, createdAt: new Date(0) }));
      expect(process.cpuUsage(begun).user / 1000).toBeLessThan(20_000);
      urls.set(name, pathToFileURL(path).href);
    }
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

  /** Opens a page, and notes what it complains of or asks for. */
  async function open(
    name: string,
    options: BrowserContextOptions = {},
  ): Promise<{ page: Page; complaints: string[] }> {
    const url = urls.get(name)!;
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
    return { page, complaints };
  }

  /** Opens what is folded away, and waits until every chart is drawn. */
  async function drawAll(page: Page): Promise<void> {
    await page.evaluate(() => {
      for (const details of document.querySelectorAll('details')) details.open = true;
    });
    for (const plot of await page.locator('.plot').all()) {
      await plot.scrollIntoViewIfNeeded();
      await expect.poll(() => plot.locator('.live svg:visible').count()).toBe(1);
    }
  }

  it.each(['tour', 'many'])(
    'complains of nothing, draws every chart of %s and fits its window',
    async (name) => {
      for (const width of [1280, 390]) {
        const colorScheme = width === 390 ? 'dark' : 'light';
        const { page, complaints } = await open(name, { colorScheme, viewport: { width, height: 800 } });
        await drawAll(page);
        expect(await page.locator('.plot').count()).toBeGreaterThan(12);
        for (const plot of await page.locator('.plot').all())
          expect(await plot.locator('.live svg path').count()).toBeGreaterThan(2);
        expect(await page.locator('main img').count()).toBe(0);
        expect(complaints).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
        await page.context().close();
      }
    },
  );

  it('begins with the answers, and shows names as text', async () => {
    const { page, complaints } = await open('tour');
    expect(await page.locator('#answers h3').first().textContent()).toContain('Which net?');
    expect(await page.locator('#answers li').first().textContent()).toContain(`net: ${EVIL} with 90.00%`);
    expect(await page.locator('main img').count()).toBe(0);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('tells the value of a trial where a reader points at it', async () => {
    const { page } = await open('tour');
    const plot = page.locator('#studies [data-chart=study-history]').nth(1);
    const drawing = plot.locator('.live svg');
    await plot.scrollIntoViewIfNeeded();
    await expect.poll(() => drawing.count()).toBe(1);
    const box = (await drawing.boundingBox())!;
    let told = '';
    for (let x = 0.1; x < 1 && !told.includes('trial'); x += 0.01) {
      for (let y = 0.15; y < 0.85 && !told.includes('trial'); y += 0.04) {
        await page.mouse.move(box.x + box.width * x, box.y + box.height * y);
        told = (await drawing.textContent())!.replace(/^.*(?=trial \d)/s, '');
        if (!/^trial \d+/.test(told)) told = '';
      }
    }
    expect(told).toMatch(/^trial \d+/);
    await page.context().close();
  });

  it.each(['light', 'dark'] as const)('has no fault that axe finds, in its %s theme', async (colorScheme) => {
    const { page } = await open('tour', { colorScheme, bypassCSP: true });
    await drawAll(page);
    const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
    await page.addScriptTag({ content: await readFile(axe, 'utf8') });
    const faults = await page.evaluate(async () => {
      const { axe: checker } = globalThis as unknown as { axe: typeof import('axe-core') };
      return (await checker.run()).violations.map(
        ({ id, nodes }) => `${id}: ${nodes[0]!.html.slice(0, 200)}`,
      );
    });
    expect(faults).toEqual([]);
    await page.context().close();
  });
});

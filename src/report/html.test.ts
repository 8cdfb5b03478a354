import { describe, expect, it } from 'vitest';
import { fixtureRun } from '../../test/cli/fixture-runs.ts';
import { reportHtml } from './html.ts';
import { html, SafeHtml } from './safe-html.ts';

const createdAt = new Date('2026-11-21T05:34:00Z');

describe('html', () => {
  it('escapes text and attributes, not markup of its own, and joins lists', () => {
    expect(html`<a title="${'"\'<&>'}">${[html`<b>${1}</b>`, '<']}${new SafeHtml('<i>')}</a>`.text).toBe(
      '<a title="&quot;&#39;&lt;&amp;&gt;"><b>1</b>&lt;<i></a>',
    );
  });
});

describe('reportHtml', () => {
  it('shows runs of every status as what they are', () => {
    const runs = (['complete', 'interrupted', 'failed', 'running'] as const).map((status) =>
      fixtureRun({ name: status, hits: 9000, status }),
    );
    const unreadable = [{ id: 'broken', folder: 'runs/broken', reason: 'run.json: not valid JSON' }];
    const page = reportHtml({ runs, unreadable, createdAt });
    for (const status of ['complete', 'interrupted', 'failed', 'running', 'unreadable']) {
      expect(page).toContain(`<span class="status ${status}">${status}</span>`);
    }
    expect(page).toContain('1 complete run, 3 not complete, shown but not ranked, 1 unreadable');
    expect(page).toContain('the loss is not a number at step 431');
    expect(page).toContain('run.json: not valid JSON');
  });

  it('puts the remark on the data before everything else, once', () => {
    const notice = 'This is not Fashion-MNIST.';
    const page = reportHtml({
      runs: [1, 2].map((minute) => fixtureRun({ name: 'cnn', hits: 9000, notice, minute })),
      createdAt,
    });
    expect(page.split('role="note"')).toHaveLength(2);
    expect(page.indexOf(notice)).toBeLessThan(page.indexOf('<section'));
  });

  it('escapes whatever comes from a run', () => {
    const evil = `\u001b[31m<script>alert(1)</script>"'><img src=x onerror=alert(1)>`;
    const run = fixtureRun({ name: evil, hits: 9000, notice: evil });
    const { record } = run;
    const data = {
      ...record.data,
      title: evil,
      origin: evil,
      classNames: record.data.classNames.map(() => evil),
    };
    const hostile = {
      ...run,
      record: {
        ...record,
        data,
        recipe: { [evil]: evil },
        error: { code: evil, message: evil },
        machine: { ...record.machine, cpu: evil },
      },
    };
    const page = reportHtml({
      runs: [hostile],
      unreadable: [{ id: evil, folder: evil, reason: evil }],
      createdAt,
    });
    expect(page).not.toMatch(/<script(?! type="application\/json">)|<img|onerror=alert\(1\)>/);
    expect(page).toContain('\u{fffd}[31m&lt;script&gt;');
    expect(page).not.toContain('\u001b');
  });

  it('needs no network, no scripts and gives every element its own id', () => {
    const runs = [1, 2].map((minute) => fixtureRun({ name: 'cnn', hits: 9000, minute }));
    const page = reportHtml({ runs, createdAt });
    expect(
      page.match(
        /src=|href="(?!#)|https?:\/\/(?!www\.w3\.org)|@import|<script(?! type="application\/json">)/g,
      ),
    ).toBeNull();
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, id] of page.matchAll(/url\(#([^)]+)\)/g)) expect(ids).toContain(id);
    // Accuracy, loss and their gaps, learning rates, test accuracy, two costs that old runs have, F1 by class.
    expect(page.match(/<svg /g)).toHaveLength(9);
    expect(page.match(/<table class="matrix"/g)).toHaveLength(2);
  });

  it('gives the parts of each data set that scroll names of their own', () => {
    const runs = ['fashion', 'digits'].map((title, minute) => {
      const run = fixtureRun({ name: `on-${title}`, hits: 9000, minute });
      const { data } = run.record;
      return { ...run, record: { ...run.record, data: { ...data, name: title, title, digest: title } } };
    });
    const page = reportHtml({ runs, createdAt });
    const names = [...page.matchAll(/role="region" aria-label="([^"]*)"/g)].map(([, name]) => name);
    expect(names).toContain('Ranking on digits');
    expect(new Set(names).size).toBe(names.length);
  });

  it('makes a page of no runs at all', () => {
    expect(reportHtml({ runs: [], createdAt })).toContain('No readable runs');
  });
});

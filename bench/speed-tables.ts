import { formatBytes, formatCount } from '../src/report/format.ts';
import type { Comparison, Speed } from './compare-speed.ts';
import { contenders, type ContenderName } from './peers/contenders.ts';

/** One comparison as lines for a terminal. */
export function comparisonText({ model, batch, ceiling, results }: Comparison): string {
  const own = results[0]?.speed;
  const lines = results.map(({ contender, speed, failure }) => {
    const title = contenders[contender].title.padEnd(32);
    if (!speed) return `  ${title} failed: ${brief(failure!)}`;
    const figures = [
      `${speed.stepMs.toFixed(1).padStart(8)} ms/step`,
      `${formatCount(Math.round(speed.imagesPerSecond)).padStart(7)} images/s`,
      `${percent(speed.shareOfCeiling).padStart(4)} of the ceiling`,
      formatBytes(speed.peakRssBytes).padStart(7),
      `first step after ${seconds(speed.firstStepMs)}`,
      own && speed !== own ? `Atelier is ${(speed.stepMs / own.stepMs).toFixed(2)} times as fast` : '',
    ];
    return `  ${title} ${figures.join('  ')}`.trimEnd();
  });
  return [`${model}, batch ${batch}, matrix product ${gigaflops(ceiling)}`, ...lines].join('\n');
}

/** All comparisons as Markdown tables: speed, memory and start. */
export function markdownTables(comparisons: readonly Comparison[]): string {
  const names = [...new Set(comparisons.flatMap(({ results }) => results.map(({ contender }) => contender)))];
  const titles = names.map((name) => contenders[name].title);
  const head = ['model, batch', ...titles];
  const rows = (cell: (speed: Speed, own: Speed | undefined) => string): string[][] =>
    comparisons.map(({ model, batch, results }) => [
      `${model}, ${batch}`,
      ...names.map((name) => {
        const speed = results.find(({ contender }) => contender === name)?.speed;
        return speed ? cell(speed, results[0]?.speed) : 'failed';
      }),
    ]);
  const speeds = rows(
    (speed, own) =>
      formatCount(Math.round(speed.imagesPerSecond)) +
      (own && speed !== own ? ` (${(speed.stepMs / own.stepMs).toFixed(2)} x)` : ''),
  );
  const bars = comparisons.map((comparison, index) => [
    ...speeds[index]!,
    againstBest(comparison),
    comparison.results[0]?.speed ? percent(comparison.results[0].speed.shareOfCeiling) : '',
    gigaflops(comparison.ceiling),
  ]);
  return [
    'Images a second, and how many times as fast Atelier is:',
    table([...head, 'against the best', 'share of the ceiling', 'ceiling'], bars),
    'Milliseconds a step:',
    table(
      head,
      rows(({ stepMs }) => stepMs.toFixed(1)),
    ),
    'Peak memory of the process:',
    table(
      head,
      rows(({ peakRssBytes }) => formatBytes(peakRssBytes)),
    ),
    'From the start of the process to the end of the first step:',
    table(
      head,
      rows(({ firstStepMs }) => seconds(firstStepMs)),
    ),
    ...failuresOf(comparisons),
  ].join('\n\n');
}

/** Atelier's speed divided by that of the fastest other. */
function againstBest({ results }: Comparison): string {
  const [own, ...others] = results;
  const best = Math.max(...others.map(({ speed }) => speed?.imagesPerSecond ?? 0));
  return own?.speed && best > 0 ? `${(own.speed.imagesPerSecond / best).toFixed(2)} x` : '';
}

function failuresOf(comparisons: readonly Comparison[]): string[] {
  const failures = new Map<ContenderName, string>();
  for (const { model, batch, results } of comparisons) {
    for (const { contender, failure } of results) {
      if (failure !== undefined && !failures.has(contender))
        failures.set(
          contender,
          `${contenders[contender].title} failed (${model}, ${batch}): ${brief(failure)}`,
        );
    }
  }
  return [...failures.values()];
}

/** Its first line, and of what the process printed last the line that names an error. */
function brief(failure: string): string {
  const [first, ...rest] = failure.split('\n');
  const error = rest.findLast((line) => /error/i.test(line));
  return error === undefined ? first! : `${first!}: ${error.trim()}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [head, head.map(() => '---'), ...rows].map(line).join('\n');
}

function percent(share: number): string {
  return `${(100 * share).toFixed(share < 0.01 ? 2 : 0)}%`;
}

function seconds(durationMs: number): string {
  return `${(durationMs / 1000).toFixed(1)} s`;
}

function gigaflops(rate: number): string {
  return `${(rate / 1e9).toFixed(0)} GFLOP/s`;
}

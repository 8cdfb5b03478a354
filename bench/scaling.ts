/**
 * How training time grows: `npm run bench:scaling` measures an epoch against the number of images and against the size of
 * the model, a step by one and by two threads, with more of them simulated, and what two workers could gain, and writes the first two as
 * docs/images/scaling-*.svg, each with the straight line that fits best. The points are measured in turns; medians over
 * rounds. `--only workers` measures one of them. Under another priority take round robin (`chrt -r`): of the workers, which
 * are processes, first in first out (`chrt -f`) would let one run for ever.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { quantile } from '../src/metrics/quantile.ts';
import { conv2d } from '../src/nn/layers/conv2d.ts';
import { dense } from '../src/nn/layers/dense.ts';
import { flatten } from '../src/nn/layers/flatten.ts';
import { maxPool2d } from '../src/nn/layers/max-pool2d.ts';
import { sequential, type ModelSpec } from '../src/nn/model.ts';
import { multiplyAdds } from '../src/ops/multiply-adds.ts';
import type { ChartSpec } from '../src/report/charts/chart-spec.ts';
import { frame, xAxisStyle, yAxisStyle } from '../src/report/charts/frame.ts';
import { filePalettes } from '../src/report/charts/palette.ts';
import { renderSvg } from '../src/report/charts/render-svg.ts';
import { AtelierContender } from './atelier-contender.ts';
import { PeerProcess } from './peers/peer-process.ts';

const FOLDER = join(import.meta.dirname, '..', 'docs', 'images');
const BATCH = 128;
const IMAGES = [1024, 2048, 4096, 8192, 12_288, 16_384];
/** Filters of the first convolution, which fill whole blocks; the second has twice as many. */
const WIDTHS = [16, 32, 48, 64, 80];
const EPOCH_IMAGES = 2048;
/** Numbers of threads that are simulated. */
const SIMULATED_THREADS = [4, 8, 16];

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    threads: { type: 'string', default: '2' },
    only: { type: 'string' },
  },
});
const rounds = Number(values.rounds);
const threads = Number(values.threads);

/** What was measured: a size, and seconds. */
type Point = readonly [x: number, seconds: number];

const measurements = new Map([
  ['images', againstImages],
  ['model', againstModel],
  ['threads', againstThreads],
  ['workers', againstWorkers],
]);
const names = values.only === undefined ? [...measurements.keys()] : [values.only];
for (const name of names) {
  const measure = measurements.get(name);
  if (measure === undefined)
    throw new Error(`--only: expected one of ${[...measurements.keys()].join(', ')}, got ${name}`);
  await measure();
}

async function againstImages(): Promise<void> {
  const contender = await AtelierContender.create('cnn', BATCH, threads);
  await contender.run(10);
  const points = await inTurns(IMAGES, (images) => secondsOf(contender, images));
  await contender.release();
  report('images', 'images', points, (x) => x.toLocaleString('en-US'));
}

async function againstModel(): Promise<void> {
  const contenders = new Map<number, AtelierContender>();
  for (const width of WIDTHS) {
    const contender = await AtelierContender.create(network(width), BATCH, threads);
    await contender.run(5);
    contenders.set(
      (contender.training.slices * multiplyAdds(contender.training.graph.nodes)) / BATCH / 1e6,
      contender,
    );
  }
  const points = await inTurns([...contenders.keys()], (size) =>
    secondsOf(contenders.get(size)!, EPOCH_IMAGES),
  );
  for (const contender of contenders.values()) await contender.release();
  report('model', 'million multiply-adds an image', points, (x) => x.toFixed(1));
}

/**
 * One and two threads, and what more would do by Amdahl's law: of the time of one thread a part is shared out among all, and the
 * rest is not. It leaves out that memory is shared as well.
 */
async function againstThreads(): Promise<void> {
  tableHead(
    'thread',
    SIMULATED_THREADS.map((count) => `${count} simulated`),
  );
  for (const model of ['mlp', 'cnn', 'deep-cnn'] as const) {
    const counts = [1, 2];
    const contenders = new Map<number, AtelierContender>();
    for (const count of counts) contenders.set(count, await AtelierContender.create(model, BATCH, count));
    for (const contender of contenders.values()) await contender.run(3);
    const points = await inTurns(counts, (count) => secondsOf(contenders.get(count)!, 10 * BATCH));
    for (const contender of contenders.values()) await contender.release();
    const [one, two] = points.map(([, seconds]) => seconds) as [number, number];
    const alone = 2 * two - one;
    const simulated = SIMULATED_THREADS.map((count) => one / (alone + (one - alone) / count));
    tableRow(
      model,
      points,
      10,
      simulated.map((factor) => factor.toFixed(2)),
    );
  }
}

/**
 * What averaged gradients of two workers could gain at most: two processes that take half a batch each, by one thread and
 * at the same time, and exchange nothing, beside one that takes the whole batch by two threads.
 */
async function againstWorkers(): Promise<void> {
  tableHead('worker');
  for (const model of ['mlp', 'cnn', 'deep-cnn'] as const) {
    await using whole = new PeerProcess({ peer: 'atelier' });
    await using first = new PeerProcess({ peer: 'atelier' });
    await using second = new PeerProcess({ peer: 'atelier' });
    await whole.setup({ model, batch: BATCH, threads: 2 });
    for (const half of [first, second]) await half.setup({ model, batch: BATCH / 2, threads: 1 });
    const take = async (workers: readonly PeerProcess[], steps: number) => {
      const begin = performance.now();
      await Promise.all(workers.map((worker) => worker.run(steps)));
      const seconds = (performance.now() - begin) / 1000;
      // Threads that have just worked still spin for a while.
      await sleep(300);
      return seconds;
    };
    const teams = [[whole], [first, second]];
    for (const team of teams) await take(team, 10);
    const points = await inTurns([1, 2], (count) => take(teams[count - 1]!, 20));
    tableRow(model, points, 20);
  }
}

/** Begins a table of steps by one and by two of something. */
function tableHead(what: string, more: readonly string[] = []): void {
  const titles = [`model, batch ${BATCH}`, `1 ${what}`, `2 ${what}s`, 'times as fast', ...more];
  console.log(`| ${titles.join(' | ')} |\n|${titles.map(() => ' --- |').join('')}`);
}

function tableRow(
  model: string,
  points: readonly Point[],
  steps: number,
  more: readonly string[] = [],
): void {
  const [one, two] = points.map(([, seconds]) => (1000 * seconds) / steps) as [number, number];
  const times = [one, two].map((time) => `${time.toFixed(1)} ms/step`);
  console.log(`| ${[model, ...times, (one / two).toFixed(2), ...more].join(' | ')} |`);
}

/** `cnn` with other widths. */
function network(filters: number): ModelSpec {
  const conv = (count: number) =>
    conv2d({ filters: count, kernelSize: 3, padding: 'same', activation: 'relu' });
  return sequential({ input: [28, 28, 1], classes: 10 }, [
    ...[conv(filters), maxPool2d(), conv(2 * filters), maxPool2d()],
    ...[flatten(), dense({ units: 128, activation: 'relu' }), dense({ units: 10 })],
  ]);
}

async function secondsOf(contender: AtelierContender, images: number): Promise<number> {
  const begin = performance.now();
  await contender.run(images / BATCH);
  return (performance.now() - begin) / 1000;
}

async function inTurns(
  sizes: readonly number[],
  measure: (size: number) => Promise<number>,
): Promise<Point[]> {
  const seconds = sizes.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, size] of sizes.entries()) seconds[index]!.push(await measure(size));
  }
  return sizes.map((size, index) => [size, quantile(Float64Array.from(seconds[index]!).sort(), 0.5)]);
}

function report(name: string, axis: string, points: readonly Point[], format: (x: number) => string): void {
  const { slope, offset, rSquared } = fitLine(points);
  console.log(`| ${axis} | seconds an epoch |\n| --- | --- |`);
  for (const [x, seconds] of points) console.log(`| ${format(x)} | ${seconds.toFixed(2)} |`);
  console.log(`\n${offset.toFixed(3)} s + ${slope.toPrecision(3)} s a unit, R² = ${rSquared.toFixed(4)}\n`);
  mkdirSync(FOLDER, { recursive: true });
  const title = `Seconds an epoch against ${axis}, with a straight line (R² = ${rSquared.toFixed(4)})`;
  const last = Math.max(...points.map(([x]) => x));
  const line: Point[] = [0, last].map((x) => [x, offset + slope * x]);
  const svg = renderSvg(chart(axis, points, line), { id: `scaling-${name}`, width: 560, height: 300, title });
  writeFileSync(join(FOLDER, `scaling-${name}.svg`), standalone(svg));
}

function chart(axis: string, points: readonly Point[], line: readonly Point[]): ChartSpec {
  const palette = filePalettes.light;
  return {
    ...frame,
    backgroundColor: palette.ground,
    xAxis: { ...xAxisStyle(palette), type: 'value', name: axis },
    yAxis: { ...yAxisStyle(palette), type: 'value', name: 'seconds an epoch' },
    series: [
      {
        type: 'line',
        symbol: 'none',
        lineStyle: { color: palette.muted, width: 1 },
        data: line.map((point) => [...point]),
      },
      {
        type: 'scatter',
        symbolSize: 9,
        data: points.map((point) => ({ value: [...point], itemStyle: { color: palette.series[0] } })),
      },
    ],
  };
}

/** An element of a page as a file of its own. */
function standalone(svg: string): string {
  return svg.includes('xmlns=') ? svg : svg.replace('<svg', '<svg xmlns="http://www.w3.org/2000/svg"');
}

/** Least squares. */
function fitLine(points: readonly Point[]): { slope: number; offset: number; rSquared: number } {
  const mean = (of: (point: Point) => number) =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [meanX, meanY] = [mean(([x]) => x), mean(([, y]) => y)];
  const covariance = mean(([x, y]) => (x - meanX) * (y - meanY));
  const [varianceX, varianceY] = [mean(([x]) => (x - meanX) ** 2), mean(([, y]) => (y - meanY) ** 2)];
  const slope = covariance / varianceX;
  return { slope, offset: meanY - slope * meanX, rSquared: covariance ** 2 / (varianceX * varianceY) };
}

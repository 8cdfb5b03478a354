import { randomStream } from '../../core/random.ts';
import { predictedClasses } from '../../metrics/predictions.ts';
import { worstMistakes } from '../../metrics/worst-mistakes.ts';
import type { PartPredictions } from '../../runs/predictions.ts';
import { formatPercent } from '../format.ts';
import { tilePlace } from '../page/payload.ts';
import type { ImageSheets } from '../image-sheets.node.ts';
import type { CloseRun, ReportContext } from '../report-context.ts';
import { html, SafeHtml } from '../safe-html.ts';

/** How many images of each kind are shown of a run. */
const SHOWN = 12;

/** What a run said of one test image. */
interface Example {
  readonly index: number;
  readonly label: number;
  /** Classes by probability, the likeliest first. */
  readonly ranked: readonly { readonly index: number; readonly probability: number }[];
}

function exampleAt({ labels, probabilities, classes }: PartPredictions, index: number): Example {
  const row = Array.from(probabilities.subarray(index * classes, (index + 1) * classes));
  const ranked = row
    .map((probability, at) => ({ index: at, probability }))
    .sort((a, b) => b.probability - a.probability || a.index - b.index);
  return { index, label: labels[index]!, ranked };
}

/** A seeded choice of some members of a list, in the list's order. */
function choose(list: readonly number[], purpose: string): number[] {
  if (list.length <= SHOWN) return [...list];
  const stream = randomStream(0, `report-${purpose}`);
  const chosen = new Set<number>();
  while (chosen.size < SHOWN) chosen.add(list[stream.integer(list.length)]!);
  return [...chosen].sort((a, b) => a - b);
}

/** The kinds of examples that a report shows of a run. */
export function chooseExamples(test: PartPredictions): {
  readonly worst: readonly Example[];
  readonly wrong: readonly Example[];
  readonly right: readonly Example[];
} {
  const predictions = predictedClasses(test);
  const indices = (right: boolean): number[] =>
    Array.from(test.labels.keys()).filter((index) => (predictions[index] === test.labels[index]) === right);
  const at = (index: number): Example => exampleAt(test, index);
  return {
    worst: worstMistakes(test, SHOWN).map(({ index }) => at(index)),
    wrong: choose(indices(false), 'wrong').map(at),
    right: choose(indices(true), 'right').map(at),
  };
}

/** A tile of some sheets, of which the style names each; a question mark where there is none. */
function tile(sheets: ImageSheets | undefined, name: string, place: number, title: string): SafeHtml {
  if (sheets === undefined || place < 0) {
    return html`<span class="tile none" role="img" aria-label="${title}">?</span>`;
  }
  const { sheet, x, y } = tilePlace(place, sheets);
  return html`<span
    class="tile set-${name} sheet-${name}-${sheet}"
    role="img"
    aria-label="${title}"
    style="--x: ${x}; --y: ${y}"
  ></span>`;
}

/** A test image, and where the model looks in it. */
function pictures(
  { sets, close: all }: ReportContext,
  close: CloseRun,
  index: number,
  title: string,
): SafeHtml {
  const { images, insight } = close;
  const set = sets.findIndex(({ runs }) => runs.includes(close));
  const image = tile(images, String(set), images?.shown.indexOf(index) ?? -1, title);
  const place = insight?.maps.indices.indexOf(index) ?? -1;
  if (place < 0) return image;
  return html`${image}${tile(insight?.maps.images, `maps${all.indexOf(close)}`, place, `Where ${close.label} looks in it`)}`;
}

function exampleFigure(context: ReportContext, close: CloseRun, { index, label, ranked }: Example): SafeHtml {
  const { classNames } = close.run.record.data;
  const right = ranked[0]!.index === label;
  const lines = ranked
    .slice(0, 3)
    .map(
      ({ index: at, probability }) =>
        html`<li class="${at === label ? 'truth' : ''}">
          <span>${classNames[at]!}</span> <b>${formatPercent(probability)}</b
          ><i style="--p: ${(100 * probability).toFixed(1)}%"></i>
        </li>`,
    );
  const title = `Test image ${index}: ${classNames[label]!}`;
  return html`<figure class="shot ${right ? 'hit' : 'miss'}">
    ${pictures(context, close, index, title)}
    <figcaption>
      <strong>${classNames[label]!}</strong><span class="muted">no. ${index}</span>
      <ol>
        ${lines}
      </ol>
    </figcaption>
  </figure>`;
}

function strip(
  context: ReportContext,
  close: CloseRun,
  title: string,
  examples: readonly Example[],
): SafeHtml {
  if (examples.length === 0) return html``;
  return html`<h4>${title}</h4>
    <div class="shots">${examples.map((example) => exampleFigure(context, close, example))}</div>`;
}

function runExamples(context: ReportContext, close: CloseRun): SafeHtml {
  if (close.predictions === undefined) return html``;
  const { worst, wrong, right } = chooseExamples(close.predictions.test);
  return html`<details class="examples" ${new SafeHtml(context.close[0] === close ? 'open' : '')}>
    <summary><h3>${close.label}</h3></summary>
    ${strip(context, close, 'Most certain mistakes', worst)}
    ${strip(context, close, 'Mistakes, drawn at random', wrong)}
    ${strip(context, close, 'Right answers, drawn at random', right)}
  </details>`;
}

const MAPS_TEXT: Readonly<Record<string, string>> = {
  gradcam:
    'The second picture shows what spoke for the answer, the lighter the more (Grad-CAM; occlusion for models without convolutions).',
  occlusion: 'The second picture shows which parts the answer depended on, the lighter the more (occlusion).',
};

/** Right and wrong answers of the best runs, with what they thought likely. */
export function examplesSection(context: ReportContext): SafeHtml {
  const runs = context.close.filter(({ predictions }) => predictions !== undefined);
  if (runs.length === 0) return html``;
  const maps = runs.find(({ insight }) => insight !== undefined)?.insight?.maps.method ?? 'none';
  const missing = runs.some(({ images }) => images === undefined);
  return html`<section id="examples">
    <h2>Predictions</h2>
    <p class="muted">
      Test images with their true class, and the three classes that the model thought likeliest. The true
      class is underlined. The most certain mistakes are those with the highest loss: hard images, or wrong
      labels. ${MAPS_TEXT[maps] ?? ''}
    </p>
    ${missing ? html`<p class="muted">This page was made without the data set, so pictures are missing.</p>` : ''}
    ${runs.map((close) => runExamples(context, close))}
  </section>`;
}

/** The rules that show tiles: one for each sheet. */
export function tileStyle({ sets, close }: ReportContext): string {
  const named: [string, ImageSheets | undefined][] = [
    ...sets.map(({ images }, set): [string, ImageSheets | undefined] => [String(set), images]),
    ...close.map(({ insight }, index): [string, ImageSheets | undefined] => [
      `maps${index}`,
      insight?.maps.images,
    ]),
  ];
  return named
    .flatMap(([name, images]) => {
      if (images === undefined) return [];
      const { width, height, columns, sheets } = images;
      return [
        `.set-${name} { --w: ${width}; --h: ${height}; --sheet-w: ${columns * width}; }`,
        ...sheets.map((address, sheet) => `.sheet-${name}-${sheet} { background-image: url(${address}); }`),
      ];
    })
    .join('\n');
}

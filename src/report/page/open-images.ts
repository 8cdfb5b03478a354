import { tilePlace, unpackIntegers, type PageImages, type PagePayload, type PageRun } from './payload.ts';

/** Images that are added at a time. */
const PAGE = 120;

/** An image of a cell, and how sure the model was. */
interface Member {
  readonly index: number;
  readonly confidence: number;
}

function element(id: string): HTMLElement {
  return document.getElementById(id)!;
}

/** The images that a run took from one class for another, the surest answers first. */
function cellMembers(run: PageRun, images: PageImages, label: number, prediction: number): Member[] {
  const labels = unpackIntegers(images.labels);
  const predictions = unpackIntegers(run.predictions);
  const confidences = unpackIntegers(run.confidences);
  return labels
    .flatMap((each, index) =>
      each === label && predictions[index] === prediction
        ? [{ index, confidence: confidences[index]! / 255 }]
        : [],
    )
    .sort((a, b) => b.confidence - a.confidence || a.index - b.index);
}

/** The picture of a test image; a question mark where the page has none. */
function tile(images: PageImages, set: number, index: number, title: string): HTMLElement {
  const span = document.createElement('span');
  span.setAttribute('role', 'img');
  span.setAttribute('aria-label', title);
  const { tiles } = images;
  const place =
    tiles === undefined ? -1 : tiles.shown === undefined ? index : unpackIntegers(tiles.shown).indexOf(index);
  if (tiles === undefined || place < 0) {
    span.className = 'tile none';
    span.textContent = '?';
    return span;
  }
  const { sheet, x, y } = tilePlace(place, tiles);
  span.className = `tile set-${set} sheet-${set}-${sheet}`;
  span.style.setProperty('--x', String(x));
  span.style.setProperty('--y', String(y));
  return span;
}

function shot(
  images: PageImages,
  set: number,
  { index, confidence }: Member,
  className: string,
): HTMLElement {
  const figure = document.createElement('figure');
  figure.className = 'shot small';
  figure.dataset['index'] = String(index);
  const caption = document.createElement('figcaption');
  caption.textContent = `no. ${index}, ${Math.round(100 * confidence)}%`;
  figure.append(tile(images, set, index, `Test image ${index}: ${className}`), caption);
  return figure;
}

/** Makes every cell of a confusion matrix open the images that it counts. */
export function openImages(payload: PagePayload): void {
  const dialog = element('gallery') as HTMLDialogElement;
  const shots = element('gallery-shots');
  const more = element('gallery-more') as HTMLButtonElement;
  let addMore: () => void = () => undefined;
  more.addEventListener('click', () => {
    addMore();
  });
  document.addEventListener('click', (event) => {
    const button = (event.target as Element).closest<HTMLElement>('button[data-run]');
    if (button === null) return;
    const run = payload.runs[Number(button.dataset['run'])]!;
    const images = payload.images[run.images]!;
    const label = Number(button.dataset['label']);
    const members = cellMembers(run, images, label, Number(button.dataset['prediction']));
    element('gallery-title').textContent = `${run.label}: ${button.getAttribute('aria-label')!}`;
    element('gallery-note').textContent =
      images.tiles === undefined
        ? 'This page was made without the data set, so there are numbers of images alone.'
        : 'The surest answers first, with the number of each test image and the probability that the model gave.';
    shots.replaceChildren();
    addMore = () => {
      const from = shots.childElementCount;
      const next = members.slice(from, from + PAGE);
      shots.append(...next.map((member) => shot(images, run.images, member, images.classNames[label]!)));
      more.hidden = shots.childElementCount >= members.length;
      more.textContent = `Show more of ${members.length - shots.childElementCount}`;
    };
    addMore();
    dialog.showModal();
    dialog.scrollTop = 0;
  });
}

import { comparisonTexts, COMPARED_RUNS, type Comparison } from '../comparison/comparison.ts';
import type { Ranking } from '../ranking.ts';
import type { ReportContext } from '../report-context.ts';
import { html } from '../safe-html.ts';
import type { SafeHtml } from '../safe-html.ts';

/** What the sentences rest on, as far as they need it. */
function notes({ rows }: Ranking, { seeds, folds }: Comparison): string[] {
  return [
    rows.length > COMPARED_RUNS ? `Only the best ${COMPARED_RUNS} runs are tested against each other.` : '',
    'Runs are compared as they are, by McNemar’s test on the same test images, with Newcombe’s paired interval; p is corrected ' +
      'after Holm for all tests made together.',
    seeds.groups.length > 0
      ? 'Over several seeds, what is compared is how a recipe does on average.'
      : 'This does not say how much another seed would change: train each recipe with several seeds to see that.',
    folds.groups.length > 0
      ? 'Folds are compared by the images that each held out, with the correction of Nadeau and Bengio; where those images also ' +
        'chose the epoch, their accuracy is a little too high.'
      : '',
    'Where a difference cannot be shown, the models need not be equally good: the interval says how far apart they may be.',
  ].filter((text) => text !== '');
}

function comparisonOf(ranking: Ranking, comparison: Comparison): SafeHtml {
  const items = comparisonTexts(comparison).map((text) => html`<li>${text}</li>`);
  return html`<h2>Comparison on ${ranking.data.title}</h2>
    <ul class="findings">
      ${items}
    </ul>
    <p class="muted">${notes(ranking, comparison).join(' ')}</p>`;
}

/** What the data support when the models of a ranking are compared; nothing where there is only one. */
export function comparisonSection({ rankings, comparisons }: ReportContext): SafeHtml {
  const compared = rankings.flatMap((ranking, index) =>
    ranking.rows.length < 2 ? [] : [comparisonOf(ranking, comparisons[index]!)],
  );
  return compared.length === 0 ? html`` : html`<section id="comparison">${compared}</section>`;
}

import type { ReportContext } from '../report-context.ts';
import { html, SafeHtml } from '../safe-html.ts';
import { chartFigure } from './chart-figure.ts';

/** First filters and embeddings of the best runs. */
export function insightsSection({ close }: ReportContext): SafeHtml {
  const seen = close.filter(
    ({ insight }) => insight?.filters !== undefined || (insight?.embeddings.length ?? 0) > 0,
  );
  if (seen.length === 0) return html``;
  return html`<section id="insights">
    <h2>Inside the models</h2>
    <p class="muted">
      What the first layer looks for, and a sample of test images on a plane, by what the last layer but one
      makes of them: images that the model finds alike are close to each other.
    </p>
    ${seen.map(({ run, label, insight }, index) => {
      const filters = insight?.filters;
      return html`<details ${new SafeHtml(index === 0 ? 'open' : '')}>
        <summary><h3>${label}</h3></summary>
        <div class="charts">
          ${
            filters === undefined
              ? ''
              : html`<figure class="paper">
                  <figcaption>First filters</figcaption>
                  <img alt="The weights of ${filters.name} as pictures" src="${filters.address}" />
                </figure>`
          }
          ${['embedding-umap', 'embedding-pca'].map((name) =>
            chartFigure(name, [{ run, embeddings: insight?.embeddings }], label, `run-${index}`),
          )}
        </div>
      </details>`;
    })}
  </section>`;
}

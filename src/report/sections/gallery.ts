import { html, type SafeHtml } from '../safe-html.ts';

/** The window in which the script shows the images behind a figure. */
export function gallery(): SafeHtml {
  return html`<dialog id="gallery" aria-labelledby="gallery-title">
    <form method="dialog">
      <h2 id="gallery-title"></h2>
      <button type="submit" aria-label="Close">✕</button>
    </form>
    <p class="muted" id="gallery-note"></p>
    <div class="shots" id="gallery-shots"></div>
    <button type="button" id="gallery-more">Show more</button>
  </dialog>`;
}

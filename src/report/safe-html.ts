/** Text in which everything that HTML could read as markup is written as a character reference. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** HTML that may be put into a page as it is. */
export class SafeHtml {
  readonly text: string;

  /** Takes markup of our own making; data go through `html`. */
  constructor(text: string) {
    this.text = text;
  }
}

/** What a template takes: text and numbers are escaped, `SafeHtml` is not, lists are joined. */
export type HtmlPart = string | number | SafeHtml | readonly HtmlPart[];

function partText(part: HtmlPart): string {
  if (part instanceof SafeHtml) return part.text;
  if (typeof part === 'string') return escapeHtml(part);
  if (typeof part === 'number') return String(part);
  return part.map(partText).join('');
}

/**
 * A template for HTML that escapes every value put into it, in text and in quoted attributes.
 *
 * @example
 * html`<td>${'<b>'}</td>`.text; // '<td>&lt;b&gt;</td>'
 */
export function html(markup: TemplateStringsArray, ...parts: readonly HtmlPart[]): SafeHtml {
  return new SafeHtml(markup.map((piece, index) => piece + partText(parts[index] ?? '')).join(''));
}

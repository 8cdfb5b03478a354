const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** What a terminal draws in two columns: East Asian wide and full-width characters (Unicode UAX #11). */
const WIDE =
  /[\u1100-\u115f\u2329\u232a\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{17000}-\u{18cff}\u{1aff0}-\u{1b2ff}\u{1f200}-\u{1f2ff}\u{20000}-\u{3fffd}]/u;
/** Emoji, by themselves or by the variation selector after them. */
const EMOJI = /\p{Emoji_Presentation}|\p{Extended_Pictographic}\ufe0f|^[#*\d]\ufe0f?\u20e3/u;
/** What takes no column of its own: marks, joiners, direction signs. */
const INVISIBLE = /^[\p{Mark}\p{Cf}\ufe00-\ufe0f]*$/u;

function graphemeWidth(grapheme: string): number {
  if (INVISIBLE.test(grapheme)) return 0;
  return WIDE.test(grapheme) || EMOJI.test(grapheme) ? 2 : 1;
}

/** How many columns a text without control characters takes in a terminal. */
export function textWidth(text: string): number {
  // Most text is plain, and cutting into graphemes is slow.
  if (/^[\u0020-\u007e\u2500-\u259f\u2800-\u28ff]*$/.test(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemes.segment(text)) width += graphemeWidth(segment);
  return width;
}

/** The beginning of a text, at most so many columns wide; nothing shows that it was cut. */
export function cutText(text: string, width: number): string {
  let kept = '';
  let used = 0;
  for (const { segment } of graphemes.segment(text)) {
    used += graphemeWidth(segment);
    if (used > width) break;
    kept += segment;
  }
  return kept;
}

/** A text at most so many columns wide, with an ellipsis where it was longer. */
export function fitText(text: string, width: number): string {
  return textWidth(text) <= width ? text : `${cutText(text, width - 1)}…`;
}

/** A text with spaces up to so many columns, after it or before it. */
export function padText(text: string, width: number, align: 'left' | 'right'): string {
  const space = ' '.repeat(Math.max(0, width - textWidth(text)));
  return align === 'left' ? text + space : space + text;
}

/** A text in lines at most so many columns wide, broken between words, and inside a word where it is longer than a line. */
export function wrapText(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (let word of text.split(' ')) {
    if (line !== '' && textWidth(line) + 1 + textWidth(word) > width) {
      lines.push(line);
      line = '';
    }
    while (line === '' && textWidth(word) > width) {
      const part = cutText(word, width);
      if (part === '') break;
      lines.push(part);
      word = word.slice(part.length);
    }
    line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

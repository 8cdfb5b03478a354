/** A word as a POSIX shell takes it: in quotes where it has more than plain characters. */
export function shellWord(text: string): string {
  return text === '' || /[^\w./:@+-]/.test(text) ? `'${text.replaceAll("'", `'\\''`)}'` : text;
}

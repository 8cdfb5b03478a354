const MARK = '<!-- example: run -->';

/**
 * README.md's first TypeScript example: the block after the comment `<!-- example: run -->`, or else the first that
 * imports from 'atelier'.
 *
 * @throws when there is none, or when the marked block does not import the package
 */
export function readmeExample(readme: string): string {
  const blocks = [
    ...readme.replaceAll('\r\n', '\n').matchAll(/^```(?:ts|typescript)\b[^\n]*\n(.*?)^```$/gms),
  ];
  const marked = readme.indexOf(MARK);
  const uses = (text: string) => /from ['"]atelier['"]/.test(text);
  const block =
    marked === -1 ? blocks.find(([, text]) => uses(text!)) : blocks.find(({ index }) => index > marked);
  const text = block?.[1];
  if (text === undefined || !uses(text)) {
    throw new Error(
      `README.md has no TypeScript example that imports 'atelier'` +
        `${marked === -1 ? '' : ` right after ${MARK}`}: a block fenced by \`\`\`ts is expected`,
    );
  }
  return text;
}

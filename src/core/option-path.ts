/** Reads a path such as `model.layers[2].rate`; nothing where it is none. */
export function parsePath(text: string): (string | number)[] | undefined {
  if (!/^[\w$-]+(\.[\w$-]+|\[\d+\])*$/.test(text)) return undefined;
  return [...text.matchAll(/\[(\d+)\]|[\w$-]+/g)].map(([word, index]) =>
    index === undefined ? word : Number(index),
  );
}

/** `layers[3].filters` */
export function formatPath(path: readonly PropertyKey[]): string {
  return path
    .map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index > 0 ? '.' : ''}${String(key)}`))
    .join('');
}

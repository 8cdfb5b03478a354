import type { RunRecord } from '../../runs/record.ts';

/** Text that Markdown and HTML leave as it is. */
function plainMarkdown(text: string): string {
  return text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/[\\`*_{}[\]()#+!|~-]/g, '\\$&')
    .replace(/[&<>]/g, (sign) => `&#${sign.codePointAt(0)!};`);
}

/** The recipe as JSON, in lines that are set off by spaces, so that nothing in it can end the block. */
export function recipeMarkdown({ recipe }: RunRecord): string {
  return JSON.stringify(recipe, null, 2).replace(/^/gm, '    ');
}

/** What else a run remembers of itself, as a table. */
export function runMarkdown({
  id,
  createdAt,
  status,
  seed,
  data,
  versions,
  machine,
  threads,
  layout,
  error,
}: RunRecord): string {
  const facts: [string, string | undefined][] = [
    ['Run', id],
    ['Begun', createdAt],
    ['Status', status],
    ['Error', error?.message],
    ['Data', `${data.title}, ${data.origin}`],
    ['Notice', data.notice],
    ['Digest', data.digest],
    ['Images', `${data.trainCount} training, ${data.validationCount} validation, ${data.testCount} test`],
    ['Seed', String(seed)],
    ['Threads', `${threads}, ${layout} layout`],
    ['Versions', `Atelier ${versions.atelier}, Node ${versions.node}, ONNX Runtime ${versions.onnxruntime}`],
    ['Machine', `${machine.cpu}, ${machine.cores} cores, ${machine.platform} ${machine.arch}`],
  ];
  const rows = facts.flatMap(([label, text]) =>
    text === undefined ? [] : [`| ${label} | ${plainMarkdown(text)} |`],
  );
  return ['| | |', '| --- | --- |', ...rows].join('\n');
}

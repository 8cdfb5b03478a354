import type { RunLayerFacts, RunRecord } from '../../runs/record.ts';

/** Whether any layer is a dropout; of a run of an earlier version, as far as its recipe says. */
function hasDropout({ architecture, recipe }: RunRecord): boolean {
  const named = (layers: readonly RunLayerFacts[]): boolean =>
    layers.some(({ type, layers: inner }) => /dropout/i.test(type) || named(inner));
  return architecture === undefined
    ? /"type":"(dropout|spatialDropout2d)"/.test(JSON.stringify(recipe))
    : named(architecture.layers);
}

/** What makes training images harder than validation images: `dropout`, `augmentation`. */
function hardening(record: RunRecord): string[] {
  const { augment, mix } = record.recipe;
  return [
    ...(hasDropout(record) ? ['dropout'] : []),
    ...(Array.isArray(augment) && augment.length > 0 ? ['augmentation'] : []),
    ...(mix === undefined || mix === null ? [] : ['mixed images']),
  ];
}

function list(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)!}`;
}

/**
 * What makes training accuracy lower than that of the same weights on the same images without it: a sentence, or with
 * `lower` a clause, which is empty where there is nothing.
 */
export function trainingExtras(record: RunRecord, form: 'sentence' | 'lower' = 'sentence'): string {
  const parts = hardening(record);
  if (form === 'lower') return parts.length === 0 ? '' : `, with ${list(parts)}, which lowers this figure`;
  const means = 'means over an epoch in which the weights got better';
  return parts.length === 0
    ? `Training figures are ${means}; the validation images may also be easier ones.`
    : `Training figures are taken with ${list(parts)}, and are ${means}.`;
}

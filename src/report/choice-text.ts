/** A part of a recipe as its JSON has it. */
type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/**
 * A choice of a recipe in one line: its type and what was chosen of its options. What is switched off is left out.
 *
 * @example choiceText({ type: 'sgd', momentum: 0.9, nesterov: true }); // 'sgd (momentum 0.9, nesterov)'
 */
export function choiceText(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(choiceText).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const { type, ...options } = value as Record<string, Json>;
  const shown = Object.entries(options).flatMap(([name, option]) => {
    if (option === false || option === null || (Array.isArray(option) && option.length === 0)) return [];
    return option === true ? [name] : [`${name} ${choiceText(option)}`];
  });
  if (typeof type !== 'string') return `(${shown.join(', ')})`;
  return shown.length === 0 ? type : `${type} (${shown.join(', ')})`;
}

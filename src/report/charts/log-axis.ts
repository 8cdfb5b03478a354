const FACTORS = [1, 2, 5];

/** The numbers 1, 2 and 5 times powers of ten, from below `low` to above `high`. */
function steps(low: number, high: number): number[] {
  const first = Math.floor(Math.log10(low)) - 1;
  const last = Math.ceil(Math.log10(high)) + 1;
  return Array.from({ length: last - first + 1 }, (_, index) => first + index).flatMap((power) =>
    FACTORS.map((factor) => Number(`${factor}e${power}`)),
  );
}

/**
 * The ends and ticks of a logarithmic axis that shows numbers from `low` to `high`, both above 0: ticks at 1, 2 and 5
 * times powers of ten, or at powers alone where there would be many.
 */
export function logAxis(low: number, high: number): { min: number; max: number; ticks: number[] } {
  const all = steps(low, high);
  // A hair's breadth, so that a number that is a step does not need the next one.
  const first = all.findLastIndex((step) => step <= low * (1 + 1e-9));
  const last = all.findIndex((step) => step >= high * (1 - 1e-9));
  const within = first === last ? all.slice(first - 1, last + 2) : all.slice(first, last + 1);
  const powers = within.filter((step) => Number.isInteger(Math.log10(step)));
  return { min: within[0]!, max: within.at(-1)!, ticks: powers.length > 3 ? powers : within };
}

/** Makes an axis logarithmic, for numbers of which the least is `low` and the greatest `high`. */
export function logarithmic<Axis extends { readonly axisLabel: object }>(
  axis: Axis,
  { low, high }: { readonly low: number; readonly high: number },
) {
  const { min, max, ticks } = logAxis(low, high);
  return {
    ...axis,
    type: 'log' as const,
    min,
    max,
    axisLabel: { ...axis.axisLabel, customValues: ticks },
    axisTick: { show: false, customValues: ticks },
  };
}

import type { Parameter, ParameterValue, Params } from './parameter.ts';
import { fillParams, isInUse, type Space } from './space.ts';

/** The values of a parameter that are combined, by their place in a list that need not be written out. */
export interface Levels {
  count(parameter: Parameter): number;
  at(parameter: Parameter, index: number): ParameterValue;
}

/** How many different trials there are: the values of parameters that are not in use do not count. */
export function countCombinations(space: Space, levels: Levels): number {
  return combinationCounter(space, levels)(0, {});
}

/** The trial that has so many others before it, where the last parameter changes from each to the next. */
export function combinationAt(space: Space, levels: Levels, index: number): Params {
  const countFrom = combinationCounter(space, levels);
  const places = new Map(space.parameters.map((parameter, place) => [parameter, place]));
  const before: Record<string, ParameterValue> = {};
  let left = index;
  return fillParams(space, (parameter) => {
    for (let level = 0; ; level++) {
      const value = levels.at(parameter, level);
      before[parameter.name] = value;
      const size = countFrom(places.get(parameter)! + 1, before);
      if (left < size) return value;
      left -= size;
    }
  });
}

/** Counts the combinations of the parameters from one on, by the values before it; what was counted once is kept. */
function combinationCounter({ parameters }: Space, levels: Levels) {
  const parents = new Set(
    parameters.flatMap(({ conditions }) => conditions.map(({ parameter }) => parameter)),
  );
  const counted = new Map<string, number>();
  const countFrom = (place: number, params: Params): number => {
    const parameter = parameters[place];
    if (parameter === undefined) return 1;
    if (!isInUse(parameter, params)) return countFrom(place + 1, params);
    const count = levels.count(parameter);
    // How many there are after it does not depend on its value.
    if (!parents.has(parameter.name)) return count * remembered(place + 1, params);
    let total = 0;
    for (let level = 0; level < count; level++) {
      total += remembered(place + 1, { ...params, [parameter.name]: levels.at(parameter, level) });
    }
    return total;
  };
  const remembered = (place: number, params: Params): number => {
    const deciding = [...parents].map((name) => params[name]);
    const key = JSON.stringify([place, ...deciding]);
    const known = counted.get(key) ?? countFrom(place, params);
    counted.set(key, known);
    return known;
  };
  return remembered;
}

import {
  valueAt,
  valueCount,
  type Parameter,
  type ParameterValue,
  type Params,
} from '../../space/parameter.ts';
import { fillParams, type Space } from '../../space/space.ts';
import { fromUnit, toUnit } from '../../space/unit-interval.ts';

/** Where a number is that is not in use; and the name of a choice that is none. */
const UNUSED_PLACE = 0.5;
const UNUSED_NAME = -1;

/**
 * Params as points: numbers by their place between 0 and 1, choices by the index of their value. Parameters that are not
 * in use have a place of their own, so that two points without them do not differ by them.
 */
export class Encoding {
  readonly isName: readonly boolean[];
  /** The dimensions whose numbers may be any. */
  readonly isContinuous: readonly boolean[];
  readonly #space: Space;
  readonly #parameters: readonly Parameter[];
  readonly #dimensionOf: ReadonlyMap<Parameter, number>;
  readonly #isPlain: boolean;

  constructor(space: Space) {
    this.#space = space;
    this.#parameters = variableParameters(space);
    this.#dimensionOf = new Map(this.#parameters.map((parameter, d) => [parameter, d]));
    this.isName = this.#parameters.map(({ type }) => type === 'choice');
    this.isContinuous = this.#parameters.map((parameter) => valueCount(parameter) === Infinity);
    this.#isPlain = this.#parameters.every(
      ({ conditions }, d) => conditions.length === 0 && this.isContinuous[d]!,
    );
  }

  get dimensions(): number {
    return this.#parameters.length;
  }

  encode(params: Params): Float64Array {
    return Float64Array.from(this.#parameters, (parameter) => {
      const value = params[parameter.name];
      if (parameter.type === 'choice') {
        return value === undefined ? UNUSED_NAME : parameter.values.indexOf(value);
      }
      return value === undefined ? UNUSED_PLACE : toUnit(parameter, value as number);
    });
  }

  decode(point: Float64Array): Params {
    return fillParams(this.#space, (parameter): ParameterValue => {
      const d = this.#dimensionOf.get(parameter);
      if (d === undefined) return valueAt(parameter, 0);
      return parameter.type === 'choice'
        ? valueAt(parameter, Math.max(0, point[d]!))
        : fromUnit(parameter, point[d]!);
    });
  }

  /** The point of what it would be decoded to: rounded, and without what is not in use. */
  settle(point: Float64Array): Float64Array {
    return this.#isPlain ? point : this.encode(this.decode(point));
  }

  /** A point by a number from 0 to 1 for each dimension. */
  fromUnits(units: Float64Array): Float64Array {
    const point = units.map((unit, d) => {
      const parameter = this.#parameters[d]!;
      return parameter.type === 'choice' ? Math.floor(unit * parameter.values.length) : unit;
    });
    return this.settle(point);
  }

  /** Which dimensions are in use at a point. */
  inUse(point: Float64Array): boolean[] {
    const params = this.decode(point);
    return this.#parameters.map(({ name }) => Object.hasOwn(params, name));
  }

  /** Other numbers of a dimension that is not continuous: all of them, or of many those at distances 1, 2, 4 and so on. */
  alternatives(point: Float64Array, d: number): number[] {
    const parameter = this.#parameters[d]!;
    const count = valueCount(parameter);
    const placeOf = (index: number) =>
      parameter.type === 'choice' ? index : toUnit(parameter, valueAt(parameter, index) as number);
    const now =
      parameter.type === 'choice'
        ? point[d]!
        : Math.round((fromUnit(parameter, point[d]!) - parameter.low) / parameter.step!);
    const indices =
      count <= MOST_ALTERNATIVES
        ? Array.from({ length: count }, (_, index) => index)
        : POWERS.flatMap((power) => [now - power, now + power]);
    return indices.filter((index) => index !== now && index >= 0 && index < count).map(placeOf);
  }
}

const MOST_ALTERNATIVES = 16;
const POWERS = Array.from({ length: 30 }, (_, exponent) => 2 ** exponent);

/** The parameters that have more than one value. */
export function variableParameters({ parameters }: Space): Parameter[] {
  return parameters.filter((parameter) => valueCount(parameter) > 1);
}

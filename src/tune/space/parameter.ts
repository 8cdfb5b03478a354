/** What a parameter may be given. */
export type ParameterValue = number | string | boolean;

/** The values of a trial's parameters by name; those that are not in use are absent. */
export type Params = Readonly<Record<string, ParameterValue>>;

/** When a parameter is in use: another one has one of some values, or is at least so large. */
export interface Condition {
  readonly parameter: string;
  readonly values?: readonly ParameterValue[];
  readonly min?: number;
}

interface AnyParameter {
  readonly name: string;
  /** All must hold; none where the parameter is always in use. */
  readonly conditions: readonly Condition[];
}

/** A number from `low` to `high`, both included; with `step` one of low, low + step, …; with `log` drawn by its logarithm. */
export interface NumericParameter extends AnyParameter {
  readonly type: 'float' | 'integer';
  readonly low: number;
  readonly high: number;
  readonly log: boolean;
  /** Always given for integers. */
  readonly step?: number;
}

/** One of some values. */
export interface ChoiceParameter extends AnyParameter {
  readonly type: 'choice';
  readonly values: readonly ParameterValue[];
}

export type Parameter = NumericParameter | ChoiceParameter;

/** How many values the parameter can have; infinite for a float without step. */
export function valueCount(parameter: Parameter): number {
  if (parameter.type === 'choice') return parameter.values.length;
  const { low, high, step } = parameter;
  // A step that does not divide the range evenly in binary, such as 0.1 of 0 to 0.3, still reaches its end.
  return step === undefined ? (low === high ? 1 : Infinity) : Math.floor((high - low) / step + 1e-8) + 1;
}

/** The value of a stepped parameter that has so many before it. */
export function valueAt(parameter: Parameter, index: number): ParameterValue {
  if (parameter.type === 'choice') return parameter.values[index]!;
  const { low, high, step } = parameter;
  return step === undefined ? low : Math.min(high, tidy(low + index * step));
}

/** Whether a value is one that the parameter can have. */
export function isValueOf(parameter: Parameter, value: unknown): boolean {
  if (parameter.type === 'choice') return parameter.values.some((known) => known === value);
  const { type, low, high, step } = parameter;
  if (typeof value !== 'number' || !(value >= low && value <= high)) return false;
  if (type === 'integer' && !Number.isInteger(value)) return false;
  if (step === undefined) return true;
  const index = (value - low) / step;
  return Math.abs(index - Math.round(index)) < 1e-8 * Math.max(1, index);
}

/** What values there are, in words, such as `a number from 0.0001 to 0.1`. */
export function describeValues(parameter: Parameter): string {
  if (parameter.type === 'choice') return `one of ${parameter.values.join(', ')}`;
  const { type, low, high, step } = parameter;
  const noun = type === 'integer' ? 'a whole number' : 'a number';
  const stepped = step === undefined || (type === 'integer' && step === 1) ? '' : ` in steps of ${step}`;
  return `${noun} from ${low} to ${high}${stepped}`;
}

/** Rounds away what binary fractions add to sums of decimal ones: 0.1 + 2 · 0.1 is 0.3. */
function tidy(value: number): number {
  return Number.isSafeInteger(value) ? value : Number(value.toPrecision(15));
}

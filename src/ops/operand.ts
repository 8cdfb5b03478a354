import type { Value } from '../graph/graph.ts';

/** A value, or a number that stands for a float32 scalar. */
export type Operand = Value | number;

/** The operand as a value in the graph of `beside`. */
export function operand(beside: Value, value: Operand): Value {
  return typeof value === 'number' ? beside.graph.scalar(value) : value;
}

import type { Node, Value } from '../graph/graph.ts';

/** What a rule may ask about the values of the old graph. Conversions are made once and shared. */
export interface LayoutContext {
  readonly blockSize: number;
  /** The value in the new graph in the layout that it has there. */
  readonly current: (value: Value) => Value;
  /** The value in the new graph in the plain layout. */
  readonly plain: (value: Value) => Value;
  /** The value in the new graph in the blocked layout. */
  readonly blocked: (value: Value) => Value;
  /** Whether the new graph computes the value in the blocked layout. */
  readonly isBlocked: (value: Value) => boolean;
  /** The nodes of the old graph that read the value. */
  readonly users: (value: Value) => readonly Node[];
  /** Whether the value is an output of the graph, for others to read. */
  readonly isOutput: (value: Value) => boolean;
}

/** Gives the outputs of a node in the blocked layout, or `undefined` where plain operators serve it better. */
export type BlockedRule = (node: Node, context: LayoutContext) => readonly Value[] | undefined;

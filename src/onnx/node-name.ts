import { phases, type Origin } from '../graph/graph.ts';

/** What an ONNX node is there for. */
export type NodeOrigin = Required<Origin>;

/** The name of an ONNX node, such as `backward/conv2d1/conv2dWeightGradient/n12`. */
export function nodeName(origin: NodeOrigin | undefined, unique: string): string {
  return origin === undefined ? unique : `${origin.phase}/${origin.scope}/${origin.operation}/${unique}`;
}

const PATTERN = new RegExp(`(${phases.join('|')})/([^/]*)/([^/]+)/`);

/**
 * What the node of a name is there for; `undefined` for nodes that were written for none of the graph's. The runtime's
 * names of joined nodes, such as `fused …/n12/MatMulAddFusion`, hold that of one of them.
 */
export function originOfName(name: string): NodeOrigin | undefined {
  const match = PATTERN.exec(name);
  if (match === null) return undefined;
  const phase = phases.find((each) => each === match[1])!;
  return { phase, scope: match[2]!, operation: match[3]! };
}

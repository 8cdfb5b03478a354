import { fromBinary } from '@bufbuild/protobuf';
import { originOfName, type NodeOrigin } from '../onnx/node-name.ts';
import { ModelProtoSchema, type GraphProto, type NodeProto } from '../onnx/proto/onnx_pb.js';

/**
 * What the nodes are there for that the runtime has added to a model, such as moved transposes and reorders, and those that feed
 * the loop over slices: the same as what uses their result, or as what gives it where nothing with an origin does.
 *
 * @param model the model as it is run, an ONNX file
 * @returns origins by the names of nodes
 */
export function originsOfAdded(model: Uint8Array): ReadonlyMap<string, NodeOrigin> {
  const { graph } = fromBinary(ModelProtoSchema, model);
  return new Map(graph ? graphsIn(graph).flatMap((inner) => [...addedOrigins(inner)]) : []);
}

/** A graph and those inside its nodes. */
function graphsIn(graph: GraphProto): GraphProto[] {
  const inner = graph.node.flatMap(({ attribute }) => attribute.flatMap(({ g }) => (g ? graphsIn(g) : [])));
  return [graph, ...inner];
}

function addedOrigins({ node: nodes }: GraphProto): Map<string, NodeOrigin> {
  const users = new Map<string, NodeProto[]>();
  const makers = new Map<string, NodeProto>();
  for (const node of nodes) {
    for (const name of node.input) users.set(name, [...(users.get(name) ?? []), node]);
    for (const name of node.output) makers.set(name, node);
  }
  const after = ({ output }: NodeProto) => output.flatMap((name) => users.get(name) ?? []);
  const before = ({ input }: NodeProto) => input.flatMap((name) => makers.get(name) ?? []);
  const added = nodes.filter(({ name }) => originOfName(name) === undefined);
  return new Map(
    added.flatMap((node) => {
      const origin = nearestOrigin(node, after) ?? nearestOrigin(node, before);
      return origin ? [[node.name, origin] as const] : [];
    }),
  );
}

/** The origin that is the fewest nodes away. */
function nearestOrigin(
  start: NodeProto,
  neighbors: (node: NodeProto) => readonly NodeProto[],
): NodeOrigin | undefined {
  const seen = new Set([start]);
  for (const node of seen) {
    const origin = originOfName(node.name);
    if (origin) return origin;
    for (const neighbor of neighbors(node)) seen.add(neighbor);
  }
  return undefined;
}

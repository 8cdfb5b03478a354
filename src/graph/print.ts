import type { Graph, Value } from './graph.ts';
import type { Attributes } from './op.ts';
import { formatType } from './tensor-type.ts';

/** The graph as text, one node a line; constants of up to four elements show their contents. */
export function printGraph(graph: Graph): string {
  const names = new Map<Value, string>();
  for (const input of graph.inputs) names.set(input, `%${input.name}`);
  let next = 0;
  const nameOf = (value: Value): string => {
    let name = names.get(value);
    if (name === undefined) {
      name = value.data ? formatConstant(value) : `%${next++}`;
      names.set(value, name);
    }
    return name;
  };
  const inputs = graph.inputs.map((value) => `${nameOf(value)}: ${formatType(value.type)}`);
  const lines = graph.nodes.map((node) => {
    const args = node.inputs.map(nameOf).join(', ');
    const results = node.outputs.map((value) => `${nameOf(value)}: ${formatType(value.type)}`).join(', ');
    return `  ${results} = ${node.op.name}(${args})${formatAttributes(node.attributes)}`;
  });
  const outputs = [...graph.outputs].map(([name, value]) => `${name}=${nameOf(value)}`);
  return `graph ${graph.name}(${inputs.join(', ')}) {\n${lines.join('\n')}\n  return ${outputs.join(', ')}\n}\n`;
}

function formatConstant(value: Value): string {
  const data = value.data!;
  if (data.length > 4) return `const ${formatType(value.type)}`;
  const items = Array.from(data as ArrayLike<number | bigint>, String).join(',');
  return value.shape.length === 0 ? items : `[${items}]`;
}

function formatAttributes(attributes: Attributes): string {
  const entries = Object.entries(attributes);
  if (entries.length === 0) return '';
  return ` {${entries.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(', ')}}`;
}

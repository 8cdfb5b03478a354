import { OptionError } from '../core/errors.ts';
import { bfloat16ToFloat32, float16ToFloat32 } from '../core/half-precision.ts';
import { elementCount } from '../core/shape.ts';
import type { RunInitFacts } from '../runs/record.ts';
import type { SavedTensor } from '../runs/safetensors.ts';
import type { Init } from './init.ts';
import type { StateTensor, TrainingState } from './state-tensor.ts';

/** Weights that were found for a model, and how its tensors and the source's fit together. */
export interface MatchedWeights {
  readonly weights: TrainingState;
  readonly facts: Omit<RunInitFacts, 'path' | 'sha256'>;
}

const scopeOf = (name: string): string => name.slice(0, name.lastIndexOf('.'));

/** The names of the tensors of the head: the last layer with a kernel, and all that follow it. */
function headOf(tensors: readonly StateTensor[]): ReadonlySet<string> {
  const parameters = tensors.filter(({ role }) => role === 'parameter');
  const kernel = parameters.findLastIndex(({ shape }) => shape.length >= 2);
  if (kernel === -1) return new Set();
  const scopes = new Set(parameters.slice(kernel).map(({ name }) => scopeOf(name)));
  return new Set(tensors.filter(({ name }) => scopes.has(scopeOf(name))).map(({ name }) => name));
}

/** A tensor's numbers in single precision, or undefined where they are no floating-point ones. */
function float32Of({ dtype, data }: SavedTensor): Float32Array<ArrayBuffer> | undefined {
  if (dtype === 'F16') return float16ToFloat32(data);
  if (dtype === 'BF16') return bfloat16ToFloat32(data);
  return dtype === 'F32' || dtype === 'F64' ? Float32Array.from(data) : undefined;
}

/**
 * Finds weights for a model's parameters and running statistics by their names, in any floating-point type.
 *
 * @param tensors the model's; slots of an optimiser and averages are left alone
 * @param source what the file or the run holds
 * @param where names the source in messages
 * @throws OptionError with all that does not fit and is not allowed
 */
export function matchWeights(
  tensors: readonly StateTensor[],
  source: ReadonlyMap<string, SavedTensor>,
  { replaceHead, allow }: Pick<Init, 'replaceHead' | 'allow'>,
  where: string,
): MatchedWeights {
  const wanted = tensors.filter(({ role }) => role === 'parameter' || role === 'statistic');
  const head = replaceHead ? headOf(wanted) : new Set<string>();
  const weights: Record<string, Float32Array<ArrayBuffer>> = {};
  const missing: string[] = [];
  const mismatched: string[] = [];
  const shapes: string[] = [];
  for (const { name, shape } of wanted) {
    if (head.has(name)) continue;
    const saved = source.get(name);
    const values = saved && float32Of(saved);
    if (saved === undefined) {
      missing.push(name);
    } else if (saved.shape.join() !== shape.join() || values?.length !== elementCount(shape)) {
      mismatched.push(name);
      shapes.push(`${name} [${shape.join()}] in the model, ${saved.dtype} [${saved.shape.join()}] there`);
    } else {
      weights[name] = values;
    }
  }
  const names = new Set(wanted.map(({ name }) => name));
  const unused = [...source.keys()].filter((name) => !names.has(name));
  const facts = { loaded: Object.keys(weights), replaced: [...head], missing, unused, mismatched };
  refuseMisfits(facts, shapes, allow, where);
  return { weights, facts };
}

function refuseMisfits(
  { loaded, missing, unused, mismatched }: MatchedWeights['facts'],
  shapes: readonly string[],
  allow: Init['allow'],
  where: string,
): void {
  const problems = [
    ...(missing.length > 0 && !allow.includes('missing') ? [`it lacks ${missing.join(', ')}`] : []),
    ...(unused.length > 0 && !allow.includes('unused') ? [`left over are ${unused.join(', ')}`] : []),
    ...(mismatched.length > 0 && !allow.includes('mismatched')
      ? [`other shapes or types: ${shapes.join('; ')}`]
      : []),
    ...(loaded.length === 0 ? ['nothing of it fits'] : []),
  ];
  if (problems.length === 0) return;
  throw new OptionError(`init: ${where} does not fit the model: ${problems.join('; ')}`, {
    value: { missing, unused, mismatched },
    expected: 'the same names and shapes',
    hint: 'For other classes say "replaceHead": true; what else may differ is listed in "allow".',
  });
}

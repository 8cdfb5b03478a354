import { choiceSchema, resolveChoice, type ChoiceSpec } from '../../core/choice.ts';
import type { RandomStream } from '../../core/random.ts';
import { elementCount } from '../../core/shape.ts';
import type { InitializedTensor, InitializerDefinition } from '../initializer.ts';
import { constant } from './constant.ts';
import { dirac } from './dirac.ts';
import { glorotNormal } from './glorot-normal.ts';
import { glorotUniform } from './glorot-uniform.ts';
import { heNormal } from './he-normal.ts';
import { heUniform } from './he-uniform.ts';
import { lecunNormal } from './lecun-normal.ts';
import { lecunUniform } from './lecun-uniform.ts';
import { ones } from './ones.ts';
import { orthogonal } from './orthogonal.ts';
import { randomNormal } from './random-normal.ts';
import { randomUniform } from './random-uniform.ts';
import { truncatedNormal } from './truncated-normal.ts';
import { varianceScaling } from './variance-scaling.ts';
import { zeros } from './zeros.ts';

/** Every initialiser. */
const choices = [
  constant,
  dirac,
  glorotNormal,
  glorotUniform,
  heNormal,
  heUniform,
  lecunNormal,
  lecunUniform,
  ones,
  orthogonal,
  randomNormal,
  randomUniform,
  truncatedNormal,
  varianceScaling,
  zeros,
] as const;

export const initializerDefinitions: readonly InitializerDefinition[] = choices;

/** An initialiser as data: its name, or an object such as `{ type: 'constant', value: 0.1 }`. */
export type InitializerSpec = ChoiceSpec<(typeof choices)[number]>;

export const initializerSchema = choiceSchema(choices).meta({ id: 'initializer' });

/** Raises `ShapeError` where an initialiser cannot fill a tensor of this shape. */
export function checkInitializer(spec: InitializerSpec, shape: readonly number[]): void {
  const { definition, options } = resolveChoice(initializerDefinitions, spec);
  definition.checkShape?.(options, shape);
}

/** A new tensor, filled with numbers of the stream. */
export function initialize(
  spec: InitializerSpec,
  tensor: InitializedTensor,
  stream: RandomStream,
): Float32Array<ArrayBuffer> {
  const { definition, options } = resolveChoice(initializerDefinitions, spec);
  const data = new Float32Array(elementCount(tensor.shape));
  definition.fill(options, data, tensor, stream);
  return data;
}

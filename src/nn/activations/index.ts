import { choiceNames, choiceSchema, resolveChoice, type ChoiceSpec } from '../../core/choice.ts';
import type { Value } from '../../graph/graph.ts';
import type { ActivationDefinition } from '../activation.ts';
import { eluActivation } from './elu.ts';
import { geluActivation } from './gelu.ts';
import { hardSigmoidActivation } from './hard-sigmoid.ts';
import { hardSwishActivation } from './hard-swish.ts';
import { leakyReluActivation } from './leaky-relu.ts';
import { linearActivation } from './linear.ts';
import { logSoftmaxActivation } from './log-softmax.ts';
import { relu6Activation } from './relu6.ts';
import { reluActivation } from './relu.ts';
import { seluActivation } from './selu.ts';
import { sigmoidActivation } from './sigmoid.ts';
import { siluActivation } from './silu.ts';
import { softmaxActivation } from './softmax.ts';
import { softplusActivation } from './softplus.ts';
import { tanhActivation } from './tanh.ts';

/** Every activation without trained numbers; `prelu` is a layer. */
const choices = [
  linearActivation,
  reluActivation,
  relu6Activation,
  leakyReluActivation,
  eluActivation,
  seluActivation,
  geluActivation,
  siluActivation,
  softplusActivation,
  hardSwishActivation,
  hardSigmoidActivation,
  sigmoidActivation,
  tanhActivation,
  softmaxActivation,
  logSoftmaxActivation,
] as const;

const definitions: readonly ActivationDefinition[] = choices;

/** An activation as data: its name, or an object such as `{ type: 'leakyRelu', negativeSlope: 0.1 }`. */
export type ActivationSpec = ChoiceSpec<(typeof choices)[number]>;

export const activationSchema = choiceSchema(choices).meta({ id: 'activation' });
export const activationNames = choiceNames(choices);

/** The activation of `x`, of the same shape. */
export function activate(x: Value, spec: ActivationSpec): Value {
  const { definition, options } = resolveChoice(definitions, spec);
  return definition.apply(x, options);
}

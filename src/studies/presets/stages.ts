import type { TourInput } from '../tour.ts';

type Stage = TourInput['stages'][number];
type Values = readonly (string | number)[];

function choice(values: Values) {
  return { type: 'choice' as const, values: [...values] };
}

function stage(name: string, question: string, space: Readonly<Record<string, Values>>): Stage {
  const entries = Object.entries(space).map(([parameter, values]) => [parameter, choice(values)] as const);
  return { name, question, space: Object.fromEntries(entries) };
}

/** The built-in stages, in the order of the tour; each question can also be asked alone. */
export function garmentStages(quick: boolean): readonly Stage[] {
  return [
    stage('architectures', 'Dense or convolutional, and how deep?', {
      architecture: ['dense', 'cnn'],
      depth: [1, 2, 3],
    }),
    stage('optimizers', 'Which optimiser?', {
      optimizer: quick
        ? ['sgd', 'rmsprop', 'adam', 'adagrad']
        : ['sgd', 'rmsprop', 'adam', 'adamW', 'nadam', 'adagrad', 'adadelta'],
      learningRate: quick ? [0.001, 0.01] : [0.0003, 0.001, 0.01, 0.1],
    }),
    stage('learning-rates', 'Which learning rate?', {
      learningRate: quick ? [0.0003, 0.001, 0.003, 0.01] : [0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03],
    }),
    stage('batch-sizes', 'Which batch size?', {
      batchSize: quick ? [32, 64, 256] : [16, 32, 64, 128, 256, 512],
    }),
    stage('activations', 'Which activation?', {
      activation: quick
        ? ['relu', 'tanh', 'gelu']
        : ['relu', 'leakyRelu', 'elu', 'gelu', 'silu', 'tanh', 'sigmoid'],
    }),
    stage('losses', 'Which loss?', {
      loss: quick
        ? ['crossEntropy', 'meanSquaredError']
        : ['crossEntropy', 'labelSmoothing', 'focal', 'meanSquaredError', 'hinge'],
    }),
    stage('regularization', 'Which regularisation?', {
      regularization: quick
        ? ['none', 'dropout', 'batchNorm', 'l2']
        : ['none', 'dropout', 'batchNorm', 'l2', 'augmentation'],
    }),
  ];
}

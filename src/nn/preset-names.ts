/** The models that are compared by default, from the smallest to the largest. */
export const referenceModelNames = ['ann', 'mlp', 'cnn', 'deep-cnn'] as const;

/** Models with a published counterpart, from the smallest to the largest. */
export const zooModelNames = [
  'lenet5',
  'resnet8',
  'densenet-bc-40',
  'resnet20',
  'densenet-bc-100',
  'mobilenetv2',
  'wrn-16-4',
  'convnext-atto',
  'vgg11',
  'resnet18',
  'wrn-28-10',
] as const;

export const modelPresetNames = [...referenceModelNames, ...zooModelNames] as const;
export type ReferenceModelName = (typeof referenceModelNames)[number];
export type ModelPresetName = (typeof modelPresetNames)[number];

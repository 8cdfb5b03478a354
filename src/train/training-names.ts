/** The inputs and outputs of a training graph besides state, scalars and masks. */
export const trainingNames = {
  /** uint8 [examples, height, width, channels] */
  images: 'images',
  /** int32 [examples] */
  labels: 'labels',
  /** int32 [batch]: the examples of the step */
  indices: 'indices',
  /** The mean loss of the batch, before the update. */
  loss: 'loss',
  /** How many of the batch are classified correctly, before the update. */
  correct: 'correct',
} as const;

/** The inputs and outputs of a training graph besides state, scalars and masks. */
export const trainingNames = {
  /** uint8 [examples, height, width, channels] */
  images: 'images',
  /** int32 [examples] */
  labels: 'labels',
  /** int32 [batch]: the examples of the step */
  indices: 'indices',
  /** uint8 [batch, height, width, channels]: the step's images, where they do not come from `images` by index */
  preparedImages: 'preparedImages',
  /** int32 [batch]: the example that each is mixed with */
  partners: 'partners',
  /** float32 [batch, 1]: the share of each example that is its own, where examples are mixed */
  shares: 'shares',
  /** The mean loss of the batch, before the update. */
  loss: 'loss',
  /**
   * How many of the batch are classified correctly, before the update; of a mixed example the share that belongs to the
   * class that the model says.
   */
  correct: 'correct',
} as const;

export const CLASSES = 10;
export const LEARNING_RATE = 1e-3;
export const PIXELS = 784;
const EXAMPLES = 4096;

/** Random bytes and labels: what they show does not change how long a step takes. */
export function examples() {
  const pixels = Uint8Array.from({ length: EXAMPLES * PIXELS }, () => Math.random() * 256);
  const labels = Int32Array.from({ length: EXAMPLES }, () => Math.random() * CLASSES);
  return { pixels, labels };
}

/** Full batches as floats from 0 to 1 with their labels, shuffled anew every epoch, for ever. */
export function* batches(batch) {
  const { pixels, labels } = examples();
  const order = Array.from({ length: EXAMPLES }, (_, index) => index);
  for (;;) {
    for (let last = EXAMPLES - 1; last > 0; last--) {
      const other = Math.floor(Math.random() * (last + 1));
      [order[last], order[other]] = [order[other], order[last]];
    }
    for (let start = 0; start + batch <= EXAMPLES; start += batch) {
      const images = new Float32Array(batch * PIXELS);
      const classes = new Int32Array(batch);
      for (let row = 0; row < batch; row++) {
        const example = order[start + row];
        classes[row] = labels[example];
        for (let pixel = 0; pixel < PIXELS; pixel++)
          images[row * PIXELS + pixel] = pixels[example * PIXELS + pixel] / 255;
      }
      yield { images, classes };
    }
  }
}

/** The request's value for `key`, which has to be one of those allowed. */
export function choice(request, key, allowed) {
  const value = request[key] ?? allowed[0];
  if (!allowed.includes(value)) throw new Error(`${key}: ${value} is not one of ${allowed.join(', ')}`);
  return value;
}

/**
 * jax-js on WebAssembly, training the reference models; a long-lived process driven by JSON lines (see ../README.md).
 * An operation consumes its arrays: `.ref` keeps one for further use. Batch norm has no running statistics here, which
 * costs nothing that would be felt.
 */
import { defaultDevice, init, jit, lax, nn, numpy as np, random, valueAndGrad } from '@jax-js/jax';
import { serve } from '../serve.ts';
import { batches, choice, CLASSES, LEARNING_RATE, PIXELS } from './examples.js';
import { takeSteps } from '../take-steps.ts';

const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-8;

/** Each layer gives the shapes of its parameters and its output, and computes it: `apply(parameters, x, key)`. */
const dense = (inputs, units) => ({
  shapes: [[inputs, units], [units]],
  apply: ([kernel, bias], x) => np.matmul(x, kernel.ref).add(bias.ref),
});
const conv = (inputs, filters) => ({
  shapes: [
    [filters, inputs, 3, 3],
    [filters, 1, 1],
  ],
  apply: ([kernel, bias], x) => lax.conv(x, kernel.ref, [1, 1], 'SAME').add(bias.ref),
});
const batchNorm = (channels, image = true) => {
  const axes = image ? [0, 2, 3] : 0;
  const shape = image ? [channels, 1, 1] : [channels];
  return {
    shapes: [shape, shape],
    apply: ([gamma, beta], x) => {
      const centred = x.ref.sub(np.mean(x, axes, { keepdims: true }));
      const variance = np.mean(centred.ref.mul(centred.ref), axes, { keepdims: true });
      return centred
        .div(np.sqrt(variance.add(1e-3)))
        .mul(gamma.ref)
        .add(beta.ref);
    },
  };
};
const relu = { shapes: [], apply: (_, x) => nn.relu(x) };
const flatten = { shapes: [], apply: (_, x) => x.reshape([x.shape[0], -1]) };
const pool = {
  shapes: [],
  apply: (_, x) => {
    const [batch, channels, height, width] = x.shape;
    return np.max(x.reshape([batch, channels, height / 2, 2, width / 2, 2]), [3, 5]);
  },
};
const dropout = (rate) => ({
  shapes: [],
  apply: (_, x, key) => {
    const mask = random.bernoulli(key.ref, 1 - rate, x.shape).astype(np.float32);
    return x.mul(mask).div(1 - rate);
  },
});
const convBlock = (inputs, filters) => [conv(inputs, filters), batchNorm(filters), relu];
const denseBlock = (inputs, units) => [dense(inputs, units), batchNorm(units, false), relu, dropout(0.3)];

const models = {
  ann: [flatten, dense(PIXELS, 128), relu, dense(128, 64), relu, dense(64, CLASSES)],
  mlp: [
    ...[flatten, ...denseBlock(PIXELS, 512), ...denseBlock(512, 256), ...denseBlock(256, 128)],
    dense(128, CLASSES),
  ],
  cnn: [
    ...[conv(1, 32), relu, pool, conv(32, 64), relu, pool],
    ...[flatten, dense(3136, 128), relu, dense(128, CLASSES)],
  ],
  'deep-cnn': [
    ...[...convBlock(1, 32), ...convBlock(32, 32), pool, dropout(0.25)],
    ...[...convBlock(32, 64), ...convBlock(64, 64), pool, dropout(0.25), ...convBlock(64, 128)],
    ...[flatten, dense(6272, 128), batchNorm(128, false), relu, dropout(0.5), dense(128, CLASSES)],
  ],
};

const product = (shape) => shape.reduce((a, b) => a * b, 1);

function firstParameters(layers) {
  return layers.map(({ shapes }) =>
    shapes.map((shape, index) => {
      const fanIn = shape.length === 4 ? product(shape.slice(1)) : shape[0];
      const isGamma = shapes.length === 2 && index === 0 && product(shape) === product(shapes[1]);
      const value = () =>
        isGamma ? 1 : index > 0 ? 0 : ((2 * Math.random() - 1) * Math.sqrt(3)) / Math.sqrt(fanIn);
      return np.array(Float32Array.from({ length: product(shape) }, value)).reshape(shape);
    }),
  );
}

/** A function of parameters, moments and a batch that gives the next ones and the loss, compiled as a whole. */
function compiledStep(layers) {
  const lossOf = (parameters, x, labels, key) => {
    const keys = random.split(key, layers.length);
    const logits = layers.reduce(
      (value, layer, index) => layer.apply(parameters[index], value, keys.ref.slice(index)),
      x,
    );
    const logProbabilities = nn.logSoftmax(logits, 1);
    return np.mean(np.sum(logProbabilities.mul(nn.oneHot(labels, CLASSES)), 1)).mul(-1);
  };
  const lossAndGradients = valueAndGrad(lossOf);
  return jit((parameters, means, variances, x, labels, key, correction) => {
    const [loss, gradients] = lossAndGradients(
      parameters.map((list) => list.map((array) => array.ref)),
      x,
      labels,
      key,
    );
    const next = { parameters: [], means: [], variances: [] };
    for (const [layer, list] of parameters.entries()) {
      for (const part of Object.values(next)) part.push([]);
      for (const [index, parameter] of list.entries()) {
        const gradient = gradients[layer][index];
        const mean = means[layer][index].mul(BETA1).add(gradient.ref.mul(1 - BETA1));
        const variance = variances[layer][index].mul(BETA2).add(gradient.ref.mul(gradient).mul(1 - BETA2));
        const update = mean.ref.mul(correction.ref).div(np.sqrt(variance.ref).add(EPSILON));
        next.parameters[layer].push(parameter.sub(update));
        next.means[layer].push(mean);
        next.variances[layer].push(variance);
      }
    }
    return [next.parameters, next.means, next.variances, loss];
  });
}

await serve('jax-js 0.1.25', async (request) => {
  const layers = models[choice(request, 'model', Object.keys(models))];
  await init('wasm');
  defaultDevice('wasm');
  let parameters = firstParameters(layers);
  const zeros = () => parameters.map((list) => list.map(({ shape }) => np.zeros(shape)));
  let [means, variances] = [zeros(), zeros()];
  const count = layers.flatMap(({ shapes }) => shapes).reduce((sum, shape) => sum + product(shape), 0);
  const train = compiledStep(layers);
  const order = batches(request.batch);
  let steps = 0;
  const step = async () => {
    steps += 1;
    const { images, classes } = order.next().value;
    const x = np.array(images).reshape([request.batch, 1, 28, 28]);
    const correction = (LEARNING_RATE * Math.sqrt(1 - BETA2 ** steps)) / (1 - BETA1 ** steps);
    let loss;
    [parameters, means, variances, loss] = train(
      ...[parameters, means, variances, x, np.array(classes)],
      ...[random.key(steps), np.array(correction)],
    );
    const [value] = await loss.data();
    return value;
  };
  return { facts: { parameters: count, threads: 1 }, run: (number) => takeSteps(step, number) };
});

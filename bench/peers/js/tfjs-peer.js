/** TensorFlow.js, training the reference models; a long-lived process driven by JSON lines (see ../README.md). */
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { serve } from '../serve.ts';
import { batches, choice, CLASSES, LEARNING_RATE } from './examples.js';
import { takeSteps } from '../take-steps.ts';

const { layers } = tf;
const batchNorm = () => [layers.batchNormalization(), layers.reLU()];
const conv = (filters, options = {}) =>
  layers.conv2d({ filters, kernelSize: 3, padding: 'same', ...options });
const pool = () => layers.maxPooling2d({ poolSize: 2 });
const convBlock = (filters) => [conv(filters), ...batchNorm()];
const denseBlock = (units) => [layers.dense({ units }), ...batchNorm(), layers.dropout({ rate: 0.3 })];
const activation = 'relu';

const models = {
  ann: () => [
    layers.flatten(),
    layers.dense({ units: 128, activation }),
    layers.dense({ units: 64, activation }),
  ],
  mlp: () => [layers.flatten(), ...[512, 256, 128].flatMap(denseBlock)],
  cnn: () => [
    ...[conv(32, { activation }), pool(), conv(64, { activation }), pool()],
    ...[layers.flatten(), layers.dense({ units: 128, activation })],
  ],
  'deep-cnn': () => [
    ...[...convBlock(32), ...convBlock(32), pool(), layers.dropout({ rate: 0.25 })],
    ...[...convBlock(64), ...convBlock(64), pool(), layers.dropout({ rate: 0.25 })],
    ...[...convBlock(128), layers.flatten(), layers.dense({ units: 128 }), ...batchNorm()],
    layers.dropout({ rate: 0.5 }),
  ],
  resnet8: () => {
    const inputs = tf.input({ shape: [28, 28, 1] });
    const norm = (x) => layers.batchNormalization().apply(x);
    const relu = (x) => layers.reLU().apply(x);
    const plain = { useBias: false };
    let x = relu(norm(conv(16, plain).apply(inputs)));
    for (const [filters, strides] of [
      [16, 1],
      [32, 2],
      [64, 2],
    ]) {
      const inner = relu(norm(conv(filters, { ...plain, strides }).apply(x)));
      const shortcut =
        strides > 1 ? norm(layers.conv2d({ filters, kernelSize: 1, strides, useBias: false }).apply(x)) : x;
      x = relu(layers.add().apply([norm(conv(filters, plain).apply(inner)), shortcut]));
    }
    return tf.model({ inputs, outputs: layers.globalAveragePooling2d({}).apply(x) });
  },
};

await serve(`TensorFlow.js ${tf.version.tfjs}`, async (request) => {
  const backend = choice(request, 'backend', ['cpu', 'wasm']);
  if (!(await tf.setBackend(backend))) throw new Error(`the backend ${backend} does not start here`);
  const body = models[choice(request, 'model', Object.keys(models))]();
  const parts = Array.isArray(body) ? [layers.inputLayer({ inputShape: [28, 28, 1] }), ...body] : [body];
  const model = tf.sequential({ layers: [...parts, layers.dense({ units: CLASSES })] });
  const variables = model.trainableWeights.map(({ val }) => val);
  const optimizer = tf.train.adam(LEARNING_RATE);
  const order = batches(request.batch);
  const step = async () => {
    const { images, classes } = order.next().value;
    const loss = tf.tidy(() => {
      const x = tf.tensor4d(images, [request.batch, 28, 28, 1]);
      const y = tf.oneHot(tf.tensor1d(classes, 'int32'), CLASSES);
      const lossOf = () => tf.losses.softmaxCrossEntropy(y, model.apply(x, { training: true }));
      return optimizer.minimize(lossOf, true, variables);
    });
    const [value] = await loss.data();
    loss.dispose();
    return value;
  };
  return {
    facts: { parameters: model.countParams(), threads: 1 },
    run: (steps) => takeSteps(step, steps),
  };
});

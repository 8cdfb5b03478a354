"""Keras on TensorFlow, training the reference models; a long-lived process driven by JSON lines (see README.md)."""

import os

os.environ.setdefault('TF_CPP_MIN_LOG_LEVEL', '2')
os.environ['KERAS_BACKEND'] = 'tensorflow'

import keras
import tensorflow as tf
from keras import layers

from peer import CLASSES, LEARNING_RATE, batches, choice, examples, serve

OPTIMIZERS = {
    'adam': lambda: keras.optimizers.Adam(LEARNING_RATE),
    'sgd': lambda: keras.optimizers.SGD(LEARNING_RATE, momentum=0.9),
}


def conv(filters, **options):
    return layers.Conv2D(filters, 3, padding='same', **options)


def conv_block(filters):
    return [conv(filters), layers.BatchNormalization(), layers.ReLU()]


def dense_block(units):
    return [layers.Dense(units), layers.BatchNormalization(), layers.ReLU(), layers.Dropout(0.3)]


def ann():
    hidden = [layers.Dense(128, activation='relu'), layers.Dense(64, activation='relu')]
    return [layers.Flatten(), *hidden, layers.Dense(CLASSES)]


def mlp():
    hidden = [*dense_block(512), *dense_block(256), *dense_block(128)]
    return [layers.Flatten(), *hidden, layers.Dense(CLASSES, activation='log_softmax')]


def cnn():
    first = [conv(32, activation='relu'), layers.MaxPooling2D()]
    second = [conv(64, activation='relu'), layers.MaxPooling2D()]
    return [*first, *second, layers.Flatten(), layers.Dense(128, activation='relu'), layers.Dense(CLASSES)]


def deep_cnn():
    first = [*conv_block(32), *conv_block(32), layers.MaxPooling2D(), layers.Dropout(0.25)]
    second = [*conv_block(64), *conv_block(64), layers.MaxPooling2D(), layers.Dropout(0.25)]
    head = [layers.Flatten(), layers.Dense(128), layers.BatchNormalization(), layers.ReLU(), layers.Dropout(0.5)]
    return [*first, *second, *conv_block(128), *head, layers.Dense(CLASSES)]


def basic_block(x, filters, stride):
    """Two 3x3 convolutions beside a shortcut, which is projected where the shape changes (He et al. 2016, option B)."""
    y = layers.ReLU()(layers.BatchNormalization()(conv(filters, strides=stride, use_bias=False)(x)))
    y = layers.BatchNormalization()(conv(filters, use_bias=False)(y))
    if stride > 1:
        x = layers.BatchNormalization()(layers.Conv2D(filters, 1, stride, use_bias=False)(x))
    return layers.ReLU()(layers.Add()([x, y]))


def resnet8():
    x = inputs = keras.Input((28, 28, 1))
    x = layers.ReLU()(layers.BatchNormalization()(conv(16, use_bias=False)(x)))
    for filters, stride in [(16, 1), (32, 2), (64, 2)]:
        x = basic_block(x, filters, stride)
    return keras.Model(inputs, layers.Dense(CLASSES)(layers.GlobalAveragePooling2D()(x)))


def sequence(make_layers):
    return lambda: keras.Sequential([keras.Input((28, 28, 1)), *make_layers()])


MODELS = {
    **{name: sequence(make) for name, make in {'ann': ann, 'mlp': mlp, 'cnn': cnn, 'deep-cnn': deep_cnn}.items()},
    'resnet8': resnet8,
}


def set_threads(threads):
    """TensorFlow takes the number of threads once, before it first computes."""
    if tf.config.threading.get_intra_op_parallelism_threads() == threads:
        return
    try:
        tf.config.threading.set_intra_op_parallelism_threads(threads)
        tf.config.threading.set_inter_op_parallelism_threads(threads)
    except RuntimeError as error:
        raise ValueError('threads: a process keeps the number of its first setup') from error


def setup(request):
    set_threads(request.get('threads', 2))
    keras.utils.set_random_seed(7)
    choice(request, 'layout', ['default', 'channels_last'])  # the same: Keras's default on the CPU is channels last
    compiled = choice(request, 'compiled', [False, True])
    way = choice(request, 'loop', ['function', 'train_on_batch'])

    model = MODELS[choice(request, 'model', list(MODELS))]()
    optimizer = OPTIMIZERS[choice(request, 'optimizer', list(OPTIMIZERS))]()
    loss_of = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer, loss_of, jit_compile=True if compiled else 'auto')
    optimizer.build(model.trainable_variables)

    pixels, classes = examples()
    order = batches(request['batch'])
    images, labels = tf.constant(pixels[..., None]), tf.constant(classes)

    @tf.function(jit_compile=compiled)
    def train(indices):
        x = tf.cast(tf.gather(images, indices), tf.float32) / 255
        y = tf.gather(labels, indices)
        with tf.GradientTape() as tape:
            loss = loss_of(y, model(x, training=True))
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables))
        return loss

    def step():
        return train(tf.constant(next(order))).numpy()

    def step_on_batch():
        indices = next(order)
        return model.train_on_batch(pixels[indices][..., None].astype('float32') / 255, classes[indices])

    facts = {'parameters': model.count_params(), 'threads': tf.config.threading.get_intra_op_parallelism_threads()}
    return facts, step if way == 'function' else step_on_batch


if __name__ == '__main__':
    serve(f'Keras {keras.__version__}, TensorFlow {tf.__version__}', setup)

import type { LayerSpec } from '../../layer.ts';
import { activation } from '../../layers/activation.ts';
import { batchNorm } from '../../layers/batch-norm.ts';
import { conv2d } from '../../layers/conv2d.ts';

interface ConvNormOptions {
  readonly filters: number;
  readonly kernelSize: number;
  readonly strides?: number;
  readonly activation?: 'linear' | 'relu' | 'relu6';
}

/** A convolution of odd kernel that keeps the size but for its stride, with no bias; batch norm; and ReLU unless told. */
export function convNorm(options: ConvNormOptions): LayerSpec[] {
  const { filters, kernelSize, strides = 1, activation: name = 'relu' } = options;
  const padding = (kernelSize - 1) / 2;
  return [
    conv2d({ filters, kernelSize, strides, padding, useBias: false, kernelInitializer: 'heNormal' }),
    batchNorm(),
    ...(name === 'linear' ? [] : [activation(name)]),
  ];
}

/** The same the other way round, as in pre-activation networks (He et al. 2016): batch norm, ReLU, convolution. */
export function normConv({
  filters,
  kernelSize,
  strides = 1,
}: Omit<ConvNormOptions, 'activation'>): LayerSpec[] {
  const padding = (kernelSize - 1) / 2;
  return [
    batchNorm(),
    activation('relu'),
    conv2d({ filters, kernelSize, strides, padding, useBias: false, kernelInitializer: 'heNormal' }),
  ];
}

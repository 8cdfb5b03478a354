import type { LayerSpec } from '../../layer.ts';
import { activation } from '../../layers/activation.ts';
import { batchNorm } from '../../layers/batch-norm.ts';
import { conv2d } from '../../layers/conv2d.ts';
import { dense } from '../../layers/dense.ts';
import { globalAveragePool2d } from '../../layers/global-average-pool2d.ts';
import { residual } from '../../layers/residual.ts';
import { sequential, type ModelSpec } from '../../model.ts';
import { normConv } from './conv-norm.ts';

/**
 * A wide residual network (Zagoruyko and Komodakis 2016): pre-activation blocks of two 3x3 convolutions in three stages of
 * 16, 32 and 64 times `width` filters. Where the shape changes, batch norm and ReLU come before both paths, and the
 * shortcut is a 1x1 convolution.
 *
 * @param depth how many convolutions deep, shortcuts aside: 6n + 4
 */
export function wideResnet(
  ends: Pick<ModelSpec, 'input' | 'classes'>,
  { depth, width }: { readonly depth: number; readonly width: number },
): ModelSpec {
  const blocks = (depth - 4) / 6;
  return sequential(ends, [
    conv2d({ filters: 16, kernelSize: 3, padding: 1, useBias: false, kernelInitializer: 'heNormal' }),
    ...[16, 32, 64].flatMap((base, stage) =>
      Array.from({ length: blocks }, (_, block) =>
        wideBlock(base * width, stage > 0 && block === 0 ? 2 : 1, block === 0),
      ).flat(),
    ),
    batchNorm(),
    activation('relu'),
    globalAveragePool2d(),
    dense({ units: ends.classes }),
  ]);
}

function wideBlock(filters: number, strides: number, project: boolean): LayerSpec[] {
  const [norm, relu, ...first] = normConv({ filters, kernelSize: 3, strides });
  const second = normConv({ filters, kernelSize: 3 });
  if (!project) return [residual({ layers: [norm!, relu!, ...first, ...second] })];
  const shortcut = conv2d({ filters, kernelSize: 1, strides, useBias: false, kernelInitializer: 'heNormal' });
  return [norm!, relu!, residual({ layers: [...first, ...second], shortcut: [shortcut] })];
}

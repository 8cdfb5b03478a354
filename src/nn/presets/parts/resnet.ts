import type { LayerSpec } from '../../layer.ts';
import { dense } from '../../layers/dense.ts';
import { globalAveragePool2d } from '../../layers/global-average-pool2d.ts';
import { residual } from '../../layers/residual.ts';
import { sequential, type ModelSpec } from '../../model.ts';
import { convNorm } from './conv-norm.ts';

/**
 * A residual network of basic blocks (He et al. 2016, "Deep residual learning for image recognition") with a 3x3 stem for
 * small images. Each stage but the first halves the image. Where the shape changes, the shortcut is a 1x1 convolution
 * with batch norm, the paper's option B.
 *
 * @param widths the filters of each stage
 * @param blocks how many blocks of two convolutions each stage has
 */
export function resnet(
  ends: Pick<ModelSpec, 'input' | 'classes'>,
  widths: readonly number[],
  blocks: number,
): ModelSpec {
  return sequential(ends, [
    ...convNorm({ filters: widths[0]!, kernelSize: 3 }),
    ...widths.flatMap((filters, stage) =>
      Array.from({ length: blocks }, (_, block) => basicBlock(filters, stage > 0 && block === 0 ? 2 : 1)),
    ),
    globalAveragePool2d(),
    dense({ units: ends.classes }),
  ]);
}

/** Two 3x3 convolutions beside a shortcut, which is projected where the shape changes. */
function basicBlock(filters: number, strides: number): LayerSpec {
  return residual({
    layers: [
      ...convNorm({ filters, kernelSize: 3, strides }),
      ...convNorm({ filters, kernelSize: 3, activation: 'linear' }),
    ],
    shortcut: 'projection',
    activation: 'relu',
  });
}

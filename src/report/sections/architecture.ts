import type { RunLayerFacts, RunRecord } from '../../runs/record.ts';
import { formatCount } from '../format.ts';
import { html, SafeHtml } from '../safe-html.ts';

/** `28 × 28 × 32`: height, width and channels, or `128`. */
function shapeText(output: readonly number[]): string {
  const [channels, ...sides] = output;
  return sides.length === 0 ? String(channels) : [...sides, channels].join(' × ');
}

/** The width of a layer's bar: the logarithm of how many values it gives, as a share of the largest layer's. */
function barPercent(layer: RunLayerFacts, largest: number): number {
  const values = layer.output.reduce((product, size) => product * size, 1);
  return largest <= 1 ? 100 : Math.max(6, Math.round((100 * Math.log2(1 + values)) / Math.log2(1 + largest)));
}

function largestOutput(layers: readonly RunLayerFacts[]): number {
  return layers.reduce(
    (most, { output, layers: inner }) =>
      Math.max(
        most,
        output.reduce((a, b) => a * b, 1),
        largestOutput(inner),
      ),
    0,
  );
}

function costs({ parameters, multiplyAdds }: RunLayerFacts): string {
  const parts = [
    ...(parameters === 0 ? [] : [`${formatCount(parameters)} parameters`]),
    ...(multiplyAdds === 0 ? [] : [`${formatCount(multiplyAdds)} multiply-adds`]),
  ];
  return parts.join(', ');
}

function layerItem(layer: RunLayerFacts, largest: number): SafeHtml {
  const inner =
    layer.layers.length === 0
      ? ''
      : html`<ol>
          ${layer.layers.map((each) => layerItem(each, largest))}
        </ol>`;
  return html`<li>
    <div
      class="layer ${layer.parameters > 0 ? 'trained' : ''}"
      style="--wide: ${barPercent(layer, largest)}%"
    >
      <b>${layer.name}</b><span>${shapeText(layer.output)}</span><small>${costs(layer)}</small>
    </div>
    ${inner}
  </li>`;
}

/** A drawing of a model from its input to its classes: a bar a layer, as wide as what it gives is large. */
export function architectureDrawing({ architecture, data }: RunRecord): SafeHtml {
  if (architecture === undefined) return html``;
  const { layers, multiplyAdds } = architecture;
  const [height, width, channels] = data.imageShape;
  const largest = Math.max(height * width * channels, largestOutput(layers));
  const input = {
    name: 'image',
    type: 'input',
    output: [channels, height, width],
    parameters: 0,
    multiplyAdds: 0,
    layers: [],
  };
  return html`<details class="architecture">
    <summary>Architecture</summary>
    <p class="muted">
      ${formatCount(multiplyAdds)} multiply-adds for an image. A bar's length is the logarithm of how many
      numbers the layer gives; filled bars are layers with trained parameters.
    </p>
    <ol class="net">
      ${layerItem(input, largest)}${layers.map((layer) => layerItem(layer, largest))}
    </ol>
  </details>`;
}

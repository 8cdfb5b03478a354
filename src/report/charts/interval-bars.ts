import type { CustomSeriesOption } from 'echarts/charts';

/** An interval that is drawn as a bar with ends. */
export interface IntervalBar {
  /** Where it is on the other axis. */
  readonly at: number;
  readonly low: number;
  readonly high: number;
  readonly color: string;
  /** Drawn as background: faint and without ends. */
  readonly faint?: boolean;
}

/** A series of intervals, as thin bars with short ends. */
export function intervalBars(
  bars: readonly IntervalBar[],
  direction: 'vertical' | 'horizontal',
  capPixels = 4,
): CustomSeriesOption {
  const vertical = direction === 'vertical';
  return {
    type: 'custom',
    name: 'interval',
    silent: true,
    clip: true,
    renderItem: (parameters, api) => {
      const { at, low, high, color, faint } = bars[parameters.dataIndex]!;
      const [x1, y1] = api.coord(vertical ? [at, low] : [low, at]) as [number, number];
      const [x2, y2] = api.coord(vertical ? [at, high] : [high, at]) as [number, number];
      const cap = faint === true ? 0 : capPixels;
      const [dx, dy] = vertical ? [cap, 0] : [0, cap];
      const style = {
        stroke: color,
        lineWidth: faint === true ? 1 : 1.5,
        opacity: faint === true ? 0.3 : 1,
        fill: 'none',
      };
      const line = (from: number[], to: number[]) => ({
        type: 'line' as const,
        shape: { x1: from[0]!, y1: from[1]!, x2: to[0]!, y2: to[1]! },
        style,
      });
      return {
        type: 'group',
        children: [
          line([x1, y1], [x2, y2]),
          line([x1 - dx, y1 - dy], [x1 + dx, y1 + dy]),
          line([x2 - dx, y2 - dy], [x2 + dx, y2 + dy]),
        ],
      };
    },
    encode: vertical ? { x: 0, y: [1, 2] } : { x: [1, 2], y: 0 },
    data: bars.map(({ at, low, high }) => [at, low, high]),
  };
}

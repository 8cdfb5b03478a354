import type { TooltipComponentOption } from 'echarts/components';
import { tooltipStyle } from './frame.ts';
import type { ChartPalette } from './palette.ts';

/** Tells what a mark is when a reader points at it; nothing where `text` gives none. */
export function itemTooltip(
  palette: ChartPalette,
  text: (series: string, index: number, seriesIndex: number) => string,
): TooltipComponentOption {
  return {
    ...tooltipStyle(palette),
    trigger: 'item',
    formatter: (item) => {
      // Several come only where a reader points at an axis.
      const { seriesName = '', dataIndex, seriesIndex = 0 } = Array.isArray(item) ? item[0]! : item;
      return text(seriesName, dataIndex, seriesIndex);
    },
  };
}

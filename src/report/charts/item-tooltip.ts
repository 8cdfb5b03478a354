import type { TooltipComponentOption } from 'echarts/components';
import { tooltipStyle } from '../frame.ts';
import type { ChartPalette } from '../palette.ts';

/** Tells what a mark is when a reader points at it; nothing where `text` gives none. */
export function itemTooltip(
  palette: ChartPalette,
  text: (series: string, index: number) => string,
): TooltipComponentOption {
  return {
    ...tooltipStyle(palette),
    trigger: 'item',
    formatter: (item) => {
      const { seriesName = '', dataIndex } = item as unknown as { seriesName?: string; dataIndex: number };
      return text(seriesName, dataIndex);
    },
  };
}

import type { TooltipComponentOption } from 'echarts/components';
import { tooltipStyle } from './frame.ts';
import type { ChartPalette } from './palette.ts';

/** What ECharts tells of a mark that a reader points at. */
interface PointedMark {
  readonly seriesName?: string;
  readonly seriesIndex?: number;
  readonly dataIndex: number;
}

/** Tells what a mark is when a reader points at it; nothing where `text` gives none. */
export function itemTooltip(
  palette: ChartPalette,
  text: (series: string, index: number, seriesIndex: number) => string,
): TooltipComponentOption {
  return {
    ...tooltipStyle(palette),
    trigger: 'item',
    formatter: (item) => {
      const { seriesName = '', dataIndex, seriesIndex = 0 } = item as unknown as PointedMark;
      return text(seriesName, dataIndex, seriesIndex);
    },
  };
}

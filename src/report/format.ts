import type { Interval } from '../metrics/interval.ts';

/** `1,234,567`. */
export function formatCount(value: number): string {
  return value.toLocaleString('en-US');
}

/** `91.25%`, for a share from 0 to 1. */
export function formatPercent(share: number): string {
  return `${(100 * share).toFixed(2)}%`;
}

/** `90.68–91.79%`. */
export function formatPercentInterval({ low, high }: Interval): string {
  return `${(100 * low).toFixed(2)}–${formatPercent(high)}`;
}

/** `3.60`: the difference of two shares in percentage points. */
export function formatPoints(difference: number): string {
  return (100 * difference).toFixed(2).replace('-', '−');
}

/** `0.2859`. */
export function formatLoss(loss: number): string {
  return loss.toFixed(4);
}

/** `0.8 s`, `24 s`, `3 min 05 s` or `1 h 02 min`. */
export function formatDuration(durationMs: number): string {
  const seconds = durationMs / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const pad = (value: number): string => String(value).padStart(2, '0');
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${pad(whole % 60)} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${pad(minutes % 60)} min`;
}

/** `12 kB`, `1.5 MB`, `128 MB` or `1.25 GB`, in powers of ten. */
export function formatBytes(bytes: number): string {
  if (bytes < 99_950) return `${Math.ceil(bytes / 1000)} kB`;
  if (bytes < 99_950_000) return `${(bytes / 1e6).toFixed(1)} MB`;
  return bytes < 999.5e6 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(2)} GB`;
}

/** `−0.43 to 1.07`: an interval of a difference of two shares, in percentage points. */
export function formatPointsInterval({ low, high }: Interval): string {
  return `${formatPoints(low)} to ${formatPoints(high)}`;
}

/** `p < 0.001`, `p = 0.031` or `p = 0.41`. */
export function formatPValue(pValue: number): string {
  if (pValue < 0.001) return 'p < 0.001';
  return `p = ${pValue.toFixed(pValue < 0.0995 ? 3 : 2)}`;
}

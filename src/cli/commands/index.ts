import type { Command } from 'commander';
import { dataCommand } from './data.ts';
import { reportCommand } from './report.ts';
import { runsCommand } from './runs.ts';

/** Every command of `atelier`, in the order of its help. A new one is one file and one line here. */
export const commands: readonly (() => Command)[] = [dataCommand, runsCommand, reportCommand];

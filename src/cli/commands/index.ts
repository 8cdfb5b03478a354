import type { Command } from 'commander';
import { compareCommand } from './compare.ts';
import { dataCommand } from './data.ts';
import { doctorCommand } from './doctor.ts';
import { explainCommand } from './explain.ts';
import { exportCommand } from './export.ts';
import { findLrCommand } from './find-lr.ts';
import { labelIssuesCommand } from './label-issues.ts';
import { predictCommand } from './predict.ts';
import { reportCommand } from './report.ts';
import { profileCommand } from './profile.ts';
import { resumeCommand } from './resume.ts';
import { runsCommand } from './runs.ts';
import { schemaCommand } from './schema.ts';
import { showCommand } from './show.ts';
import { studyCommand } from './study.ts';
import { summaryCommand } from './summary.ts';
import { trainCommand } from './train.ts';

/** Every command of `atelier`, in the order of its help. A new one is one file and one line here. */
export const commands: readonly (() => Command)[] = [
  compareCommand,
  trainCommand,
  resumeCommand,
  predictCommand,
  explainCommand,
  findLrCommand,
  studyCommand,
  reportCommand,
  runsCommand,
  showCommand,
  exportCommand,
  labelIssuesCommand,
  dataCommand,
  summaryCommand,
  profileCommand,
  schemaCommand,
  doctorCommand,
];

import { storedStudy } from '../../studies/recipe-study.ts';
import type { StudyStorage } from '../../tune/storage.ts';
import { loadStudy, type Study } from '../../tune/study.ts';

/**
 * The study of a name; where there is none, the stages of a tour of that name in their order. Raises `OptionError` where there is none.
 */
export async function chosenStudies(storage: StudyStorage, name: string): Promise<Study[]> {
  const all = await storage.listStudies();
  const stages = all.filter(({ definition }) => definition.name.startsWith(`${name}/`));
  const isTour = stages.length > 0 && !all.some(({ definition }) => definition.name === name);
  const stored = isTour ? stages : [await storedStudy(storage, name)];
  const studies: Study[] = [];
  for (const one of stored) studies.push(await loadStudy(storage, one));
  return studies;
}

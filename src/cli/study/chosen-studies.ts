import { storedStudy } from '../../studies/recipe-study.ts';
import type { StudyStorage } from '../../tune/storage.ts';
import { loadStudy, type Study } from '../../tune/study.ts';

/**
 * The study of a name, or the stages of a tour of that name in their order. Raises `OptionError` where there is none.
 */
export async function chosenStudies(storage: StudyStorage, name: string): Promise<Study[]> {
  const stages = (await storage.listStudies()).filter(({ definition }) =>
    definition.name.startsWith(`${name}/`),
  );
  const stored = stages.length === 0 ? [await storedStudy(storage, name)] : stages;
  const studies: Study[] = [];
  for (const one of stored) studies.push(await loadStudy(storage, one));
  return studies;
}

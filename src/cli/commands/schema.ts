import { Argument, Command } from 'commander';
import { jsonOption } from '../options.ts';
import { writeOut } from '../output.ts';

const EXAMPLES = `
Examples:
  atelier schema > recipe.schema.json
  atelier schema study > study.schema.json

A recipe that begins with { "$schema": "./recipe.schema.json", … } is then completed and checked by editors; studies and tours
likewise. The package holds the first of these files as atelier/recipe.schema.json.
`;

/** What each kind of file is checked by. */
const schemas = {
  recipe: async () => (await import('../../train/recipe.ts')).recipeJsonSchema(),
  study: async () => (await import('../../studies/study-spec.ts')).studyJsonSchema(),
  tour: async () => (await import('../../studies/tour.ts')).tourJsonSchema(),
};

/** `atelier schema`: prints the JSON Schema of recipes, studies or tours. */
export function schemaCommand(): Command {
  return new Command('schema')
    .summary('print the JSON Schema of recipes or studies')
    .description(
      'Prints the JSON Schema of recipe files, studies or tours, with which editors complete and check them.',
    )
    .addArgument(new Argument('[kind]', 'of which files').choices(Object.keys(schemas)).default('recipe'))
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLES)
    .action(async (kind: keyof typeof schemas) => {
      writeOut(JSON.stringify(await schemas[kind](), null, 2));
    });
}

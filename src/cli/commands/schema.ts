import { Command } from 'commander';
import { jsonOption } from '../options.ts';
import { writeOut } from '../output.ts';

const EXAMPLES = `
Examples:
  atelier schema > recipe.schema.json

A recipe that begins with { "$schema": "./recipe.schema.json", … } is then completed and checked by editors.
The package holds the same file as atelier/recipe.schema.json.
`;

/** `atelier schema`: prints the JSON Schema of recipes. */
export function schemaCommand(): Command {
  return new Command('schema')
    .summary('print the JSON Schema of recipes')
    .description('Prints the JSON Schema of recipe files, with which editors complete and check them.')
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLES)
    .action(async () => {
      const { recipeJsonSchema } = await import('../../train/recipe.ts');
      writeOut(JSON.stringify(recipeJsonSchema(), null, 2));
    });
}

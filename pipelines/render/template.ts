import Handlebars from 'handlebars';
import { exitCodes, messageOf, UserError } from '../run/user-error.ts';

/** The project's templates, ready to fill. */
export interface Templates {
  /** Fills a template such as `layout`; throws a UserError when the view lacks what it names. */
  render(name: string, view: object): string;
}

/**
 * Compiles `templates/*.hbs`; those under `partials/` can be named by the others. A template whose
 * name ends in `-text` gives plain text, every other one escapes what it prints for HTML.
 */
export function createTemplates(files: readonly { path: string; text: string }[]): Templates {
  const handlebars = Handlebars.create();
  const pages = new Map<string, { path: string; fill: Handlebars.TemplateDelegate }>();
  for (const { path, text } of files) {
    const name = (path.split('/').at(-1) ?? path).replace(/\.hbs$/, '');
    const program = parse(path, text);
    if (path.includes('/partials/')) handlebars.registerPartial(name, text);
    else pages.set(name, { path, fill: compile(handlebars, program, name.endsWith('-text')) });
  }
  return {
    render(name, view) {
      const page = pages.get(name);
      if (page === undefined) throw new Error(`no template is named "${name}"`);
      try {
        return page.fill(view);
      } catch (error) {
        throw refuse(page.path, error);
      }
    },
  };
}

function compile(handlebars: typeof Handlebars, program: hbs.AST.Program, isText: boolean) {
  return handlebars.compile(program, { strict: true, noEscape: isText });
}

/** Templates are parsed at once, so that a mistake in one is told before anything is rendered. */
function parse(path: string, text: string): hbs.AST.Program {
  try {
    return Handlebars.parse(text);
  } catch (error) {
    throw refuse(path, error);
  }
}

function refuse(path: string, cause: unknown): UserError {
  const message = messageOf(cause).replaceAll(/\s*\n\s*/g, ' ');
  const missing = /^"(.+)" not defined in .* - (\d+):/.exec(message);
  return new UserError({
    what: missing === null ? message : `there is no "${missing[1]}" to print`,
    where: missing === null ? path : `${path}:${missing[2]}`,
    advice: 'Correct the template, or remove it to use the built-in one. Nothing was written.',
    exitCode: exitCodes.usage,
    cause,
  });
}

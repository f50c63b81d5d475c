import { describe, expect, it } from 'vitest';
import { createTemplates } from '../../pipelines/render/template.ts';

describe('createTemplates', () => {
  it('escapes what it prints in a page and not in a text', () => {
    const templates = createTemplates([
      { path: 'templates/page.hbs', text: '<p>{{name}}</p>' },
      { path: 'templates/mail-text.hbs', text: 'Hello {{name}}' },
    ]);
    const view = { name: '<b>"O\'Neill" & Co</b>' };
    expect(templates.render('page', view)).toBe(
      '<p>&lt;b&gt;&quot;O&#x27;Neill&quot; &amp; Co&lt;/b&gt;</p>',
    );
    expect(templates.render('mail-text', view)).toBe('Hello <b>"O\'Neill" & Co</b>');
  });

  it('fills partials by their file name', () => {
    const templates = createTemplates([
      { path: 'templates/page.hbs', text: '{{> card}}' },
      { path: 'templates/partials/card.hbs', text: '[{{name}}]' },
    ]);
    expect(templates.render('page', { name: 'NRR' })).toBe('[NRR]');
  });

  it('refuses a template that names what the view lacks', () => {
    const templates = createTemplates([{ path: 'templates/page.hbs', text: 'a\n{{nmae}}' }]);
    expect(() => templates.render('page', { name: 'NRR' })).toThrow(
      expect.objectContaining({
        exitCode: 2,
        text:
          'templates/page.hbs:2: there is no "nmae" to print\n' +
          'Correct the template, or remove it to use the built-in one. Nothing was written.',
      }),
    );
  });

  it('refuses a template that is not closed, before anything is rendered', () => {
    const files = [{ path: 'templates/page.hbs', text: '{{#if a}}' }];
    expect(() => createTemplates(files)).toThrow(/^templates\/page\.hbs: Parse error on line 1: /);
  });
});

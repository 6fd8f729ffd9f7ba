import { describe, expect, test } from '@jest/globals';
import { type ViewModels, viewNames } from '../../src/routes/pages.ts';
import { loadViews } from '../../src/web/views.ts';
import { sourcesIn } from './sources.ts';

const templates = sourcesIn('views', '.ejs').map(({ path, text }) => ({
  name: path.slice('views/'.length, -'.ejs'.length),
  text,
}));
const isLayout = (name: string) => name.startsWith('layout/');

describe('views', () => {
  test('are declared in routes/pages.ts and there, so that none fails only when it is first shown', () => {
    const pages = templates.map(({ name }) => name).filter((name) => !isLayout(name));
    expect([...viewNames].sort()).toEqual(pages.sort());
  });

  test('include nothing that is missing, and every part of the layout is used', () => {
    const included = templates.flatMap(({ text }) =>
      [...text.matchAll(/include\(\s*'\/([^']+)'/g)].map(([, name = '']) => name),
    );
    const names = templates.map(({ name }) => name);
    expect(included.filter((name) => !names.includes(name))).toEqual([]);
    expect(names.filter((name) => isLayout(name) && !included.includes(name))).toEqual([]);
    const others = templates.filter(({ text }) => /include\(\s*[^'\s]|include\(\s*'[^/]/.test(text));
    expect(others.map(({ name }) => name)).toEqual([]);
  });

  test('compile, all of them, with nothing printed that is not escaped', () => {
    const shared = { t: (key: string) => key, asset: (name: string) => name, lang: 'en' };
    expect(() => loadViews<ViewModels>({ root: 'views', shared }).compileAll(viewNames)).not.toThrow();
  });

  test('hold no script but our own by its nonce, no style, event handler or address of another site: the policy of every page forbids them', () => {
    const own = /<script nonce="<%= (?:desk\.)?nonce %>" src="<%= asset\('[\w.]+'\) %>" defer><\/script>/g;
    const rest = templates.map(({ name, text }) => ({ name, text: text.replace(own, '') }));
    const wrong = rest.filter(({ text }) =>
      /<script|<style|\sstyle=|\son[a-z]+=|(?:src|href|action)="(?:https?:)?\/\//i.test(text),
    );
    expect(wrong.map(({ name }) => name)).toEqual([]);
  });

  test('carry the form token in every form that posts', () => {
    const forms = templates.flatMap(({ name, text }) =>
      [...text.matchAll(/<form\b[^>]*method="post"[\s\S]*?<\/form>/g)].map(([whole]) => ({ name, whole })),
    );
    expect(forms.length).toBeGreaterThan(3);
    // Their browser keeps no cookie that a token could be bound to; a value that only the page holds takes that place
    // (R23). The answer goes to the LMS.
    const own: Readonly<Record<string, string>> = {
      'launch/newWindow': 'handover',
      'select/ask': 'token',
      'select/courses': 'token',
      'select/pick': 'token',
    };
    const bound = forms.filter(({ name }) => name !== 'select/answer');
    expect(bound.filter(({ name, whole }) => !whole.includes(`name="${own[name] ?? 'csrf'}"`))).toEqual([]);
  });
});

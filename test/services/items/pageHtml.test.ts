import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { pageHtml } from '../../../src/services/items/pageHtml.ts';

describe('a page that an author wrote', () => {
  const attacks = [
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '<svg/onload=alert(1)>',
    '<iframe src="https://evil.example"></iframe>',
    '[x](javascript:alert(1))',
    '[x](JAVASCRIPT:alert(1))',
    '[x](java\nscript:alert(1))',
    '[x](&#106;avascript:alert(1))',
    '[x](data:text/html;base64,PHNjcmlwdD4=)',
    '[x](vbscript:x)',
    '![x](https://evil.example/pixel.png)',
    '![x](//evil.example/pixel.png)',
    '![x](data:image/svg+xml,<svg onload=alert(1)>)',
    '[x]: javascript:alert(1)\n[x]',
    '<javascript:alert(1)>',
    '[a](https://ok.example "title\\" onmouseover=alert(1) x=\\"")',
    '`</code><script>alert(1)</script>`',
    '```html\n<script>alert(1)</script>\n```',
    '<form action=https://evil.example><input></form>',
    '<base href="https://evil.example/">',
    '<style>*{display:none}</style>',
    '<h1 id="reference">AAAA-BBBB</h1>',
    '<a href="x" style="position:fixed">x</a>',
    '<!-- --><script>alert(1)</script>',
    '<math><mi xlink:href="javascript:alert(1)">',
  ];
  // What a browser would take for markup; text that was escaped holds no bracket.
  const harmless = (html: string): boolean => {
    const tags = html.match(/<[^>]*>/g) ?? [];
    const known =
      /^<\/?(?:h[2-6]|p|a|ul|ol|li|blockquote|code|pre|div|em|strong|s|hr|br|img|table|thead|tbody|tr|th|td)(?:\s|\/|>)/;
    return tags.every(
      (tag) =>
        known.test(tag) &&
        !/\s(?:on\w+|style|id|class|srcset)\s*=/i.test(tag.replace(/="[^"]*"/g, '=""')) &&
        !/(?:href|src)="\s*(?!https?:|mailto:|[/#.?\w-]*(?:["/?#]|$))/i.test(tag) &&
        !/^<img[^>]*src="(?:https?:)?\/\//i.test(tag),
    );
  };

  test.each(attacks)('runs nothing and fetches nothing from elsewhere: %j', (body) => {
    const html = pageHtml(body);
    expect([html, harmless(html)]).toEqual([html, true]);
  });

  test('runs nothing whatever pieces it is made of', () => {
    const pieces = fc.constantFrom(
      ...attacks,
      '\n',
      '\n\n',
      ' ',
      '> ',
      '- ',
      '|',
      '`',
      '*',
      '_',
      '"',
      "'",
      '<',
      '>',
      '&',
      '\\',
      '[',
      '](',
      ')',
      '&#x3C;',
      '\u0000',
      '💥',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (found) => {
        const html = pageHtml(found.join(''));
        expect([html, harmless(html)]).toEqual([html, true]);
      }),
      { numRuns: 500 },
    );
  });

  test('keeps what authors need, with its headings below the title', () => {
    const html = pageHtml(
      '# One\n\n###### Six\n\n1. a\n2. b\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n\n**b** *i* ~~s~~ `c` [l](https://a.example)',
    );
    for (const part of [
      '<h2>One</h2>',
      '<h6>Six</h6>',
      '<ol>',
      '<table>',
      '<strong>b</strong>',
      '<s>s</s>',
      '<code>c</code>',
    ]) {
      expect(html).toContain(part);
    }
    expect(html).toContain('<a href="https://a.example" rel="noopener noreferrer">l</a>');
  });

  test('lets keyboards reach what scrolls, and keeps the columns of numbers aligned', () => {
    const html = pageHtml('| a | b |\n|---|--:|\n| 1 | 2 |\n\n    code');
    expect(html).toContain('<div tabindex="0"><table>');
    expect(html).toContain('</table></div>');
    expect(html).toContain('<th>a</th>');
    expect(html).toContain('<td align="right">2</td>');
    expect(html).toContain('<pre tabindex="0">');
  });

  test('is done with at once, however it is nested', () => {
    for (const body of [
      '['.repeat(5_000),
      '>'.repeat(5_000),
      '*a '.repeat(5_000),
      '`'.repeat(5_000),
      '(('.repeat(5_000),
    ]) {
      expect(typeof pageHtml(body)).toBe('string');
    }
  });
});

import { afterEach, describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import MarkdownIt from 'markdown-it';
import { codeHtml } from '../../../src/services/items/pageCode.ts';
import { pageHtml as plainHtml, sourceHtml } from '../../../src/services/items/pageHtml.ts';
import { formulaHtml } from '../../../src/services/items/pageMaths.ts';
import { renderPage } from '../../../src/services/items/renderPage.ts';

const tools = { course: '/physics/phy101', formula: formulaHtml, code: codeHtml };
const pageHtml = (body: string) => plainHtml(body, tools);

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
    '$\\href{javascript:alert(1)}{x}$',
    '$$\n\\url{javascript:alert(1)}\n$$',
    '$\\class{btn primary}{x}\\style{position:fixed}{x}$',
    '$\\id{reference}{x}\\data{a=b}{x}\\htmlId{x}{y}$',
    '$\\label{reference}\\tag{1} x$',
    '$\\includegraphics{https://evil.example/pixel.png}$',
    '$\\text{<script>alert(1)</script><img src=x onerror=alert(1)>}$',
    '$\\color{red;position:fixed}x\\colorbox{#f00}{x}\\textcolor{expression(1)}{y}$',
    '$</math><script>alert(1)</script>$',
    '$\\mathrm{</math>}<style>*{display:none}</style>$',
    '```"><script>alert(1)</script>\nx\n```',
    '```js" onload="x\n`</span><script>alert(1)</script>`\n```',
    '```xml\n<script src="https://evil.example"></script>\n```',
    '[x](item:../../logout)',
    '[x](item:javascript:alert)',
    '![x](item://evil.example/x)',
  ];
  // What a browser would take for markup; text that was escaped holds no bracket.
  const harmless = (html: string): boolean => {
    const tags = html.match(/<[^>]*>/g) ?? [];
    const known =
      /^<\/?(?:h[2-6]|p|a|ul|ol|li|blockquote|code|pre|div|em|strong|s|hr|br|img|table|thead|tbody|tr|th|td|span|math|m[a-z]+)(?:\s|\/|>)/;
    return tags.every(
      (tag) =>
        known.test(tag) &&
        !/\s(?:on\w+|style|id|srcset)\s*=/i.test(tag.replace(/="[^"]*"/g, '=""')) &&
        !/\sclass="(?!(?:formula|wide|(?:hljs|tml)-[\w-]+|upstrike|downstrike|sout|[ _])+")/i.test(tag) &&
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

describe('formulas', () => {
  test('become MathML within text and on lines of their own, also over several', () => {
    const html = pageHtml('So $a^2$ holds.\n\n$$\n\\frac{a}{b}\n= c\n$$\n\nand $$x_1$$ too');
    expect(html).toContain('<p>So <math><msup><mi>a</mi>');
    expect(html).toMatch(/<div tabindex="0"><math display="block"[^>]*><mrow><mfrac>/);
    expect(html).toContain('and <span class="formula" tabindex="0"><math display="block"');
  });

  test('are told from prices, code and escaped dollars', () => {
    for (const body of [
      '$20 and $30',
      'a$ b$',
      '`$x$`',
      '\\$x$',
      '    $$\n    x',
      '$ x $',
      '$$',
      '$',
      '$$\nx\n\ny',
    ]) {
      expect([body, pageHtml(body)]).toEqual([body, expect.not.stringContaining('<math')]);
    }
  });

  test('with faults are shown as they were written', () => {
    expect(pageHtml('a $\\nosuch{x}$ b')).toBe('<p>a <code>$\\nosuch{x}$</code> b</p>\n');
    expect(pageHtml('$$\n{x\n$$')).toBe('<pre tabindex="0"><code>$$\n{x\n$$</code></pre>\n');
  });

  test('define nothing, and stay modest', () => {
    for (const tex of [
      '\\def\\a{\\a\\a}\\a',
      '\\def\\a#1{\\a{#1#1}}\\a{x}',
      '\\newcommand{\\a}[1]{\\a{#1#1}}\\a{x}',
      '\\let\\a=\\b',
      `${'{'.repeat(2_000)}x`,
      'x'.repeat(3_000),
    ])
      expect([tex, formulaHtml(tex, false)]).toEqual([tex, undefined]);
    for (const tex of [
      '^{x'.repeat(600),
      '\\sqrt{'.repeat(300),
      '\\left('.repeat(300),
      '\\frac12'.repeat(280),
    ])
      expect([tex, (formulaHtml(tex, true) ?? '').length <= 200_000]).toEqual([tex, true]);
    const html = pageHtml('$\\rule{99999em}{99999em}\\hspace{99999em}\\raisebox{99999em}{x}\\kern99999em y$');
    expect(html.match(/[\d.]+(?=em")/g)?.filter((number) => Number(number) > 100) ?? []).toEqual([]);
  });
});

describe('code', () => {
  test('of a known language has its words in spans, of others none', () => {
    expect(pageHtml('```python\nreturn "a"\n```')).toBe(
      '<pre tabindex="0"><code><span class="hljs-keyword">return</span> <span class="hljs-string">"a"</span>\n</code></pre>\n',
    );
    expect(pageHtml('```nosuch\nreturn 1 < 2\n```')).toBe(
      '<pre tabindex="0"><code>return 1 &lt; 2\n</code></pre>\n',
    );
    expect(pageHtml('```\nreturn\n```')).toContain('<code>return');
  });
});

describe('what belongs to the course', () => {
  test('is named by its id, as a link to the item or as the picture of a file', () => {
    expect(pageHtml('[a](item:intro) ![b](item:photo)')).toBe(
      '<p><a href="/physics/phy101/intro" rel="noopener noreferrer">a</a> <img src="/physics/phy101/photo/file" alt="b" loading="lazy" /></p>\n',
    );
    expect(plainHtml('[a](item:intro)')).not.toContain('item:');
  });
});

describe('rendering', () => {
  // The limits of renderPage.ts, pageMaths.ts and pageCode.ts, in characters.
  const [longestPage, mostMaths, mostCode, longestBlock] = [250_000, 60_000, 200_000, 20_000];
  const parsed = () => jest.spyOn(MarkdownIt.prototype, 'render');
  const countOf = (html: string, piece: string) => html.split(piece).length - 1;
  afterEach(() => {
    jest.restoreAllMocks();
  });

  test('leaves a page over the limit as it was written, without parsing it', async () => {
    const parsing = parsed();
    for (const piece of ['[', '$a$ ', '$$a\n', '*a*_', '```js\n((\n```\n', '| a ', '> ', '<']) {
      const body = piece.repeat(Math.ceil((longestPage + 1) / piece.length));
      const html = await renderPage(body, '/a/b');
      expect([piece, html === sourceHtml(body), html.startsWith('<pre')]).toEqual([piece, true, true]);
    }
    expect(parsing).not.toHaveBeenCalled();
    const longest = '*a* '.padEnd(longestPage, 'x');
    expect(await renderPage(longest, '/a/b')).toContain('<em>a</em>');
    expect(await renderPage(`${longest}x`, '/a/b')).toBe(sourceHtml(`${longest}x`));
    expect(parsing).toHaveBeenCalledTimes(1);
  });

  test('comes to its end with pages of nothing but signs, up to the limit', async () => {
    for (const piece of ['[', '![', '$a ', '$$a\n', '*a_', '| a ', '> ', '- a\n  ', '|a|\n|-|\n', '<']) {
      const html = await renderPage(piece.repeat(Math.floor(longestPage / 5 / piece.length)), '/a/b');
      expect([piece, typeof html]).toEqual([piece, 'string']);
    }
  });

  test('renders so many formulas and so much code of a page, and shows the rest as it was written', async () => {
    const formulas = await renderPage('$a$ '.repeat(mostMaths / 20), '/a/b');
    const rendered = Math.floor(mostMaths / ('a'.length + 20));
    expect(countOf(formulas, '<math')).toBe(rendered);
    expect(countOf(formulas, '<code>$a$</code>')).toBe(mostMaths / 20 - rendered);
    const block = '```js\nreturn\n```\n';
    const blocks = Math.floor(mostCode / ('return\n'.length + 100));
    const code = await renderPage(block.repeat(blocks + 9), '/a/b');
    expect(countOf(code, 'hljs-keyword')).toBe(blocks);
    expect(countOf(code, '<code>return')).toBe(9);
    const long = 'return\n'.repeat(longestBlock / 'return\n'.length + 1);
    expect(await renderPage(`\`\`\`js\n${long}\`\`\``, '/a/b')).not.toContain('hljs-');
  });

  test('is done once for the same page of the same course', async () => {
    const parsing = parsed();
    const body = 'the same $x^2$\n\n'.repeat(50);
    const first = await renderPage(body, '/a/b');
    for (let again = 0; again < 3; again += 1) expect(await renderPage(body, '/a/b')).toBe(first);
    expect(parsing).toHaveBeenCalledTimes(1);
    expect(await renderPage('[a](item:b)', '/a/b')).not.toBe(await renderPage('[a](item:b)', '/a/c'));
    expect(parsing).toHaveBeenCalledTimes(3);
  });
});

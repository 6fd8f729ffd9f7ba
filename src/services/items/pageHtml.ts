import MarkdownIt from 'markdown-it';
import sanitizeHtml from 'sanitize-html';

const markdown = new MarkdownIt({ html: false, linkify: true, typographer: false, breaks: false });

/** The page's own title is its h1, so what authors write as h1 becomes h2, and so on down. */
markdown.core.ruler.push('headings_below_the_title', (state) => {
  for (const token of state.tokens) {
    if (token.type === 'heading_open' || token.type === 'heading_close') {
      token.tag = `h${Math.min(6, Number(token.tag.slice(1)) + 1)}`;
    }
  }
});

// What is too wide scrolls in a box of its own, which keyboards must be able to reach (WCAG 2.1.1).
markdown.renderer.rules.table_open = () => '<div><table>\n';
markdown.renderer.rules.table_close = () => '</table></div>\n';
const reachable = { tabindex: '0' };

/** A column that its author aligned; our policy takes no style from a page, so it is said by attribute. */
function aligned(tagName: string, { style }: sanitizeHtml.Attributes): sanitizeHtml.Tag {
  const align = /^text-align:(right|center)$/.exec(style ?? '')?.[1];
  return { tagName, attribs: align === undefined ? {} : { align } };
}

const allowed: sanitizeHtml.IOptions = {
  allowedTags: [
    'h2',
    'h3',
    'h4',
    'h5',
    'h6',
    'p',
    'a',
    'ul',
    'ol',
    'li',
    'blockquote',
    'code',
    'pre',
    'em',
    'strong',
    's',
    'hr',
    'br',
    'div',
    'img',
    'table',
    'thead',
    'tbody',
    'tr',
    'th',
    'td',
  ],
  allowedAttributes: {
    a: ['href', 'title', 'rel'],
    div: ['tabindex'],
    pre: ['tabindex'],
    img: ['src', 'alt', 'title'],
    ol: ['start'],
    th: ['align'],
    td: ['align'],
  },
  allowedSchemes: ['http', 'https', 'mailto'],
  // Pictures from elsewhere would tell that site who reads what; our own come from the course.
  allowedSchemesByTag: { img: [] },
  allowProtocolRelative: false,
  transformTags: {
    a: sanitizeHtml.simpleTransform('a', { rel: 'noopener noreferrer' }),
    div: sanitizeHtml.simpleTransform('div', reachable),
    pre: sanitizeHtml.simpleTransform('pre', reachable),
    th: aligned,
    td: aligned,
  },
};

/** HTML of a page resource from its Markdown (CommonMark with tables), sanitised whatever the Markdown held. */
export function pageHtml(body: string): string {
  return sanitizeHtml(markdown.render(body), allowed);
}

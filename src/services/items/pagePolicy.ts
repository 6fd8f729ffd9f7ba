import sanitizeHtml from 'sanitize-html';

// What is too wide scrolls in a box of its own, which keyboards must be able to reach (WCAG 2.1.1).
const reachable = { tabindex: '0' };

/** A column that its author aligned; our policy takes no style from a page, so it is said by attribute. */
function aligned(tagName: string, { style }: sanitizeHtml.Attributes): sanitizeHtml.Tag {
  const align = /^text-align:(right|center)$/.exec(style ?? '')?.[1];
  return { tagName, attribs: align === undefined ? {} : { align } };
}

const textTags = [
  ...['h2', 'h3', 'h4', 'h5', 'h6', 'p', 'a', 'ul', 'ol', 'li', 'blockquote', 'code', 'pre', 'em', 'strong'],
  ...['s', 'hr', 'br', 'div', 'span', 'img', 'table', 'thead', 'tbody', 'tr', 'th', 'td'],
];

/** Of MathML what is only seen: no links, no scripts, no annotations in other languages. */
const mathsTags = [
  ...[
    'math',
    'mrow',
    'mi',
    'mn',
    'mo',
    'ms',
    'mtext',
    'mspace',
    'mfrac',
    'msqrt',
    'mroot',
    'mstyle',
    'mpadded',
  ],
  ...['mphantom', 'msub', 'msup', 'msubsup', 'munder', 'mover', 'munderover', 'mmultiscripts', 'mprescripts'],
  ...['mtable', 'mtr', 'mtd', 'menclose'],
];

const mathsAttributes = [
  ...[
    'display',
    'displaystyle',
    'scriptlevel',
    'mathvariant',
    'mathcolor',
    'mathbackground',
    'stretchy',
    'fence',
  ],
  ...['separator', 'form', 'symmetric', 'lspace', 'rspace', 'minsize', 'maxsize', 'largeop', 'movablelimits'],
  ...['accent', 'accentunder', 'linethickness', 'columnalign', 'columnlines', 'rowlines', 'columnspacing'],
  ...['rowspacing', 'frame', 'width', 'height', 'depth', 'voffset', 'notation', 'class'],
];

/** Words, colours, and lengths that stay about where the formula stands. */
function isModest(value: string): boolean {
  if (!/^[#\w.+% -]{1,60}$/.test(value)) return false;
  return (value.match(/\d+(?=\.|[a-z%]|$)/g) ?? []).every(
    (number) => value.startsWith('#') || Number(number) <= 100,
  );
}

function maths(tagName: string, attributes: sanitizeHtml.Attributes): sanitizeHtml.Tag {
  const { style = '', ...others } = attributes;
  const color = /^color:(#[0-9a-f]{3,6});?$/i.exec(style)?.[1];
  const modest = Object.entries(others).filter(([name, value]) => name === 'class' || isModest(value));
  return { tagName, attribs: { ...Object.fromEntries(modest), ...(color && { mathcolor: color }) } };
}

const classesOfMaths = ['tml-*', 'upstrike', 'downstrike', 'sout'];

/** What may be in the HTML of a page, whatever its author wrote and whatever the renderers made of it. */
export const pagePolicy: sanitizeHtml.IOptions = {
  allowedTags: [...textTags, ...mathsTags],
  allowedAttributes: {
    a: ['href', 'title', 'rel'],
    div: ['tabindex'],
    span: ['tabindex', 'class'],
    pre: ['tabindex'],
    img: ['src', 'alt', 'title', 'loading'],
    ol: ['start'],
    th: ['align'],
    td: ['align'],
    ...Object.fromEntries(mathsTags.map((tag) => [tag, mathsAttributes])),
  },
  allowedClasses: {
    span: ['formula', 'wide', 'hljs-*'],
    ...Object.fromEntries(mathsTags.map((tag) => [tag, classesOfMaths])),
  },
  allowedSchemes: ['http', 'https', 'mailto'],
  // Pictures from elsewhere would tell that site who reads what; our own come from the course.
  allowedSchemesByTag: { img: [] },
  allowProtocolRelative: false,
  transformTags: {
    a: sanitizeHtml.simpleTransform('a', { rel: 'noopener noreferrer' }),
    div: sanitizeHtml.simpleTransform('div', reachable),
    pre: sanitizeHtml.simpleTransform('pre', reachable),
    img: sanitizeHtml.simpleTransform('img', { loading: 'lazy' }),
    th: aligned,
    td: aligned,
    ...Object.fromEntries(mathsTags.map((tag) => [tag, maths])),
  },
};

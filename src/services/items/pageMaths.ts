import temml from 'temml';

/** Characters of one formula, and of all formulas of a page together; what is beyond is shown as it was written. */
const longestFormula = 2_000;
export const mostMaths = 60_000;
/** HTML of one formula. */
const longestHtml = 200_000;

/** Ways to define commands: they can double what they stand for until no memory is left. */
const definitions =
  /\\(?:[gex]?def|let|futurelet|global|long|(?:re)?newcommand|providecommand|DeclareMathOperator|newenvironment)(?![A-Za-z])/;

/**
 * MathML of a formula in TeX; undefined where it has faults, wants to do more than be seen, or would take long. To be
 * sanitised by whoever shows it.
 */
export function formulaHtml(tex: string, isDisplay: boolean): string | undefined {
  if (tex.length > longestFormula || definitions.test(tex)) return undefined;
  try {
    const html = temml.renderToString(tex, {
      displayMode: isDisplay,
      throwOnError: true,
      trust: false,
      maxSize: [30, 30],
      maxExpand: 500,
      wrap: 'none',
      macros: {},
    });
    return html.length > longestHtml ? undefined : html;
  } catch {
    return undefined;
  }
}

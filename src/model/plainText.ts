/**
 * What a page says, without Markdown's own signs and without the addresses of its links: what a search looks through and
 * shows. Not exact, since nothing is rendered of it; every pattern is bounded, so that no text takes long.
 */
export function plainText(markdown: string): string {
  return markdown
    .replace(/^ {0,3}\[[^\]\n]{1,200}\]:[^\n]*$/gm, ' ')
    .replace(/^ {0,3}(?:`{3,20}|~{3,20})[^\n]*$/gm, ' ')
    .replace(/\]\((?:[^()\]\n]|\([^()\]\n]{0,200}\)){0,600}\)/g, ']')
    .replace(/^[ \t]{0,12}(?:#{1,6}|>{1,9}|[-+*]|\d{1,9}[.)])(?=[ \t])/gm, ' ')
    .replace(/^[ \t|:=-]{3,400}$/gm, ' ')
    .replace(/!?\[|\]/g, '')
    .replace(/[`|]/g, ' ')
    .replace(/(^|[\s([{"'])[*_~]{1,3}(?=\S)/gm, '$1')
    .replace(/([^\s*_~])[*_~]{1,3}(?=[\s.,;:!?)\]}"']|$)/gm, '$1')
    .replace(/\\([!-/:-@[-`{-~])/g, '$1')
    .replace(/\s+/g, ' ')
    .trim();
}

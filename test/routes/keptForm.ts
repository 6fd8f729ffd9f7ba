/** A page's text as people read it. */
export function plain(html: string): string {
  return html
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}

/** What a page that shows a form once more would send of what was typed. */
export function kept(html: string): Record<string, string> {
  const found = html.matchAll(/<textarea name="([^"]*)" hidden aria-hidden="true">\n([\s\S]*?)<\/textarea>/g);
  return Object.fromEntries([...found].map(([, name = '', value = '']) => [plain(name), plain(value)]));
}

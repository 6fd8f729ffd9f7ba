/**
 * HTML of a page resource from its Markdown, sanitised. What it takes is loaded with the first page: a server should
 * listen before it has read what no launch needs.
 */
export async function renderPage(body: string): Promise<string> {
  const { pageHtml } = await import('./pageHtml.ts');
  return pageHtml(body);
}

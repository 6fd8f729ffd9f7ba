import type { EntryNote } from '../../model/importing.ts';
import { urlFrom } from '../../model/urlFrom.ts';
import { faultsOfItem } from '../contents/checkItem.ts';
import type { ZipEntry } from '../zips/readZip.ts';
import { markdownFromHtml } from './htmlPage.ts';
import { type MarkdownPage, markdownPage, textFromBytes } from './markdownPage.ts';
import { bytesOf } from './readTree.ts';
import { childrenNamed, elementAt, readXml, type XmlElement, XmlRefusal } from './readXml.ts';
import { leaveOut, type SourceNode } from './sourceTree.ts';

/** A form that changes a page takes no more. */
const mostPageBytes = 1024 * 1024;

/** A page, or why it is kept as a file instead. */
export async function readMarkdown(content: ZipEntry): Promise<MarkdownPage | EntryNote> {
  if (content.size > mostPageBytes) return 'long-page';
  const text = textFromBytes(await bytesOf(content));
  return text === undefined ? 'not-utf8' : markdownPage(text);
}

/** The same from HTML. */
export async function readHtml(content: ZipEntry): Promise<MarkdownPage | EntryNote> {
  if (content.size > mostPageBytes) return 'long-page';
  const bytes = await bytesOf(content);
  const text = textFromBytes(bytes) ?? new TextDecoder('windows-1252').decode(bytes);
  return (await markdownFromHtml(text.replaceAll('\0', ''))) ?? 'html-as-file';
}

const mostPartnerBytes = 256 * 1024;

/** A web link or an LTI link of a cartridge, each a small document of its own. */
export async function readPartner(node: SourceNode, content: ZipEntry): Promise<void> {
  const root = content.size > mostPartnerBytes ? undefined : await rootOf(content);
  fillPartner(node, { is: node.reading === 'lti-link' ? 'lti-link' : 'web-link', root });
}

/** The same of the link itself, which thin cartridges hold in their manifest. */
export function fillPartner(
  node: SourceNode,
  { is, root }: { readonly is: 'web-link' | 'lti-link'; readonly root: XmlElement | undefined },
): void {
  if (is === 'lti-link') {
    leaveOut(node, 'lti-link', launchUrlIn(root));
    return;
  }
  const url = (elementAt(root, 'url')?.attributes.get('href') ?? '').trim();
  const faults = faultsOfItem({ kind: 'web', title: node.title, body: '', url });
  if (faults.length > 0) leaveOut(node, 'bad-web-link');
  else node.url = url;
}

async function rootOf(content: ZipEntry): Promise<XmlElement | undefined> {
  try {
    return await readXml(await bytesOf(content));
  } catch (thrown) {
    if (thrown instanceof XmlRefusal) return undefined;
    throw thrown;
  }
}

/** Where the tool is launched; what follows the path may hold what is nobody's business. */
function launchUrlIn(root: XmlElement | undefined): string {
  for (const { text } of ['secure_launch_url', 'launch_url'].flatMap((name) => childrenNamed(root, name))) {
    const url = urlFrom(text);
    if (url && url.host !== '') return `${url.origin}${url.pathname}`.slice(0, 300);
  }
  return '';
}

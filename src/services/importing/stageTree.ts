import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { sha256 } from '../../crypto/digest.ts';
import { keepStream, uploadPath } from '../uploads/keepFile.ts';
import { ZipRefusal } from '../zips/zipFaults.ts';
import { readHtml, readMarkdown, readPartner } from './entryContents.ts';
import { ByPath, linkByIdentifier, placesMeant } from './hrefs.ts';
import { ImportRefusal } from './manifest.ts';
import { withLinks } from './pageLinks.ts';
import {
  folderOf,
  leaveOut,
  nameIn,
  nodeOf,
  nodesIn,
  type SourceNode,
  type SourceTree,
  shortTitle,
} from './sourceTree.ts';

export interface StageParts {
  /** Where content waits until it is imported, each by its hash. */
  readonly folder: string;
  readonly mostFileBytes: number;
  /** Called again and again; may throw to stop. */
  readonly progress: (done: number, total: number) => Promise<void>;
}

/** Of all pages of an archive together; they are held in memory when they are put in. */
const mostTextMib = 32;

/**
 * Unpacks what a tree needs, entry by entry, and completes its nodes: titles, hashes, addresses, and what is left out
 * after all. Whatever pages show that stands outside a cartridge's organisation comes along, in folders of its own.
 * @throws ImportRefusal, and whatever `progress` throws
 */
export async function stageTree(tree: SourceTree, parts: StageParts): Promise<void> {
  const { identified } = tree;
  const all = [...nodesIn(tree.nodes)];
  const links = new Set<string>();
  let text = 0;
  for (const [done, node] of all.entries()) {
    await parts.progress(done, all.length);
    const body = await stageNode(node, {
      ...parts,
      identified,
      tick: () => parts.progress(done, all.length),
    });
    if (body === undefined) continue;
    text += body.length;
    if (text > mostTextMib * 1024 * 1024) throw new ImportRefusal('too-much-text', String(mostTextMib));
    for (const link of linksIn(body, node.path)) links.add(link);
  }
  for (const node of needed(tree, links)) {
    const tick = () => parts.progress(all.length, all.length);
    await tick();
    await stageNode(node, { ...parts, identified, tick });
  }
}

interface NodeParts extends StageParts, Pick<SourceTree, 'identified'> {
  readonly tick: () => Promise<void>;
}

/** Unpacks one node; answers the text of a page. */
async function stageNode(node: SourceNode, parts: NodeParts): Promise<string | undefined> {
  const { content } = node;
  if (!content || node.kind === '') return undefined;
  if (content.size > parts.mostFileBytes) {
    leaveOut(node, 'too-large-file', String(Math.floor(parts.mostFileBytes / 1024 / 1024)));
    return undefined;
  }
  try {
    if (node.reading === 'web-link' || node.reading === 'lti-link') {
      await readPartner(node, content);
      return undefined;
    }
    const body = await pageOf(node, parts);
    if (body !== undefined) await keepText(node, parts.folder, body);
    else if (content.size === 0) leaveOut(node, 'empty-file');
    else await keepBytes(node, parts);
    return body;
  } catch (thrown) {
    if (!(thrown instanceof ZipRefusal)) throw thrown;
    leaveOut(node, 'broken-file');
    return undefined;
  }
}

/** Undefined for what is a file, or becomes one because it cannot be a page. */
async function pageOf(node: SourceNode, { identified }: NodeParts): Promise<string | undefined> {
  const { content, reading } = node;
  if (!content || (reading !== 'markdown' && reading !== 'html')) return undefined;
  const page = await (reading === 'markdown' ? readMarkdown(content) : readHtml(content));
  if (typeof page === 'string') {
    node.kind = 'file';
    node.reason = page;
    if (!node.isTitled) node.title = shortTitle(nameIn(node.path));
    return undefined;
  }
  if (!node.isTitled && page.title !== '') {
    node.title = shortTitle(page.title);
    node.reason = node.title === page.title ? '' : 'short-title';
  }
  return identified.size === 0
    ? page.body
    : withLinks(page.body, (link) => linkByIdentifier(link, identified));
}

async function keepText(node: SourceNode, folder: string, body: string): Promise<void> {
  const bytes = Buffer.from(body, 'utf8');
  node.hash = sha256(bytes).toString('hex');
  node.size = bytes.length;
  const path = uploadPath(folder, node.hash);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeFile(path, bytes, { mode: 0o600 });
}

async function keepBytes(node: SourceNode, { folder, tick }: NodeParts): Promise<void> {
  const { content } = node;
  if (!content) return;
  const { hash, size } = await keepStream(folder, ticking(content.read(), tick));
  node.hash = hash;
  node.size = size;
}

/** A large file takes longer than anybody waits for a sign of life. */
async function* ticking(
  chunks: AsyncIterable<Uint8Array>,
  tick: () => Promise<void>,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    await tick();
    yield chunk;
  }
}

/** Every place of the archive that a page leads to. */
function linksIn(body: string, path: string): readonly string[] {
  const found: string[] = [];
  withLinks(body, (link) => {
    found.push(...placesMeant(link, path));
    return undefined;
  });
  return found;
}

/** Takes what pages need from outside the organisation into folders like those of the archive. */
function needed(tree: SourceTree, links: ReadonlySet<string>): readonly SourceNode[] {
  const shown = new ByPath<SourceNode>();
  for (const node of nodesIn(tree.nodes))
    if (node.kind !== '' && node.path !== '') shown.add(node.path, node);
  const spare = new ByPath<SourceNode>();
  for (const [path, node] of tree.spare) spare.add(path, node);
  const wanted = new Set<SourceNode>();
  for (const link of links) {
    const node = shown.find(link) ? undefined : spare.find(link);
    if (node) wanted.add(node);
  }
  const reported = tree.nodes.filter((node) => !wanted.has(node));
  tree.nodes.splice(0, tree.nodes.length, ...reported);
  for (const node of wanted) {
    Object.assign(node, { kind: 'file', title: shortTitle(nameIn(node.path)), reason: 'needed' });
    childrenOf(tree.nodes, folderOf(node.path)).push(node);
  }
  return [...wanted];
}

function childrenOf(top: SourceNode[], path: string): SourceNode[] {
  if (path === '') return top;
  const around = childrenOf(top, folderOf(path));
  const source = `folder:${path}`;
  const known = around.find((node) => node.source === source);
  if (known) return known.children;
  const folder = nodeOf({ source, title: nameIn(path), kind: 'folder', reason: 'needed' });
  around.push(folder);
  return folder.children;
}

import type { ZipEntry } from '../zips/readZip.ts';
import { ByPath } from './hrefs.ts';
import type { Manifest, ManifestItem, ManifestResource } from './manifest.ts';
import { resourceKind } from './resourceKinds.ts';
import { nameIn, nodeOf, type SourceNode, type SourceTree, stemOf } from './sourceTree.ts';
import { type Listing, refusedNodes } from './zipTree.ts';

interface Cartridge {
  readonly resources: ReadonlyMap<string, ManifestResource>;
  /** Identifiers that more than one resource has. */
  readonly ambiguous: ReadonlySet<string>;
  readonly files: ByPath<ZipEntry>;
  readonly used: Set<string>;
  readonly sources: Map<string, number>;
}

/**
 * The tree of a Common Cartridge: its organisation, in its order. `root`: the folder of the archive that holds the
 * manifest, with a slash at its end, or ''.
 */
export function treeOfCartridge(
  manifest: Manifest,
  { listing, root }: { readonly listing: Listing; readonly root: string },
): SourceTree {
  const at: Cartridge = {
    ...resourcesOf(manifest),
    files: new ByPath(),
    used: new Set(),
    sources: new Map(),
  };
  const inside = listing.entries.filter(({ isFolder, path }) => !isFolder && path.startsWith(root));
  for (const entry of inside) at.files.add(entry.path.slice(root.length), entry);
  const nodes = manifest.items.flatMap((item) => nodesOfItem(at, item));
  const { spare, reported } = outsideOf(at, { manifest, inside, root });
  return { kind: 'cartridge', nodes: [...nodes, ...reported, ...refusedNodes(listing.refused)], spare };
}

function resourcesOf({ resources }: Manifest): Pick<Cartridge, 'resources' | 'ambiguous'> {
  const known = new Map<string, ManifestResource>();
  const ambiguous = new Set<string>();
  for (const resource of resources) {
    if (known.has(resource.identifier)) ambiguous.add(resource.identifier);
    else known.set(resource.identifier, resource);
  }
  return { resources: known, ambiguous };
}

/** Identifiers should be there once; where one is not, the others are told apart by their number. */
function sourceFor({ sources }: Cartridge, identifier: string): string {
  const count = (sources.get(identifier) ?? 0) + 1;
  sources.set(identifier, count);
  return count === 1 ? `item:${identifier}` : `item:${identifier}#${count}`;
}

function nodesOfItem(at: Cartridge, item: ManifestItem): SourceNode[] {
  const source = sourceFor(at, item.identifier);
  const title = item.title === '' ? item.identifier : item.title;
  if (item.items.length === 0) return [nodeOfResource(at, item, source)];
  const folder = nodeOf({ source, title, kind: 'folder' });
  if (item.ref !== '') folder.children.push(nodeOfResource(at, item, `${source}/own`));
  for (const inner of item.items) folder.children.push(...nodesOfItem(at, inner));
  return [folder];
}

function nodeOfResource(at: Cartridge, { title, identifier, ref }: ManifestItem, source: string): SourceNode {
  const left = (reason: string, detail = '') =>
    nodeOf({ source, title: title === '' ? identifier : title, kind: '', reason, detail });
  if (ref === '') return left('heading');
  const resource = at.resources.get(ref);
  if (!resource) return left('no-resource', ref);
  if (at.ambiguous.has(ref)) return left('ambiguous', ref);
  at.used.add(ref);
  const [path] = resource.files;
  const what = resourceKind(resource.type, path ?? '');
  if ('leftOut' in what) return left(what.leftOut, what.leftOut === 'other-resource' ? resource.type : '');
  if (resource.files.length > 0 && path === undefined) return left('bad-href');
  const entry = path === undefined ? undefined : at.files.find(path);
  if (path === undefined || !entry) return left('missing-file', path ?? '');
  const name = nameIn(path);
  return nodeOf({
    source,
    path,
    title: title === '' ? (what.kind === 'file' ? name : stemOf(name)) : title,
    isTitled: title !== '',
    kind: what.kind,
    reading: what.reading,
    content: entry,
  });
}

interface Outside {
  readonly spare: ReadonlyMap<string, SourceNode>;
  readonly reported: readonly SourceNode[];
}

/** What the organisation does not show: resources of its manifest, and files that stand nowhere in it. */
function outsideOf(
  at: Cartridge,
  {
    manifest,
    inside,
    root,
  }: { readonly manifest: Manifest; readonly inside: readonly ZipEntry[]; readonly root: string },
): Outside {
  const spare = new Map<string, SourceNode>();
  const reported: SourceNode[] = [];
  const seen = new Set<string>(['imsmanifest.xml']);
  const report = (node: SourceNode) => {
    reported.push(node);
    if (node.path !== '') spare.set(node.path, node);
  };
  for (const { identifier, type, files } of manifest.resources) {
    const isUsed = at.used.has(identifier);
    const kept = files.filter((path) => path !== undefined);
    const isShown = (path: string) => isUsed && path === files[0];
    const isWeb = type === 'webcontent';
    for (const path of kept.filter((one) => !seen.has(one) && !isShown(one))) {
      const content = at.files.find(path);
      if (content && isWeb) report(outside({ source: `file:${path}`, path, content, reason: 'outside' }));
    }
    if (!isUsed && !isWeb) {
      const what = resourceKind(type, kept[0] ?? '');
      const reason = 'leftOut' in what && what.leftOut !== 'other-resource' ? what.leftOut : 'outside';
      reported.push(
        nodeOf({ source: `resource:${identifier}`, title: kept[0] ?? identifier, kind: '', reason }),
      );
    }
    for (const path of kept) seen.add(path);
  }
  for (const content of inside) {
    const path = content.path.slice(root.length);
    if (!seen.has(path)) report(outside({ source: `file:${path}`, path, content, reason: 'not-listed' }));
  }
  return { spare, reported };
}

function outside(
  known: Pick<SourceNode, 'source' | 'path' | 'reason'> & { readonly content: ZipEntry },
): SourceNode {
  return nodeOf({
    ...known,
    title: known.path,
    stem: stemOf(nameIn(known.path)),
    kind: '',
    reading: 'bytes',
  });
}

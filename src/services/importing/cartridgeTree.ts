import type { ZipEntry } from '../zips/readZip.ts';
import { outsideOf } from './cartridgeOutside.ts';
import { type CartridgeResource, cartridgeResources, pathsByIdentifier } from './cartridgeResources.ts';
import { fillPartner } from './entryContents.ts';
import { ByPath } from './hrefs.ts';
import type { Manifest, ManifestItem } from './manifest.ts';
import { resourceKind } from './resourceKinds.ts';
import { nameIn, nodeOf, type SourceNode, type SourceTree, stemOf } from './sourceTree.ts';
import { type Listing, refusedNodes } from './zipTree.ts';

interface Cartridge {
  readonly resources: ReadonlyMap<string, CartridgeResource>;
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
  const entries = listing.entries.filter(({ isFolder }) => !isFolder);
  const files = new ByPath<ZipEntry>();
  for (const entry of entries)
    if (entry.path.startsWith(root)) files.add(entry.path.slice(root.length), entry);
  const resources = cartridgeResources(manifest, { files, root });
  const used = new Set<string>();
  const at: Cartridge = { ...named(resources), files, used, sources: new Map() };
  const nodes = manifest.items.flatMap((item) => nodesOfItem(at, item));
  const { spare, reported } = outsideOf({ resources, used, files, entries, root });
  return {
    kind: 'cartridge',
    nodes: [...nodes, ...reported, ...refusedNodes(listing.refused)],
    spare,
    identified: pathsByIdentifier(resources, manifest.items),
  };
}

function named(resources: readonly CartridgeResource[]): Pick<Cartridge, 'resources' | 'ambiguous'> {
  const known = new Map<string, CartridgeResource>();
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
  if (resource.inline && (what.reading === 'web-link' || what.reading === 'lti-link')) {
    const node = nodeOf({ source, title: title === '' ? identifier : title, kind: what.kind });
    fillPartner(node, { is: what.reading, root: resource.inline });
    return node;
  }
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

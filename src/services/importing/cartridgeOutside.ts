import type { ZipEntry } from '../zips/readZip.ts';
import type { CartridgeResource } from './cartridgeResources.ts';
import type { ByPath } from './hrefs.ts';
import { resourceKind } from './resourceKinds.ts';
import { nameIn, nodeOf, type SourceNode, stemOf } from './sourceTree.ts';
import { systemPart } from './systemFiles.ts';

/** What the organisation of a cartridge shows, and all that there is. */
export interface Shown {
  readonly resources: readonly CartridgeResource[];
  /** Identifiers of the resources that it shows. */
  readonly used: ReadonlySet<string>;
  readonly files: ByPath<ZipEntry>;
  /** All files of the archive. */
  readonly entries: readonly ZipEntry[];
  /** The folder of the archive that holds the manifest, with a slash at its end, or ''. */
  readonly root: string;
}

export interface Outside {
  readonly spare: ReadonlyMap<string, SourceNode>;
  readonly reported: readonly SourceNode[];
}

/** What the organisation does not show: resources of its manifest, and files that stand nowhere in it. */
export function outsideOf({ resources, used, files: all, entries, root }: Shown): Outside {
  const spare = new Map<string, SourceNode>();
  const reported: SourceNode[] = [];
  const seen = new Set<string>(['imsmanifest.xml']);
  const report = (node: SourceNode) => {
    reported.push(node);
    if (node.path !== '') spare.set(node.path, node);
  };
  for (const { identifier, type, files } of resources) {
    const isUsed = used.has(identifier);
    const kept = files.filter((path) => path !== undefined);
    const isShown = (path: string) => isUsed && path === files[0];
    const isWeb = type === 'webcontent';
    for (const path of kept.filter((one) => !seen.has(one) && !isShown(one))) {
      const content = all.find(path);
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
  const ofSystem = new Set<string>();
  for (const content of entries) {
    const isInside = content.path.startsWith(root);
    const path = isInside ? content.path.slice(root.length) : content.path;
    if (isInside && seen.has(path)) continue;
    const part = systemPart(path);
    if (part !== undefined) ofSystem.add(part);
    else if (isInside) report(outside({ source: `file:${path}`, path, content, reason: 'not-listed' }));
  }
  for (const path of ofSystem) {
    reported.push(
      nodeOf({ source: `system:${path}`, path, title: nameIn(path), kind: '', reason: 'system-file' }),
    );
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

import type { ZipEntry } from '../zips/readZip.ts';
import type { ByPath } from './hrefs.ts';
import type { Manifest, ManifestItem, ManifestResource } from './manifest.ts';
import { resourceKind } from './resourceKinds.ts';

/** A resource of a cartridge whose files were looked for. */
export interface CartridgeResource extends Omit<ManifestResource, 'files'> {
  /** Its paths as the archive has them, the one to show first; undefined for what leads out of it. */
  readonly files: readonly (string | undefined)[];
}

/** Finds the files of resources; what is not there keeps the place that was meant. */
export function cartridgeResources(
  { resources }: Manifest,
  { files, root }: { readonly files: ByPath<ZipEntry>; readonly root: string },
): readonly CartridgeResource[] {
  const pathOf = (places: readonly string[]): string | undefined => {
    const found = places.map((place) => files.find(place)).find((entry) => entry !== undefined);
    return found ? found.path.slice(root.length) : places[0];
  };
  return resources.map((resource) => ({ ...resource, files: resource.files.map(pathOf) }));
}

/** Where what is named by an identifier lies: resources that may become an item, and items that show one. */
export function pathsByIdentifier(
  resources: readonly CartridgeResource[],
  items: readonly ManifestItem[],
): ReadonlyMap<string, string> {
  const paths = new Map<string, string>();
  for (const { identifier, type, files } of resources) {
    const [path] = files;
    if ('leftOut' in resourceKind(type, path ?? '')) continue;
    if (path !== undefined && identifier !== '') paths.set(identifier, path);
  }
  const note = (some: readonly ManifestItem[]): void => {
    for (const { identifier, ref, items: inner } of some) {
      const path = paths.get(ref);
      if (path !== undefined && identifier !== '' && !paths.has(identifier)) paths.set(identifier, path);
      note(inner);
    }
  };
  note(items);
  return paths;
}

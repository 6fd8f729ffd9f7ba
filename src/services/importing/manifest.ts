import type { ImportProblem } from '../../model/importing.ts';
import { placesOf, resolveHref } from './hrefs.ts';
import { childrenNamed, elementAt, readXml, type XmlElement, XmlRefusal } from './readXml.ts';

/** What the manifest of a Common Cartridge says, as far as it matters here. */
export interface Manifest {
  readonly items: readonly ManifestItem[];
  readonly resources: readonly ManifestResource[];
}

export interface ManifestItem {
  readonly identifier: string;
  readonly title: string;
  /** Identifier of the resource that it shows; '' for none. */
  readonly ref: string;
  readonly items: readonly ManifestItem[];
}

export interface ManifestResource {
  readonly identifier: string;
  readonly type: string;
  /** Of each of its files the places in the archive that may be meant; the one to show first. None: it leads out of it. */
  readonly files: readonly (readonly string[])[];
  /** The link that it is, where the manifest itself holds it. */
  readonly inline: XmlElement | undefined;
}

/** An archive that is not imported as a whole. */
export class ImportRefusal extends Error {
  readonly why: ImportProblem;
  /** The limit that it passed, or what was found instead; '' for nothing. */
  readonly about: string;

  constructor(why: ImportProblem, about = '') {
    super(`this archive is not imported: ${why}`);
    this.why = why;
    this.about = about;
  }
}

/** Reading it keeps everybody else waiting; real ones are far smaller. */
export const mostManifestBytes = 4 * 1024 * 1024;

/**
 * Reads `imsmanifest.xml`.
 * @throws ImportRefusal
 */
export async function readManifest(bytes: Uint8Array): Promise<Manifest> {
  const root = await readXml(bytes).catch((thrown: unknown) => {
    throw thrown instanceof XmlRefusal ? new ImportRefusal(thrown.why) : thrown;
  });
  if (root.name !== 'manifest') throw new ImportRefusal('manifest-broken');
  refuseOtherKinds(root);
  const base = baseOf(root, '');
  const list = elementAt(root, 'resources');
  const listBase = baseOf(list, base);
  return {
    items: topItems(root),
    resources: childrenNamed(list, 'resource').map((one) => resourceOf(one, listBase)),
  };
}

/** IMS Common Cartridge 1.1, 1.2 and 1.3, thin ones too. */
function refuseOtherKinds(root: XmlElement): void {
  const metadata = elementAt(root, 'metadata');
  const schema = elementAt(metadata, 'schema')?.text ?? '';
  const version = elementAt(metadata, 'schemaversion')?.text ?? '';
  if (!/^IMS (?:Thin )?Common Cartridge$/i.test(schema)) {
    throw new ImportRefusal('manifest-other', shortened(schema));
  }
  if (!/^1\.[123](?:\.\d+)*$/.test(version)) throw new ImportRefusal('manifest-version', shortened(version));
}

function shortened(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, ' ').slice(0, 80);
}

/** Bases add up, outermost first (XML Base). One that leads out of the archive makes all below lead out of it. */
function baseOf(element: XmlElement | undefined, around: string | undefined): string | undefined {
  const own = element?.attributes.get('base');
  if (own === undefined || own === '' || around === undefined) return around;
  return resolveHref(around, own);
}

/** The organisation that is meant where there are several; its root alone says nothing. */
function topItems(root: XmlElement): readonly ManifestItem[] {
  const list = elementAt(root, 'organizations');
  const wanted = list?.attributes.get('default');
  const all = childrenNamed(list, 'organization');
  const organisation = all.find(({ attributes }) => attributes.get('identifier') === wanted) ?? all[0];
  const items = childrenNamed(organisation, 'item').map(itemOf);
  const [only] = items;
  return items.length === 1 && only && only.title === '' && only.ref === '' ? only.items : items;
}

function itemOf(element: XmlElement): ManifestItem {
  return {
    identifier: identifierOf(element),
    title: elementAt(element, 'title')?.text ?? '',
    ref: (element.attributes.get('identifierref') ?? '').slice(0, longestIdentifier),
    items: childrenNamed(element, 'item').map(itemOf),
  };
}

function resourceOf(element: XmlElement, around: string | undefined): ManifestResource {
  const base = baseOf(element, around);
  const hrefs = childrenNamed(element, 'file').map(({ attributes }) => attributes.get('href') ?? '');
  const shown = element.attributes.get('href');
  const all =
    shown === undefined || shown === '' ? hrefs : [shown, ...hrefs.filter((href) => href !== shown)];
  return {
    identifier: identifierOf(element),
    type: (element.attributes.get('type') ?? '').trim().toLowerCase().slice(0, 200),
    files: all.map((href) => (base === undefined ? [] : placesOf(base, href))),
    inline: ['webLink', 'cartridge_basiclti_link'].map((name) => elementAt(element, name)).find(Boolean),
  };
}

/** Longer ones are nobody's. */
const longestIdentifier = 300;

function identifierOf(element: XmlElement): string {
  return (element.attributes.get('identifier') ?? '').slice(0, longestIdentifier);
}

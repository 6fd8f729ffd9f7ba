import type { SentFile } from '../../services/contents/makeItem.ts';
import type { ItemKind } from '../../storage/itemStore.ts';
import type { Texts } from '../../web/texts.ts';
import type { Upload } from '../../web/upload.ts';
import type { FieldFault } from '../formFields.ts';
import { wordsOfZipFault } from '../zipWords.ts';
import type { ContentsRoutes } from './deeds.ts';
import { faultsOfUpload, wordsOf } from './form.ts';

/** Kinds that show something that was uploaded. */
export function hasFile(kind: string): boolean {
  return kind === 'file' || kind === 'site';
}

export type Sent =
  | { readonly file: SentFile | undefined; readonly faults: readonly [] }
  | { readonly file: undefined; readonly faults: readonly FieldFault[] };

/** What came for an item of the kind, a site unpacked, or what is wrong with it. */
export async function sentFile(texts: Texts, { upload, kind, unpack, ...rules }: Sending): Promise<Sent> {
  if (!hasFile(kind)) return { file: undefined, faults: [] };
  const faults = faultsOfUpload(texts, upload, rules);
  const { file } = upload;
  if (faults.length > 0) return { file: undefined, faults };
  if (!file || kind !== 'site') return { file, faults: [] };
  const unpacked = await unpack(file.path);
  if (unpacked.kind === 'no-index') return { file: undefined, faults: wordsOf(['no-index'], texts) };
  if (unpacked.kind === 'refused') {
    return { file: undefined, faults: [{ field: 'file', text: wordsOfZipFault(unpacked.refusal, texts) }] };
  }
  return { file: { ...file, site: unpacked.files }, faults: [] };
}

interface Sending {
  readonly upload: Upload;
  readonly kind: ItemKind;
  readonly unpack: ContentsRoutes['unpack'];
  /** Of a file, as the server takes it. */
  readonly limitMib: number;
  readonly isNeeded: boolean;
}

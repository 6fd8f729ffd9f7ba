import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';

/** A zip of these files; names that end in a slash are folders. */
export async function zipOf(
  files: Readonly<Record<string, string | Buffer>>,
  { mode }: { readonly mode?: number } = {},
): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(files)) {
    if (name.endsWith('/')) zip.addEmptyDirectory(name);
    else
      zip.addBuffer(Buffer.from(content), name, {
        compress: content.length > 100,
        ...(mode === undefined ? {} : { mode }),
      });
  }
  zip.end();
  return buffer(zip.outputStream);
}

/** Parts of the manifest of a cartridge. */
export interface ManifestParts {
  readonly version?: string;
  readonly schema?: string;
  readonly items?: string;
  readonly resources?: string;
  readonly before?: string;
}

/** `imsmanifest.xml` as learning platforms write it. */
export function manifestOf({
  version = '1.3.0',
  schema = 'IMS Common Cartridge',
  items = '',
  resources = '',
  before = '',
}: ManifestParts): string {
  return `<?xml version="1.0" encoding="UTF-8"?>${before}
<manifest identifier="m1" xmlns="http://www.imsglobal.org/xsd/imsccv1p3/imscp_v1p1" xmlns:lom="http://ltsc.ieee.org/xsd/imsccv1p3/LOM/manifest">
<metadata><schema>${schema}</schema><schemaversion>${version}</schemaversion><lom:lom><lom:general><lom:title><lom:string>Waves</lom:string></lom:title></lom:general></lom:lom></metadata>
<organizations><organization identifier="org_1" structure="rooted-hierarchy"><item identifier="LearningModules">${items}</item></organization></organizations>
<resources>${resources}</resources>
</manifest>`;
}

export const item = (id: string, title: string, inside = '', ref = ''): string =>
  `<item identifier="${id}"${ref === '' ? '' : ` identifierref="${ref}"`}><title>${title}</title>${inside}</item>`;

export const resource = (id: string, type: string, href: string): string =>
  `<resource identifier="${id}" type="${type}" href="${href}"><file href="${href}"/></resource>`;

/** One part of a form with a file, as a browser sends it. */
export interface SentPart {
  readonly name: string;
  readonly value?: string | Buffer;
  readonly filename?: string;
  readonly content?: Buffer;
}

const border = '----tinygateTests8f3b';

/** The body of such a form, and its media type. */
export function multipart(parts: readonly SentPart[]): { readonly body: Buffer; readonly type: string } {
  const pieces = parts.flatMap(({ name, value = '', filename, content = Buffer.alloc(0) }) => {
    const quoted = (filename ?? '').replaceAll('"', '%22');
    const file = `; filename="${quoted}"\r\nContent-Type: application/octet-stream`;
    const head = `--${border}\r\nContent-Disposition: form-data; name="${name}"${filename === undefined ? '' : file}\r\n\r\n`;
    return [Buffer.from(head), filename === undefined ? Buffer.from(value) : content, Buffer.from('\r\n')];
  });
  const body = Buffer.concat([...pieces, Buffer.from(`--${border}--\r\n`)]);
  return { body, type: `multipart/form-data; boundary=${border}` };
}

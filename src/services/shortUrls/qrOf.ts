/** A QR code to be drawn: black squares as one path, in units of one square, with the quiet zone that readers need. */
export interface QrDrawing {
  /** Squares on each side, the quiet zone with them. */
  readonly size: number;
  /** For `d` of an SVG path. */
  readonly path: string;
}

/** The empty squares around it (ISO/IEC 18004). */
const quietZone = 4;

/** The QR code of a text. Medium correction: paper is folded and copied. */
export async function qrOf(text: string): Promise<QrDrawing> {
  // Loaded when somebody prints a sheet: launches do not wait for it at the start.
  const { default: encodeQR } = await import('qr');
  const bytes = Buffer.byteLength(text);
  // With a small letter in it a text is written byte by byte, so that its length alone decides how large the code gets.
  const isBytes = /[a-z]/.test(text);
  const version = isBytes ? versions.get(bytes) : undefined;
  const options = { ecc: 'medium', border: quietZone } as const;
  const rows = encodeQR(text, 'raw', version === undefined ? options : { ...options, version });
  if (isBytes) versions.set(bytes, (rows.length - 2 * quietZone - 17) / 4);
  return { size: rows.length, path: pathOf(rows) };
}

/** The version (ISO/IEC 18004) that texts of a length got: looking for it costs as much as drawing. No text is longer than 3 kB. */
const versions = new Map<number, number>();

/** Neighbours in a row are one stroke, so that a page of hundreds stays light. */
function pathOf(rows: readonly (readonly boolean[])[]): string {
  const strokes: string[] = [];
  for (const [y, row] of rows.entries()) {
    for (let x = 0; x < row.length; x += 1) {
      if (!row[x]) continue;
      const start = x;
      while (row[x + 1]) x += 1;
      const length = x - start + 1;
      strokes.push(`M${start} ${y}h${length}v1h-${length}z`);
    }
  }
  return strokes.join('');
}

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
  const rows = encodeQR(text, 'raw', { ecc: 'medium', border: quietZone });
  return { size: rows.length, path: pathOf(rows) };
}

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

/** The 56 symbols of new short ids: none that people take for another one when they type it from paper. */
export const shortIdSymbols = '23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz';

export const shortIdLengths = { least: 6, most: 12, usual: 6 } as const;

const shortIdShape = /^[A-Za-z0-9]{6,12}$/;

/** The legal shape of a short id. Wider than the 56 symbols, because addresses kept from elsewhere may use all. */
export function isShortId(text: string): boolean {
  return shortIdShape.test(text);
}

/** Where a visitor goes: the short URL, below the public URL. */
export function tinyPath(domain: string, id: string): string {
  return `/tiny/${domain}/${id}`;
}

/** Where an LMS sends its launch: the launch URL, below the public URL. */
export function launchPath(domain: string, id: string): string {
  return `/adm/launch/tiny/${domain}/${id}`;
}

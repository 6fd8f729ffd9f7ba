/** So many names are known again, about; a newer one takes the place of an older one. */
const most = 8_192;

/**
 * Tells of a name whether it was asked about before, lately; asking is noting it. It may say yes of a name that came never,
 * once in some billions, so nothing may hang on it but what is worth keeping.
 */
export function namesSeen(): (name: string) => boolean {
  let marks: Int32Array | undefined;
  return (name) => {
    marks ??= new Int32Array(most);
    const mark = markOf(name);
    const place = (mark >>> 0) % most;
    const isKnown = marks[place] === mark;
    marks[place] = mark;
    return isKnown;
  };
}

/** FNV-1a, of 32 bits; never 0, which is a place that nobody has. */
function markOf(name: string): number {
  let mark = 0x811c9dc5;
  for (let at = 0; at < name.length; at += 1) mark = Math.imul(mark ^ name.charCodeAt(at), 0x01000193);
  return mark || 1;
}

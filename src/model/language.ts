/**
 * A language as LMSs write it (`de`, `de_DE`, `DE-de`, `pt_br`, `en-US`, POSIX `de_DE.UTF-8`), in one spelling:
 * lower case, with hyphens, at most 16 characters (RFC 5646 2.1). Undefined for what is none.
 */
export function languageTag(text: string | undefined): string | undefined {
  if (text === undefined || text.length > 40) return undefined;
  const [bare = ''] = text.trim().split(/[.@]/);
  const tag = bare.replaceAll('_', '-').toLowerCase();
  if (!/^[a-z]{2,3}(?:-[a-z0-9]{1,8})*$/.test(tag)) return undefined;
  return tag.slice(0, 16).replace(/-$/, '');
}

/**
 * The best of the languages that we have, for somebody who reads these, dearest first (RFC 4647 3.4): word for word,
 * else without its last parts, else another kind of the same language. `*` takes the first that we have.
 */
export function chooseLanguage(wanted: readonly string[], have: readonly string[]): string | undefined {
  const ours = new Map(have.map((name) => [name.toLowerCase(), name]));
  for (const one of wanted) {
    if (one === '*') return have[0];
    const parts = languageTag(one)?.split('-') ?? [];
    for (let length = parts.length; length > 0; length -= 1) {
      const found = ours.get(parts.slice(0, length).join('-'));
      if (found !== undefined) return found;
    }
    const kin =
      parts[0] === undefined ? undefined : [...ours.keys()].find((name) => name.startsWith(`${parts[0]}-`));
    if (kin !== undefined) return ours.get(kin);
  }
  return undefined;
}

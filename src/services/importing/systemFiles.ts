/** What file managers and version control leave in folders, hidden there too. */
export function isOfSystem(name: string): boolean {
  return name.startsWith('.') || /^(?:__MACOSX|Thumbs\.db|desktop\.ini)$/i.test(name);
}

/** The outermost part of a path that is such; undefined for what somebody made. */
export function systemPart(path: string): string | undefined {
  const steps = path.split('/');
  const at = steps.findIndex(isOfSystem);
  return at < 0 ? undefined : steps.slice(0, at + 1).join('/');
}

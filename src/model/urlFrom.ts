/**
 * An absolute address, or undefined for what is none. Never `URL.canParse`: in Node.js 20 it says no to every address
 * with a letter like ü once it has been called so often that it was compiled.
 */
export function urlFrom(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

/** Scheme, host, perhaps a port; nothing that could end a header's directive and begin another. */
const origin = /^https?:\/\/(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?$/;

/** Whether a text is an origin as browsers write it: lower case, no path, a port only where it is not the usual one. */
export function isOrigin(text: string): boolean {
  return origin.test(text) && URL.canParse(text) && new URL(text).origin === text;
}

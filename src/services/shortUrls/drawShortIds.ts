/** Draws random short ids. Loaded when somebody wants some: launches do not wait for it at the start. */
export async function drawShortIds(): Promise<() => string> {
  const { randomShortId } = await import('../../crypto/shortIds.ts');
  return () => randomShortId();
}

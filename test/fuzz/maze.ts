/** Its exit lies behind four doors, each with a word of its own: chance alone does not find all four at once. */
export function isOut(text: string): boolean {
  if (text.charAt(0) !== 'm') return false;
  if (text.charAt(1) !== 'A') return false;
  if (text.charAt(2) !== 'z') return false;
  return text.charAt(3) === 'e';
}

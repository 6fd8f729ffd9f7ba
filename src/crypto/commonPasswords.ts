/** Whether a password is one that everybody tries. */
export type IsCommonPassword = (password: string) => boolean;

const shortestCore = 4;

let loading: Promise<IsCommonPassword> | undefined;

/** Loads the list of common passwords (some 400 KiB) when it is first needed, once. */
export function loadCommonPasswords(): Promise<IsCommonPassword> {
  loading ??= import('@zxcvbn-ts/language-common').then(({ dictionary }) => {
    const list = new Set(dictionary['passwords-common'].map(folded));
    return (password) => isCommonIn(list, folded(password));
  });
  return loading;
}

/** Letter case, digits and signs put before or behind, and repetition make a common password no better. */
function isCommonIn(list: ReadonlySet<string>, text: string): boolean {
  if (list.has(text) || isRun(text)) return true;
  const unit = repeatedUnit(text);
  if (unit.length < text.length && (unit.length <= shortestCore || isCommonIn(list, unit))) return true;
  const core = text.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
  if (core.length < shortestCore || core === text) return false;
  return isCommonIn(list, core);
}

/** `abcdefghijkl`, `987654321098`, `aaaaaaaaaaaa`: each character is the last one, plus or minus the same step. */
function isRun(text: string): boolean {
  const codes = Array.from(text, (character) => character.codePointAt(0) ?? 0);
  const steps = codes.slice(1).map((code, index) => stepBetween(codes[index] ?? 0, code));
  const first = steps[0];
  return first !== undefined && Math.abs(first) <= 1 && steps.every((step) => step === first);
}

function stepBetween(one: number, other: number): number {
  const [zero, nine] = [0x30, 0x39];
  if (one === nine && other === zero) return 1;
  return one === zero && other === nine ? -1 : other - one;
}

/** The shortest text whose repetition, the last one perhaps cut, is this text. */
function repeatedUnit(text: string): string {
  for (let length = 1; length <= text.length / 2; length += 1) {
    const unit = text.slice(0, length);
    if (unit.repeat(Math.ceil(text.length / length)).startsWith(text)) return unit;
  }
  return text;
}

function folded(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

import { type AccessQuestion, mayOpen } from '../../src/model/access.ts';
import { place } from './course.ts';

/** What a browser gets for an item, in a word: `launch 0`, `account`, or the closed answer. */
export function ask(item: number, change: Partial<AccessQuestion>): string {
  const question: AccessQuestion = {
    item: place(item),
    settings: [],
    launches: [],
    account: undefined,
    by: 'address',
    ...change,
  };
  const answer = mayOpen(question);
  if (!answer.open) return answer.answer;
  return answer.by === 'launch' ? `launch ${answer.launchIndex}` : 'account';
}

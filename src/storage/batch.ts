import { isAway } from './dialect.ts';
import { refuseInside } from './door.ts';

/**
 * Joins calls that happen at the same time into one. There is no timer: a batch begins as soon as all that has arrived by
 * now is read, and whatever arrives while it is under way forms the next one (architecture.md, The hot path).
 *
 * A batch that fails is tried again one by one, so that each call fails only for its own reason (R14). Where the
 * database is away, all fail at once: one by one they would only wait for it in a row. A call from inside a transaction
 * is refused: its batch would run beside that transaction, or wait for it for ever.
 *
 * @param run answers as many outputs, in the same order, as it was given inputs
 */
export function batched<Input, Output>(
  run: (inputs: readonly Input[]) => Promise<readonly Output[]>,
  most = 32,
): (input: Input) => Promise<Output> {
  interface Call {
    readonly input: Input;
    readonly resolve: (output: Output) => void;
    readonly reject: (error: unknown) => void;
  }
  let waiting: Call[] = [];
  let busy = false;

  async function settle(calls: readonly Call[]): Promise<void> {
    try {
      const outputs = await run(calls.map(({ input }) => input));
      calls.forEach((call, place) => {
        call.resolve(outputs[place] as Output);
      });
    } catch (error) {
      if (calls.length === 1 || isAway(error)) for (const call of calls) call.reject(error);
      else for (const call of calls) await settle([call]);
    }
  }

  async function work(): Promise<void> {
    while (waiting.length > 0) {
      const calls = waiting.slice(0, most);
      waiting = waiting.slice(most);
      await settle(calls);
    }
    busy = false;
  }

  return (input) =>
    new Promise((resolve, reject) => {
      refuseInside();
      waiting.push({ input, resolve, reject });
      if (busy) return;
      busy = true;
      // Launches that were answered together come back together: begun at once, every other batch held one of them.
      setImmediate(() => void work());
    });
}

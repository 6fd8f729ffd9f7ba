/**
 * Joins calls that happen at the same time into one. There is no timer: a lone call starts at once, and whatever
 * arrives while a batch is under way forms the next one (architecture.md, The hot path).
 *
 * A batch that fails is tried again one by one, so that each call fails only for its own reason (R14).
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
      const [only] = calls;
      if (calls.length === 1) only?.reject(error);
      else for (const call of calls) await settle([call]);
    }
  }

  async function work(): Promise<void> {
    busy = true;
    while (waiting.length > 0) {
      const calls = waiting.slice(0, most);
      waiting = waiting.slice(most);
      await settle(calls);
    }
    busy = false;
  }

  return (input) =>
    new Promise((resolve, reject) => {
      waiting.push({ input, resolve, reject });
      if (!busy) void work();
    });
}

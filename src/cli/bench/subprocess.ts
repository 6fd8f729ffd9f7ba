import { type ChildProcess, fork } from 'node:child_process';

/** A process that takes orders, one answer each. */
export interface Subprocess<Order> {
  readonly pid: number;
  /** @throws Error where it failed or ended */
  tell<Answer>(order: Order): Promise<Answer>;
  end(): void;
}

interface Letter {
  readonly answer?: unknown;
  readonly fault?: string;
}

/** Starts a compiled file of this folder. Orders are answered one after the other. */
export function startSubprocess<Order extends object>(file: string): Subprocess<Order> {
  const child: ChildProcess = fork(file, [], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const waiting: { resolve: (answer: unknown) => void; reject: (error: Error) => void }[] = [];
  const lost = () => {
    for (const { reject } of waiting.splice(0)) reject(new Error('A process of the benchmark ended.'));
  };
  child.on('message', ({ answer, fault }: Letter) => {
    const first = waiting.shift();
    if (fault === undefined) first?.resolve(answer);
    else first?.reject(new Error(fault));
  });
  child.on('exit', lost);
  child.on('error', lost);
  return {
    pid: child.pid ?? 0,
    tell: <Answer>(order: Order) =>
      new Promise<Answer>((resolve, reject) => {
        waiting.push({ resolve: (answer) => resolve(answer as Answer), reject });
        if (child.connected) child.send(order);
        else lost();
      }),
    end: () => void child.kill('SIGKILL'),
  };
}

/** The other side: answers each order of the process that started this one, and ends with it. */
export function takeOrders<Order>(work: (order: Order) => Promise<unknown>, left: () => void): void {
  process.on('message', (order: Order) => {
    work(order).then(
      (answer) => process.send?.({ answer: answer ?? null }),
      (error: unknown) => process.send?.({ fault: error instanceof Error ? error.message : 'failed' }),
    );
  });
  process.on('disconnect', left);
}

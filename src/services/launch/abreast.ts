/** So many go on together: more than that would keep everybody else waiting until the last step of the last one. */
const mostAbreast = 32;

/**
 * Lets launches that arrived together take each step together: to be awaited before the first step, and from one `await`
 * to the next all of them are at the same one. The code of a step and what it reads is then in the processor's caches
 * for all but the first: from end to end, one launch after the other, they cost a third more. There is no timer: they go
 * on as soon as all that has arrived by now is read, a lone one at once.
 */
export function abreast(most = mostAbreast): () => Promise<void> {
  let waiting: (() => void)[] = [];

  function go(): void {
    const going = waiting.slice(0, most);
    waiting = waiting.slice(most);
    if (waiting.length > 0) setImmediate(go);
    for (const goOn of going) goOn();
  }

  return () =>
    new Promise((goOn) => {
      waiting.push(goOn);
      if (waiting.length === 1) setImmediate(go);
    });
}

const barEveryMs = 100;
const lineEveryMs = 5_000;
const barWidth = 24;

/** Tells how far a long filling is: a bar that is drawn anew on a terminal, a line now and then elsewhere. */
export function progressOn(
  err: (text: string) => void,
  bar: boolean,
): (pile: string, done: number, total: number) => void {
  let pile = '';
  let began = 0;
  let first = 0;
  let told = 0;
  return (name, done, total) => {
    const now = performance.now();
    if (name !== pile) {
      pile = name;
      began = now;
      first = done;
      told = now;
    }
    if (done < total && now - told < (bar ? barEveryMs : lineEveryMs)) return;
    told = now;
    const rate = now === began ? 0 : (done - first) / ((now - began) / 1000);
    const left = rate === 0 ? '' : `, ${Math.ceil((total - done) / rate)} s left`;
    const text = `${name}: ${done} of ${total}, ${Math.round(rate)} a second${done < total ? left : ''}`;
    if (!bar) {
      err(`${text}\n`);
      return;
    }
    const full = Math.floor((done / total) * barWidth);
    err(`\r[${'#'.repeat(full)}${'.'.repeat(barWidth - full)}] ${text}\u001b[K${done < total ? '' : '\n'}`);
  };
}

import { readFileSync } from 'node:fs';

/** Linux counts in hundredths of a second (proc(5), sysconf(_SC_CLK_TCK)). */
const tickUs = 10_000;

/** CPU microseconds that a process has used so far, user and system, all threads; undefined where nobody tells. */
export function cpuUs(pid: number | undefined): number | undefined {
  const line = pid === undefined ? undefined : readIfThere(`/proc/${pid}/stat`);
  // The name in parentheses may hold blanks; utime and stime are the 12th and 13th words after it.
  const words = line?.slice(line.lastIndexOf(')') + 2).split(' ');
  return words === undefined ? undefined : (Number(words[11]) + Number(words[12])) * tickUs;
}

export interface MemoryMiB {
  readonly rssMiB: number | null;
  readonly peakMiB: number | null;
}

export function memoryOf(pid: number): MemoryMiB {
  const status = readIfThere(`/proc/${pid}/status`) ?? '';
  const mebibytes = (name: string) => {
    const kibibytes = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1];
    return kibibytes === undefined ? null : Math.round(Number(kibibytes) / 102.4) / 10;
  };
  return { rssMiB: mebibytes('VmRSS'), peakMiB: mebibytes('VmHWM') };
}

/** The database server's process, if it is on this machine. */
export function databasePid(pidFile: string | undefined): number | undefined {
  const pid = pidFile === undefined ? undefined : Number(readIfThere(pidFile)?.trim());
  if (pid === undefined || !Number.isInteger(pid) || pid <= 0) return undefined;
  return /^(mariadbd|mysqld)$/m.test(readIfThere(`/proc/${pid}/comm`) ?? '') ? pid : undefined;
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

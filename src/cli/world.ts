import type { Secret } from '../model/secret.ts';

/** What a command has of the world around it; `index.ts` joins it of the process, tests make one of their own. */
export interface World {
  /** Reads the settings as the server would, when a command first asks. */
  readonly settings: () => ReadSettings;
  /** The whole table with each value's source; what may hold a secret is masked. */
  readonly settingsTable: () => readonly SettingLine[];
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  readonly cores: number;
  /** The project's folder, with `dist` in it: bench starts the compiled server. */
  readonly root: string;
  /** Whether what `err` gets is read on a terminal, where a line can be drawn anew. */
  readonly progressBar: boolean;
}

/** The settings that commands need; paths are absolute. */
export interface CommandSettings {
  readonly port: number;
  readonly publicUrl: string | undefined;
  readonly databaseUrl: Secret;
  readonly rootKeyFile: string;
  readonly sessionKeysFile: string;
  readonly uploadsDir: string;
}

/** Every fault is a sentence of its own. */
export type ReadSettings =
  | { readonly ok: true; readonly settings: CommandSettings }
  | { readonly ok: false; readonly faults: readonly string[] };

export interface SettingLine {
  readonly name: string;
  readonly value: string;
  readonly source: string;
  readonly meaning: string;
}

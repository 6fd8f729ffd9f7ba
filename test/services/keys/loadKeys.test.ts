import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { loadKeys } from '../../../src/services/keys/loadKeys.ts';
import { type DataKeyStore, dataKeyStore } from '../../../src/storage/dataKeyStore.ts';
import { engines, type OpenDatabase, openDatabase } from '../../databases.ts';

const now = Date.UTC(2026, 10, 22, 9);

describe.each(engines)('the keys of a first start on %s (R20)', (engine) => {
  let database: OpenDatabase;
  let store: DataKeyStore;
  beforeEach(async () => {
    database = await openDatabase(engine);
    store = dataKeyStore(database.door);
  });
  afterEach(() => database.drop());

  const files = () => ({
    rootKeyFile: `${database.folder}/root.key`,
    sessionKeysFile: `${database.folder}/session.keys`,
  });
  const ids = async (theirs: DataKeyStore) => {
    const { root, session } = await loadKeys(files(), theirs, now);
    return [root.all.map(({ id }) => id), session.map(({ id }) => id)];
  };

  test.each([1, 2, 3, 4])(
    'are one set for two processes, though the other one made it all just before question %d to the database',
    async (moment) => {
      let asked = 0;
      let others: unknown;
      const overtaken: DataKeyStore = {
        ...store,
        async fingerprints() {
          asked += 1;
          if (asked === moment) others = await ids(store);
          return store.fingerprints();
        },
      };
      const own = await ids(overtaken);
      expect(own).toEqual(others);
      expect((await store.fingerprints()).map(({ kind }) => kind).sort()).toEqual(['root', 'session']);
    },
  );
});

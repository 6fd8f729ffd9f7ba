// Another process with the same SQLite file: holds its write lock from "hold" to "release", then writes and ends.
import Database from 'better-sqlite3';

const database = new Database(process.argv[2], { timeout: 0 });

process.on('message', (word) => {
  if (word === 'hold') {
    database.exec('BEGIN IMMEDIATE');
    process.send('holding');
  }
  if (word === 'release') {
    database.exec(
      "INSERT INTO key_files (kind, key_id, fingerprint, noted_at) VALUES ('root', 'other', 'f', 1)",
    );
    database.exec('COMMIT');
    process.send('released');
  }
  if (word === 'end') {
    database.close();
    process.disconnect();
  }
});
process.send('ready');

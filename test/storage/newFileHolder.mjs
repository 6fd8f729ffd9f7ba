// Another process that has come first to a new SQLite file, and keeps it locked as while it switches it to WAL. It
// lets go by itself: whoever opens the file meanwhile stands still and could not ask for it.
import Database from 'better-sqlite3';

const database = new Database(process.argv[2], { timeout: 0 });
database.pragma('locking_mode = EXCLUSIVE');
database.exec('BEGIN EXCLUSIVE; CREATE TABLE first (id INTEGER)');
process.on('message', () => {
  setTimeout(() => {
    database.exec('COMMIT');
    database.close();
    process.disconnect();
  }, 300);
  process.send('soon');
});
process.send('holding');

const Sequencer = require('@jest/test-sequencer').default;

/** Folders and files whose tests take longest, by their real servers and browsers: begun last, they end alone. */
const longest =
  /[/\\]test[/\\](?:processes|browser)[/\\]|[/\\]cli[/\\](?:bench|backup|restoreDrill|rotate)\./;

/** Jest's own order (what failed, then what took long the last time), but on a fresh machine it knows of nothing. */
module.exports = class LongestFirst extends Sequencer {
  async sort(tests) {
    const sorted = await super.sort(tests);
    const isLong = ({ path }) => longest.test(path);
    return [...sorted.filter(isLong), ...sorted.filter((test) => !isLong(test))];
  }
};

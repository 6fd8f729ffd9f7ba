const Sequencer = require('@jest/test-sequencer').default;

/** Tests that take longest, by their many pages, real servers and browsers: begun last, they would end alone. */
const longest = [
  // Counts what ran in everything that the worker has ever loaded.
  /[/\\]fuzz[/\\]guided\./,
  /[/\\]browser[/\\]deskPages\./,
  /[/\\]routes[/\\](?:badInput|deskRights)\./,
  /[/\\]random[/\\]|[/\\]cli[/\\](?:bench|backup|origins|restoreDrill|rotate)\./,
  /[/\\]test[/\\](?:processes|browser|fuzz)[/\\]/,
];

/** Jest's own order (what failed, then what took long the last time), but on a fresh machine it knows of nothing. */
module.exports = class LongestFirst extends Sequencer {
  async sort(tests) {
    const sorted = await super.sort(tests);
    const placeOf = ({ path }) => {
      const place = longest.findIndex((pattern) => pattern.test(path));
      return place < 0 ? longest.length : place;
    };
    return [...sorted].sort((one, other) => placeOf(one) - placeOf(other));
  }
};

/** Mocha's spec reporter, which also leaves the run's counts and what failed as JSON in the file SIGNOFF_TEST_COUNTS. */
const { writeFileSync } = require('node:fs');
const { reporters, Runner } = require('mocha');

module.exports = class CountingReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    runner.once(Runner.constants.EVENT_RUN_END, () => {
      const { passes, failures, pending } = runner.stats;
      const failed = this.failures.map((test) => `${test.fullTitle()}\n${test.err?.stack ?? test.err}`);
      writeFileSync(process.env.SIGNOFF_TEST_COUNTS, JSON.stringify({ passes, failures, pending, failed }));
    });
  }
};

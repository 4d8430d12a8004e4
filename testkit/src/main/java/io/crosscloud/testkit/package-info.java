/**
 * Fakes of both clouds for tests: script them, run the code under test, then look at what they saw. What they do, and how it
 * is known that the real clouds do the same, stands in {@code LEDGER.md} beside this package.
 */
package io.crosscloud.testkit;

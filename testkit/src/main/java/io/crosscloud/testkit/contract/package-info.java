/** Contracts for people who write a port of their own: extend one, and its tests run against yours. */
@NullMarked
package io.crosscloud.testkit.contract;

import org.jspecify.annotations.NullMarked;

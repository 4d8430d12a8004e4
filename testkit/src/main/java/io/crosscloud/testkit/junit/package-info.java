/** The fakes in JUnit tests: one annotation that starts, hands out, checks and stops them. */
@NullMarked
package io.crosscloud.testkit.junit;

import org.jspecify.annotations.NullMarked;

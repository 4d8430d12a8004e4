/** Small runnable programs, one thought each. */
@org.jspecify.annotations.NullMarked
package io.crosscloud.examples;

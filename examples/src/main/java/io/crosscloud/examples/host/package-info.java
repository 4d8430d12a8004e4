/** A small host application, and how it is tested with the fakes. */
@org.jspecify.annotations.NullMarked
package io.crosscloud.examples.host;

/**
 * A web application with a "Connect" button for each direction, on the JDK's own server and without a framework. The
 * handlers to copy are in {@code ConnectHandlers}; the rest is what a framework would do.
 */
@org.jspecify.annotations.NullMarked
package io.crosscloud.examples.web;

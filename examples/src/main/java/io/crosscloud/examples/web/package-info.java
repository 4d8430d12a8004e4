/**
 * A web application with a "Connect" button for each direction, on the JDK's own server. What a host copies is
 * {@code ConnectPages}: the two handlers of a login, and what stands around them.
 */
@org.jspecify.annotations.NullMarked
package io.crosscloud.examples.web;

/** One blocking sender over {@code java.net.http} for the endpoints of an authorization server. */
@NullMarked
package io.crosscloud.auth.internal.http;

import org.jspecify.annotations.NullMarked;

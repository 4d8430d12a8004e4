/** Sessions: always a valid token, one refresh however many callers and hosts, nothing lost. */
@NullMarked
package io.crosscloud.auth.session;

import org.jspecify.annotations.NullMarked;

/** What is kept of a session, and the form in which it is sealed. Not supported outside this module. */
@NullMarked
package io.crosscloud.auth.internal.state;

import org.jspecify.annotations.NullMarked;

/** One exchange with a token endpoint: what is sent, how the client proves itself, what the answer means. */
@NullMarked
package io.crosscloud.auth.internal.oauth;

import org.jspecify.annotations.NullMarked;

/** What the answers of both clouds' APIs say about a token. Not supported outside this module. */
@NullMarked
package io.crosscloud.auth.internal.api;

import org.jspecify.annotations.NullMarked;

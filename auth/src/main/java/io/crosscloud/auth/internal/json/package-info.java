/** Reads one JSON object strictly, and writes small ones. */
@NullMarked
package io.crosscloud.auth.internal.json;

import org.jspecify.annotations.NullMarked;

/** Examines connections: from "login denied" to the setting to change. */
@NullMarked
package io.crosscloud.auth.diagnosis;

import org.jspecify.annotations.NullMarked;

/** Examines connections: finds the setting behind a failure such as "login denied". */
@NullMarked
package io.crosscloud.auth.diagnosis;

import org.jspecify.annotations.NullMarked;

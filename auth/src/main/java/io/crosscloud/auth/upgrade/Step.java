package io.crosscloud.auth.upgrade;

import java.util.function.Function;

/**
 * One step of an upgrade.
 *
 * @param id the step's name in the report
 * @param action the step's work. It throws, as a rule an {@link io.crosscloud.error.AuthException}, if it finds an
 *     obstacle or cannot look.
 */
record Step(UpgradeStep id, Function<UpgradeContext, StepResult> action) {}

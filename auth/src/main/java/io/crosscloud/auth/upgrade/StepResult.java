package io.crosscloud.auth.upgrade;

import io.crosscloud.auth.upgrade.UpgradeReport.Outcome;

/** The outcome of a step and what it saw. A step that fails throws instead. */
record StepResult(Outcome outcome, String seen) {
    static StepResult passed(String seen) {
        return new StepResult(Outcome.PASSED, seen);
    }

    static StepResult skipped(String reason) {
        return new StepResult(Outcome.SKIPPED, reason);
    }
}

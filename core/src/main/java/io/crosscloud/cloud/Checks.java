package io.crosscloud.cloud;

import io.crosscloud.error.AuthException;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.Problem;
import io.crosscloud.error.SettingProblem;

/** The one form in which a bad setting is refused. */
final class Checks {
    private Checks() {}

    static AuthException invalid(String setting, String shown, String expected) {
        return invalid(SettingProblem.SETTING_INVALID, setting, shown, expected);
    }

    static AuthException invalid(Problem problem, String setting, String shown, String expected) {
        return AuthFailure.of(problem)
                .detail(setting + ": " + shown + " (expected: " + expected + ")")
                .toException();
    }
}

package io.crosscloud.auth.diagnosis;

import io.crosscloud.error.AuthException;

/** Runs the checks of an examination. */
final class CheckRunner {
    private CheckRunner() {}

    /**
     * Runs a check. A check that throws, in the host's own code for instance, is reported and affects no other check.
     */
    static Finding run(Check check, Examination examination) {
        return new Finding(check, result(check, examination));
    }

    private static CheckResult result(Check check, Examination examination) {
        try {
            return look(check, examination);
        } catch (AuthException e) {
            return CheckResult.fail(e);
        } catch (RuntimeException e) {
            return CheckResult.notCheckable("the check failed: " + e.getClass().getName());
        }
    }

    private static CheckResult look(Check check, Examination examination) {
        return switch (check) {
            case SETTINGS -> ClientChecks.settings(examination);
            case HOST -> HostChecks.host(examination);
            case NAME -> HostChecks.name(examination);
            case TLS -> HostChecks.tls(examination);
            case CLOCK -> HostChecks.clock(examination);
            case KEY -> ClientChecks.key(examination);
            case CERTIFICATE -> ClientChecks.certificate(examination);
            case AUDIENCE -> ClientChecks.audience(examination);
            case SECRET -> ClientChecks.secret(examination);
            case STORE -> SessionChecks.store(examination);
            case SESSION -> SessionChecks.session(examination);
            case REFRESH_TOKEN -> SessionChecks.refreshToken(examination);
            case TOKEN -> TokenChecks.token(examination);
            case SCOPES -> TokenChecks.scopes(examination);
            case INSTANCE -> TokenChecks.apiHosts(examination);
            case API -> ApiChecks.api(examination);
            case IDENTITY -> TokenChecks.identity(examination);
            case BUSINESS_UNIT -> ApiChecks.businessUnit(examination);
            case ALLOWANCE -> ApiChecks.allowance(examination);
        };
    }
}

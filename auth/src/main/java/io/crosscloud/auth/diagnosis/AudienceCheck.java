package io.crosscloud.auth.diagnosis;

import io.crosscloud.auth.internal.oauth.ProviderInternals;
import io.crosscloud.cloud.AuthorizationServer;
import io.crosscloud.cloud.SalesforceOrg;
import io.crosscloud.spi.GrantType;

/** Whether the audience of assertions is the one that the kind of org calls for. */
final class AudienceCheck {
    private AudienceCheck() {}

    static Answer of(Examination examination) {
        Patient patient = examination.patient();
        AuthorizationServer server = patient.server().orElse(null);
        String audience = patient.internals().map(ProviderInternals::audience).orElse(null);
        if (server == null || audience == null || patient.info().grant() != GrantType.JWT_BEARER) {
            return Answer.notCheckable("this connection sends no assertion in a user's name");
        }
        String usual = server instanceof SalesforceOrg org
                ? SalesforceOrg.at(org.loginHost()).audience()
                : server.audience();
        if (audience.equals(usual)) {
            return Answer.pass(audience);
        }
        return Answer.warn(
                DiagnosisProblem.AUDIENCE_UNUSUAL, audience + " (expected for " + server + ": " + usual + ")");
    }
}

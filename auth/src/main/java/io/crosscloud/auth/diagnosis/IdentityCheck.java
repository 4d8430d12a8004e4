package io.crosscloud.auth.diagnosis;

import io.crosscloud.Cloud;
import io.crosscloud.auth.internal.oauth.SalesforceIds;
import io.crosscloud.session.Identity;
import io.crosscloud.spi.GrantType;
import java.util.Locale;
import java.util.Optional;

/** Whether the token speaks for the user and the organization that were meant. */
final class IdentityCheck {
    private IdentityCheck() {}

    static Answer of(Examination examination) {
        if (examination.token().isEmpty()) {
            return Answer.notCheckable("there is no token");
        }
        Identity identity = examination.identity().orElse(null);
        if (identity == null) {
            return Answer.notCheckable("the cloud does not say, which takes the scope openid");
        }
        String seen = identity.username().map(name -> name + ", user ").orElse("user ") + identity.userId() + " of "
                + identity.organizationId();
        String organization = examination.meant().organization();
        String username = username(examination).orElse(null);
        if (organization != null && !sameOrganization(organization, identity, examination.patient())) {
            return Answer.fail(
                    DiagnosisProblem.IDENTITY_OTHER, seen + " (expected: organization " + organization + ")");
        }
        if (username != null
                && !identity.username().map(name -> same(name, username)).orElse(true)) {
            return Answer.fail(DiagnosisProblem.IDENTITY_OTHER, seen + " (expected: " + username + ")");
        }
        boolean unnamed = username != null && identity.username().isEmpty();
        return unnamed
                ? Answer.notCheckable(seen + ", whose name the cloud does not say (expected: " + username + ")")
                : Answer.pass(seen);
    }

    /** Whom the host means; an assertion means its subject. */
    private static Optional<String> username(Examination examination) {
        Patient patient = examination.patient();
        String told = examination.meant().username();
        if (told != null || patient.info().grant() != GrantType.JWT_BEARER) {
            return Optional.ofNullable(told);
        }
        return Optional.of(patient.provider().subject(patient.request().user()));
    }

    private static boolean sameOrganization(String expected, Identity identity, Patient patient) {
        String actual = identity.organizationId();
        return patient.in(Cloud.SALESFORCE) ? SalesforceIds.same(expected, actual) : expected.equals(actual);
    }

    private static boolean same(String one, String other) {
        return one.toLowerCase(Locale.ROOT).equals(other.toLowerCase(Locale.ROOT));
    }
}

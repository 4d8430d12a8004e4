package io.crosscloud.auth.diagnosis;

import io.crosscloud.Cloud;
import io.crosscloud.session.BusinessUnit;
import java.util.Optional;
import java.util.OptionalLong;

/** In which business unit the token really acts (REST resource {@code /platform/v1/tokenContext}). */
final class BusinessUnitCheck {
    private BusinessUnitCheck() {}

    static Answer of(Examination examination) {
        Patient patient = examination.patient();
        if (!patient.in(Cloud.ENGAGEMENT)) {
            return Answer.notCheckable("only Engagement has business units");
        }
        OptionalLong actual = examination
                .apiBody()
                .flatMap(body -> body.object("organization"))
                .map(organization -> organization.wholeNumber("id"))
                .orElse(OptionalLong.empty());
        if (actual.isEmpty()) {
            return Answer.notCheckable("there is no token, or the API did not tell");
        }
        Optional<BusinessUnit> wanted = patient.businessUnit();
        if (wanted.isPresent() && wanted.get().mid() != actual.getAsLong()) {
            return Answer.fail(
                    DiagnosisProblem.BUSINESS_UNIT_OTHER,
                    "MID " + actual.getAsLong() + " (expected: " + wanted.get() + ")");
        }
        return Answer.pass("MID " + actual.getAsLong() + (wanted.isEmpty() ? ", the package's own" : ""));
    }
}

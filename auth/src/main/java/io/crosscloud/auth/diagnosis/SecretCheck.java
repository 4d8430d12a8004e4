package io.crosscloud.auth.diagnosis;

import io.crosscloud.Cloud;
import io.crosscloud.auth.internal.oauth.ProviderInternals;
import io.crosscloud.error.Problem;
import java.time.Duration;
import java.time.Instant;

/**
 * How old the client secret is. Engagement's end 180 days after they were made (Salesforce's announcement of March 2026);
 * Salesforce's do not, but changing one revokes every token of the app.
 */
final class SecretCheck {
    /** How long a secret of Engagement's is good. */
    static final Duration LIFE = Duration.ofDays(180);

    private static final Duration SOON = Duration.ofDays(30);

    private SecretCheck() {}

    static Answer of(Examination examination) {
        Patient patient = examination.patient();
        if (!patient.internals().map(ProviderInternals::secret).orElse(false)) {
            return Answer.notCheckable("this connection has no client secret");
        }
        Instant madeAt = examination.meant().secretMadeAt();
        String age = madeAt == null ? "" : Times.about(Duration.between(madeAt, examination.startedAt())) + " old; ";
        if (patient.in(Cloud.SALESFORCE)) {
            return Answer.pass(age
                    + "it does not end by itself, and changing it revokes every access and refresh token of the app");
        }
        if (madeAt == null) {
            return Answer.notCheckable("it is good for 180 days; tell the doctor when it was made");
        }
        Duration left = Duration.between(examination.startedAt(), madeAt.plus(LIFE));
        if (left.isNegative() || left.isZero()) {
            return Answer.fail(DiagnosisProblem.SECRET_ENDS, age + "it ended on " + Times.day(madeAt.plus(LIFE)));
        }
        String ends = age + "it ends on " + Times.day(madeAt.plus(LIFE));
        return left.compareTo(SOON) < 0 ? Answer.warn(DiagnosisProblem.SECRET_ENDS, ends) : Answer.pass(ends);
    }
}

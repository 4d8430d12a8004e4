package io.crosscloud.auth.diagnosis;

import io.crosscloud.auth.internal.http.HttpReply;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.ServerProblem;
import java.util.Set;

/** Whether the host answers, over TLS 1.2 or later (both clouds refuse what is older). */
final class TlsCheck {
    private static final Set<String> GOOD = Set.of("TLSv1.2", "TLSv1.3");

    private TlsCheck() {}

    static Answer of(Examination examination) {
        if (examination.patient().internals().isEmpty()) {
            return Answer.notCheckable("a provider of the host's own");
        }
        AuthException failure = examination.reached().failure().orElse(null);
        if (failure != null) {
            return Answer.fail(failure);
        }
        return examination
                .reached()
                .answer()
                .flatMap(HttpReply::tlsProtocol)
                .map(TlsCheck::of)
                .orElseGet(
                        () -> Answer.notCheckable("it answers without TLS, which is for tests on this machine only"));
    }

    static Answer of(String protocol) {
        return GOOD.contains(protocol)
                ? Answer.pass("it answers over " + protocol)
                : Answer.fail(ServerProblem.TLS, "it answers over " + protocol + " (expected: TLSv1.2 or later)");
    }
}

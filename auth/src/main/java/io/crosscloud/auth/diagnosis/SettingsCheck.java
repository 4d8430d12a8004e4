package io.crosscloud.auth.diagnosis;

import io.crosscloud.spi.GrantType;
import io.crosscloud.spi.ProviderInfo;

/** What the connection is, in one line. */
final class SettingsCheck {
    private SettingsCheck() {}

    static Answer of(Examination examination) {
        ProviderInfo info = examination.patient().info();
        if (info.server().isEmpty()) {
            return Answer.notCheckable("a provider of the host's own, of which only the token can be judged");
        }
        return Answer.pass(grant(info.grant()) + " at " + info.server().get()
                + info.clientId().map(id -> " as client " + id).orElse(""));
    }

    private static String grant(GrantType grant) {
        return switch (grant) {
            case JWT_BEARER -> "JWT bearer";
            case REFRESH_TOKEN -> "refresh token";
            case CLIENT_CREDENTIALS -> "client credentials";
            case CUSTOM -> "a grant of the host's own";
        };
    }
}

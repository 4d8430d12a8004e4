package io.crosscloud.auth.diagnosis;

import io.crosscloud.error.SettingProblem;
import io.crosscloud.token.AccessToken;
import io.crosscloud.token.ApiEndpoints;
import java.net.URI;
import java.util.stream.Stream;

/** Which API hosts the token is for. That they are the cloud's own was checked before the token was taken. */
final class InstanceCheck {
    private InstanceCheck() {}

    static Answer of(Examination examination) {
        ApiEndpoints endpoints = examination.token().map(AccessToken::endpoints).orElse(null);
        if (endpoints == null) {
            return Answer.notCheckable("there is no token");
        }
        return of(endpoints);
    }

    static Answer of(ApiEndpoints endpoints) {
        String hosts =
                endpoints.rest() + (endpoints.rest().equals(endpoints.soap()) ? "" : ", for SOAP " + endpoints.soap());
        boolean lightning = Stream.of(endpoints.rest(), endpoints.soap())
                .map(URI::getHost)
                .anyMatch(host -> host.contains(".lightning.") || host.startsWith("lightning."));
        return lightning
                ? Answer.fail(SettingProblem.LIGHTNING_HOST, hosts + " (expected: a host that serves the API)")
                : Answer.pass(hosts);
    }
}

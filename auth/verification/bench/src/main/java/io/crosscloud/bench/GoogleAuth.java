package io.crosscloud.bench;

import com.google.auth.oauth2.ServiceAccountCredentials;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.stream.IntStream;

/** google-auth-library: service account credentials, which sign a JWT as we do. */
final class GoogleAuth implements Client {
    private final ServiceAccountCredentials[] credentials;
    private final URI api;

    GoogleAuth(Endpoint endpoint, int users) {
        api = endpoint.apiUri();
        credentials = IntStream.range(0, users)
                .mapToObj(i -> credentials(endpoint, "user-" + i))
                .toArray(ServiceAccountCredentials[]::new);
    }

    static ServiceAccountCredentials credentials(Endpoint endpoint, String user) {
        return ServiceAccountCredentials.newBuilder()
                .setClientId("bench")
                .setClientEmail(user)
                .setPrivateKey(Rsa.key())
                .setPrivateKeyId("bench")
                .setTokenServerUri(endpoint.tokenUri())
                .setScopes(List.of("api"))
                .build();
    }

    @Override
    public Object token(int user) throws IOException {
        return credentials[user].getRequestMetadata(api);
    }

    @Override
    public void renew(int user) throws IOException {
        credentials[user].refresh();
    }
}

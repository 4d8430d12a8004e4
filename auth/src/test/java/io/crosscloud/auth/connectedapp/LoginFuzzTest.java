package io.crosscloud.auth.connectedapp;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.crosscloud.auth.client.ClientAuthentication;
import io.crosscloud.auth.session.SessionManager;
import io.crosscloud.auth.store.InMemoryTokenStore;
import io.crosscloud.auth.store.TokenCipher;
import io.crosscloud.cloud.ClientId;
import io.crosscloud.cloud.EngagementTenant;
import io.crosscloud.cloud.SalesforceOrg;
import io.crosscloud.fuzz.CannedClient;
import io.crosscloud.fuzz.Hostile;
import io.crosscloud.session.User;
import io.crosscloud.token.Secret;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.channels.Channels;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Tag;

/** What a browser brings back, and whoever else connects to this machine. */
@Tag("fuzz")
class LoginFuzzTest {
    private static final User MARTA = User.of("marta");
    private static final URI REDIRECT = URI.create("http://127.0.0.1:8400/callback");
    private static final TokenCipher CIPHER = TokenCipher.aes256(new byte[32]);

    @FuzzTest
    void callback(byte[] query) {
        URI uri;
        try {
            uri = new URI(REDIRECT + "?" + Hostile.text(query));
        } catch (URISyntaxException e) {
            return;
        }
        for (CallbackCheck check : List.of(
                new CallbackCheck(SalesforceOrg.myDomain("acme")),
                new CallbackCheck(EngagementTenant.of("mc563885gzs27c5t9-63k636ttgm")))) {
            Hostile.allow(() -> check.check(Callback.of(uri)));
        }
    }

    /** To a program without a web server. */
    @FuzzTest
    void callbackRequest(byte[] head) {
        Hostile.allowNothing(() -> {
            CallbackRequest request = new CallbackRequest();
            boolean more = true;
            var channel = Channels.newChannel(new ByteArrayInputStream(head));
            while (more) {
                more = request.readFrom(channel);
            }
            request.callback(REDIRECT)
                    .ifPresent(uri -> Hostile.require(uri.toString().startsWith(REDIRECT + "?"), uri));
        });
    }

    /** The cookie, and what it holds once it is opened. */
    @FuzzTest
    void sealedLogin(byte[] cookie) {
        Hostile.allow(() -> CIPHER.open(Hostile.text(cookie), "login"));
        Hostile.allowNothing(() -> PendingLogin.of(Hostile.text(cookie))
                .ifPresent(
                        login -> Hostile.require(PendingLogin.of(login.toText()).isPresent(), login)));
        Hostile.allow(() -> LOGIN.complete(MARTA, Hostile.text(cookie), URI.create(REDIRECT + "?code=c&state=s")));
    }

    private static final ConnectedAppLogin LOGIN = login();

    private static ConnectedAppLogin login() {
        ConnectedAppTokenRefresher refresher = ConnectedAppTokenRefresher.builder(
                        SalesforceOrg.myDomain("acme"),
                        ClientId.of("client"),
                        ClientAuthentication.secret(Secret.of(Hostile.SECRET)))
                .httpClient(new CannedClient(new byte[0]))
                .clock(() -> Instant.EPOCH)
                .build();
        SessionManager sessions = SessionManager.builder()
                .connection("cloud", refresher)
                .clock(() -> Instant.EPOCH)
                .store(InMemoryTokenStore.create(), CIPHER)
                .build();
        return ConnectedAppLogin.builder(sessions, "cloud", REDIRECT).build();
    }
}

package outside;

import io.crosscloud.auth.client.ClientAuthentication;
import io.crosscloud.auth.clientcredentials.ClientCredentialsTokenProvider;
import io.crosscloud.auth.session.Session;
import io.crosscloud.auth.session.SessionManager;
import io.crosscloud.cloud.ClientId;
import io.crosscloud.cloud.EngagementTenant;
import io.crosscloud.session.User;
import io.crosscloud.token.Secret;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

/** Has a session in Engagement, from a module that sees no Redis client, no Micrometer and no database driver. */
public final class Program {
    private Program() {}

    /** Sets everything up and asks nobody. */
    public static void main(String[] args) {
        var provider = ClientCredentialsTokenProvider.builder(
                        EngagementTenant.of("mc563885gzs27c5t9-63k636ttgm"),
                        ClientId.of("a-client"),
                        ClientAuthentication.secret(Secret.of("a-secret")))
                .build();
        try (SessionManager sessions =
                SessionManager.builder().connection("engagement", provider).build()) {
            Session session = sessions.session("engagement", User.integration());
            System.out.println(session.key() + " is " + session.status().state() + ", in " + Program.class.getModule());
        }
    }

    /** What a request over a session is answered. */
    public static String get(Session session, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(session.resolve(path)).build();
        return session.send(request, BodyHandlers.ofString()).body();
    }
}

package io.crosscloud.bench;

import com.google.auth.oauth2.ServiceAccountCredentials;
import com.microsoft.aad.msal4j.ClientCredentialFactory;
import com.microsoft.aad.msal4j.ClientCredentialParameters;
import com.microsoft.aad.msal4j.ConfidentialClientApplication;
import com.microsoft.aad.msal4j.HttpResponse;
import io.crosscloud.auth.client.SigningKey;
import io.crosscloud.auth.jwt.JwtBearerTokenProvider;
import io.crosscloud.auth.session.SessionManager;
import io.crosscloud.cloud.ClientId;
import io.crosscloud.cloud.SalesforceOrg;
import io.crosscloud.session.User;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * Programs that get one token and print after how many microseconds they had it. They know their own library only, since they
 * run without the others. Their arguments are the endpoint and the file of a private key.
 */
final class FirstToken {
    private FirstToken() {}

    private static void print(long start, Object token) {
        System.out.println(
                (System.nanoTime() - start) / 1_000 + " " + token.getClass().getSimpleName());
        System.exit(0);
    }

    /** By JWT bearer, out of a session manager. */
    static final class Crosscloud {
        private Crosscloud() {}

        public static void main(String[] args) {
            long start = System.nanoTime();
            JwtBearerTokenProvider provider = JwtBearerTokenProvider.builder(
                            SalesforceOrg.at(URI.create(args[0])),
                            ClientId.of("bench"),
                            SigningKey.fromPem(Path.of(args[1])))
                    .build();
            SessionManager sessions =
                    SessionManager.builder().connection("salesforce", provider).build();
            print(start, sessions.session("salesforce", User.of("user")).accessToken());
        }
    }

    /** The same by google-auth. */
    static final class Google {
        private Google() {}

        public static void main(String[] args) throws IOException {
            long start = System.nanoTime();
            ServiceAccountCredentials credentials = ServiceAccountCredentials.newBuilder()
                    .setClientEmail("user")
                    .setPrivateKeyString(Files.readString(Path.of(args[1])))
                    .setTokenServerUri(URI.create(args[0] + "/services/oauth2/token"))
                    .setScopes(List.of("api"))
                    .build();
            print(start, credentials.getRequestMetadata(URI.create(args[0])));
        }
    }

    /** By client credentials: MSAL4J signs nothing here, and its HTTP is the JDK's oldest. */
    static final class Msal {
        private Msal() {}

        public static void main(String[] args) throws Exception {
            long start = System.nanoTime();
            ConfidentialClientApplication application = ConfidentialClientApplication.builder(
                            "bench", ClientCredentialFactory.createFromSecret("bench"))
                    .authority("https://login.microsoftonline.com/00000000-0000-0000-0000-000000000001/")
                    .instanceDiscovery(false)
                    .httpClient(request -> post(URI.create(args[0] + "/services/oauth2/token"), request.body()))
                    .build();
            ClientCredentialParameters parameters =
                    ClientCredentialParameters.builder(Set.of("api")).build();
            print(start, application.acquireToken(parameters).get());
        }

        private static HttpResponse post(URI uri, String form) throws IOException {
            HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
            connection.setDoOutput(true);
            connection.getOutputStream().write(form.getBytes(StandardCharsets.UTF_8));
            HttpResponse response = new HttpResponse().statusCode(connection.getResponseCode());
            return response.body(new String(connection.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}

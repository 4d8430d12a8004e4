package io.crosscloud.bench;

import com.microsoft.aad.msal4j.ClientCredentialFactory;
import com.microsoft.aad.msal4j.ClientCredentialParameters;
import com.microsoft.aad.msal4j.ConfidentialClientApplication;
import com.microsoft.aad.msal4j.HttpResponse;
import com.microsoft.aad.msal4j.IHttpClient;
import java.net.MalformedURLException;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/** MSAL4J: one application with a scope for each user, and threads of its own. */
final class Msal4j implements Client {
    private static final String AUTHORITY = "https://login.microsoftonline.com/00000000-0000-0000-0000-000000000001/";

    private final ExecutorService threads = Executors.newCachedThreadPool(Daemon.named("msal"));
    private final ConfidentialClientApplication application;
    private final ClientCredentialParameters[] parameters;

    Msal4j(Endpoint endpoint, int users) {
        application = application(post(endpoint), threads);
        parameters = IntStream.range(0, users)
                .mapToObj(i -> parameters("https://user-" + i + "/.default"))
                .toArray(ClientCredentialParameters[]::new);
    }

    static ConfidentialClientApplication application(IHttpClient http, ExecutorService threads) {
        try {
            return ConfidentialClientApplication.builder("bench", ClientCredentialFactory.createFromSecret("bench"))
                    .authority(AUTHORITY)
                    .instanceDiscovery(false)
                    .httpClient(http)
                    .executorService(threads)
                    .build();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(e);
        }
    }

    static ClientCredentialParameters parameters(String scope) {
        return ClientCredentialParameters.builder(Set.of(scope)).build();
    }

    private static IHttpClient post(Endpoint endpoint) {
        return request -> {
            java.net.http.HttpResponse<String> answer = Post.form(endpoint.tokenUri(), request.body());
            HttpResponse response = new HttpResponse().statusCode(answer.statusCode());
            response.addHeaders(answer.headers().map());
            return response.body(answer.body());
        };
    }

    @Override
    public Object token(int user) throws Exception {
        return application.acquireToken(parameters[user]).get();
    }

    @Override
    public void renew(int user) throws Exception {
        application
                .acquireToken(ClientCredentialParameters.builder(parameters[user].scopes())
                        .skipCache(true)
                        .build())
                .get();
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}

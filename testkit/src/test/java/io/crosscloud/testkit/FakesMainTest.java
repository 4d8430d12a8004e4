package io.crosscloud.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.crosscloud.testkit.internal.http.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class FakesMainTest {

    private static Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                System.getProperty("java.home") + "/bin/java",
                "-cp",
                System.getProperty("java.class.path"),
                FakesMain.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).start();
    }

    @Test
    void process_printsOneLineServesBothFakesAndStopsWhenTold() throws Exception {
        Process process = start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            JsonNode all = Json.parse(out.readLine()).orElseThrow();
            assertThat(all.propertyNames()).containsExactly("salesforce", "engagement");
            assertThat(all.path("salesforce").propertyNames())
                    .containsExactly(
                            "url",
                            "crosscloud",
                            "clientId",
                            "clientSecret",
                            "username",
                            "privateKeyPem",
                            "refreshToken",
                            "redirectUri",
                            "soapUsername",
                            "soapPassword");
            assertThat(all.path("engagement").propertyNames())
                    .containsExactly(
                            "url",
                            "subdomain",
                            "clientId",
                            "clientSecret",
                            "accountId",
                            "childAccountId",
                            "apiUsername",
                            "apiPassword",
                            "triggeredSendKey",
                            "webAppClientId",
                            "webAppClientSecret",
                            "publicAppClientId",
                            "legacyClientId",
                            "legacyClientSecret",
                            "refreshToken",
                            "redirectUri");
            all.forEach(
                    fake -> fake.forEach(value -> assertThat(value.isString()).isTrue()));
            for (String cloud : List.of("salesforce", "engagement")) {
                URI requests = URI.create(all.path(cloud).path("url").asString() + "/testkit/requests");
                assertThat(HttpClient.newHttpClient()
                                .send(HttpRequest.newBuilder(requests).build(), BodyHandlers.ofString())
                                .body())
                        .isEqualTo("[]");
            }
            process.toHandle().destroy();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(out.readLine()).isNull();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void description_saysHowAClientOfThisLibraryNamesTheOrg() {
        try (FakeSalesforce salesforce = FakeSalesforce.start();
                FakeEngagement engagement = FakeEngagement.start()) {
            JsonNode told = FakesMain.description(salesforce, engagement).path("salesforce");

            assertThat(told.path("crosscloud").asString())
                    .isEqualTo("SalesforceOrg.at(URI.create(\"" + salesforce.uri() + "\")).withSalesforceBehind()");
            assertThat(salesforce.org().answeredBySalesforce()).isTrue();
        }
    }

    @Test
    void description_isEnoughForEveryFlowOfEngagement() {
        try (FakeSalesforce salesforce = FakeSalesforce.start();
                FakeEngagement engagement = FakeEngagement.start()) {
            JsonNode told = FakesMain.description(salesforce, engagement).path("engagement");
            EngagementCaller caller = new EngagementCaller(engagement);
            String[] webApp = {
                "client_id", told.path("webAppClientId").asString(),
                "client_secret", told.path("webAppClientSecret").asString()
            };
            assertThat(caller.refresh(told.path("refreshToken").asString(), webApp)
                            .status())
                    .isEqualTo(200);
            for (String client : List.of("webAppClientId", "publicAppClientId")) {
                URI callback = engagement.login(URI.create(told.path("url").asString()
                        + "/v2/authorize?response_type=code&client_id="
                        + told.path(client).asString()
                        + "&redirect_uri=" + told.path("redirectUri").asString()));
                assertThat(callback.toString())
                        .startsWith(told.path("redirectUri").asString() + "?code=");
            }
            String legacy = "{\"clientId\":\"" + told.path("legacyClientId").asString() + "\",\"clientSecret\":\""
                    + told.path("legacyClientSecret").asString() + "\"}";
            assertThat(caller.post("/v1/requestToken", "application/json", legacy)
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void portThatIsTaken_isToldWithoutAStackTrace() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Process process = start("--engagement-port=" + taken.getLocalPort());
            try {
                String error = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
                assertThat(error)
                        .startsWith("cannot listen on ")
                        .contains(":" + taken.getLocalPort())
                        .hasLineCount(1);
                assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
                assertThat(process.exitValue()).isEqualTo(1);
            } finally {
                process.destroyForcibly();
            }
        }
    }

    @Test
    void wrongArgument_isExplained() throws Exception {
        Process process = start("--port=1");
        try {
            String error = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(error).contains("--port=1", "usage: ");
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(2);
        } finally {
            process.destroyForcibly();
        }
    }
}

package io.crosscloud.examples.host;

import io.crosscloud.auth.client.ClientAuthentication;
import io.crosscloud.auth.connectedapp.ConnectedAppTokenRefresher;
import io.crosscloud.auth.connectedapp.LoginRequest;
import io.crosscloud.auth.session.SessionManager;
import io.crosscloud.testkit.FakeSalesforce;
import io.crosscloud.testkit.TestClock;
import java.io.IOException;
import java.time.Duration;

/** Your own code, a fake org, and a clock: what a test does, as a plain program. */
public final class TestingYourCodeExample {
    private TestingYourCodeExample() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        TestClock clock = TestClock.create();
        try (FakeSalesforce cloud = FakeSalesforce.builder().clock(clock).start()) {
            var provider = ConnectedAppTokenRefresher.builder(
                            cloud.org(), cloud.clientId(), ClientAuthentication.secret(cloud.clientSecret()))
                    .build();
            try (SessionManager sessions = SessionManager.builder()
                    .connection("salesforce", provider)
                    .clock(clock)
                    .build()) {
                AllowancePage page = new AllowancePage(sessions, cloud.redirectUri());
                logIn(page, cloud);
                System.out.println("after the login: " + name(page.show("marta")));
                clock.advance(Duration.ofHours(3));
                System.out.println("three hours later: " + name(page.show("marta")));
            }
            System.out.println(cloud.journal().timeline());
        }
    }

    private static void logIn(AllowancePage page, FakeSalesforce cloud) throws IOException, InterruptedException {
        if (page.show("marta") instanceof AllowancePage.View.LogIn view) {
            LoginRequest begun = view.login();
            page.comeBack(begun.sealed(), cloud.login(begun.authorizationUri()));
        }
    }

    private static String name(AllowancePage.View view) {
        return view.getClass().getSimpleName();
    }
}

package io.crosscloud.examples.bothdirections;

import io.crosscloud.auth.client.ClientAuthentication;
import io.crosscloud.auth.client.SigningKey;
import io.crosscloud.auth.connectedapp.ConnectedAppLogin;
import io.crosscloud.auth.connectedapp.ConnectedAppTokenRefresher;
import io.crosscloud.auth.connectedapp.LoginRequest;
import io.crosscloud.auth.jwt.JwtBearerTokenProvider;
import io.crosscloud.auth.session.Session;
import io.crosscloud.session.User;
import io.crosscloud.testkit.FakeEngagement;
import io.crosscloud.testkit.FakeSalesforce;
import io.crosscloud.testkit.Rotation;
import io.crosscloud.testkit.TestClock;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Function;

/** Fakes of both clouds on loopback ports, on a clock that moves when it is told to. */
final class FakeClouds implements Clouds {
    private final TestClock clock = TestClock.create();
    private final FakeSalesforce salesforce = FakeSalesforce.builder()
            .clock(clock)
            .rotation(Rotation.strict())
            .apiRequestsPerDay(15_000)
            .start();
    private final FakeEngagement engagement =
            FakeEngagement.builder().clock(clock).jwtBearer().start();
    private final StoreFile storeFile = StoreFile.temporary();

    @Override
    public String place() {
        return "fakes of both clouds on this machine";
    }

    @Override
    public Crossing intoEngagement() {
        SigningKey key = SigningKey.fromPem(engagement.signingKeyPem());
        JwtBearerTokenProvider provider = JwtBearerTokenProvider.builder(
                        engagement.tenant(), engagement.clientId(), key)
                .businessUnit(engagement.childBusinessUnit())
                .build();
        return new Crossing(
                provider, User.of(engagement.username()), "JWT bearer, and no Engagement password anywhere");
    }

    @Override
    public Crossing intoSalesforce() {
        ConnectedAppTokenRefresher provider = ConnectedAppTokenRefresher.builder(
                        salesforce.org(), salesforce.clientId(), ClientAuthentication.secret(salesforce.clientSecret()))
                .build();
        return new Crossing(provider, User.of("marta"), "connected app; Marta logs in once, in the fake's login form");
    }

    @Override
    public Session logIn(Function<URI, ConnectedAppLogin> login, User user) {
        ConnectedAppLogin atTheFake = login.apply(salesforce.redirectUri());
        LoginRequest begun = atTheFake.begin(user);
        return atTheFake.complete(begun.sealed(), salesforce.login(begun.authorizationUri()));
    }

    @Override
    public StoreFile storeFile() {
        return storeFile;
    }

    @Override
    public InstantSource clock() {
        return clock;
    }

    @Override
    public boolean letPass(Duration time) {
        clock.advance(time);
        return true;
    }

    @Override
    public String witness() {
        int toEngagement = engagement.journal().tokenRequests().size();
        int toSalesforce = salesforce.journal().tokenRequests().size();
        return "The fakes counted " + toEngagement + " token requests to Engagement and " + toSalesforce
                + " to Salesforce, and " + salesforce.tally().spentTokensPresented()
                + " refresh tokens that were used twice.";
    }

    @Override
    public void close() {
        engagement.close();
        salesforce.close();
        storeFile.close();
    }
}

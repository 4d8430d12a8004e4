package io.crosscloud.examples.bothdirections;

import io.crosscloud.auth.connectedapp.ConnectedAppLogin;
import io.crosscloud.auth.session.Session;
import io.crosscloud.auth.session.SessionManager;
import io.crosscloud.error.LoginRequiredException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;

/** What happens, in order. */
final class Story {
    private static final String ENGAGEMENT = "engagement";
    private static final String SALESFORCE = "salesforce";
    private static final Duration LONG_ENOUGH = Duration.ofHours(3);

    private final Clouds clouds;
    private final Account account;
    private final Tally tally = new Tally();
    private int logins;

    Story(Clouds clouds, Account account) {
        this.clouds = clouds;
        this.account = account;
    }

    void tell() throws IOException, InterruptedException {
        account.title("Crosscloud, both directions, over HTTP against " + clouds.place());
        account.line("Engagement", host(clouds.intoEngagement()));
        account.line("Salesforce", host(clouds.intoSalesforce()));
        try (StoreFile.Opened store = clouds.storeFile().open();
                SessionManager sessions = sessionsIn(store)) {
            intoEngagement(sessions);
            intoSalesforce(sessions);
            afterExpiry(sessions);
        }
        try (StoreFile.Opened store = clouds.storeFile().open();
                SessionManager sessions = sessionsIn(store)) {
            afterRestart(sessions);
            afterExpiry(sessions);
        }
        account.closing("Logins: " + logins + ". " + clouds.witness());
    }

    private static String host(Crossing crossing) {
        URI tokenEndpoint = crossing.provider().info().server().orElseThrow().tokenEndpoint();
        return tokenEndpoint.getScheme() + "://" + tokenEndpoint.getAuthority();
    }

    private SessionManager sessionsIn(StoreFile.Opened store) {
        return SessionManager.builder()
                .connection(ENGAGEMENT, clouds.intoEngagement().provider())
                .connection(SALESFORCE, clouds.intoSalesforce().provider())
                .store(store.tokens(), clouds.storeFile().cipher())
                .clock(clouds.clock())
                .listener(tally)
                .build();
    }

    private void intoEngagement(SessionManager sessions) throws IOException, InterruptedException {
        account.chapter("Salesforce into Engagement: " + clouds.intoEngagement().how());
        Session session = engagement(sessions);
        account.line("user", session.key().user());
        tellContext(session);
        tellContext(session);
        account.line("token requests", tally.take(1));
    }

    private void intoSalesforce(SessionManager sessions) throws IOException, InterruptedException {
        account.chapter("Engagement into Salesforce: " + clouds.intoSalesforce().how());
        Session session = loggedIn(sessions);
        account.line("user", session.key().user());
        session.status().identity().ifPresent(identity -> account.line("identity", identity));
        tellLimits(session);
        tellLimits(session);
        account.line("token requests", tally.take(1));
    }

    /** A session whose person has logged in: now, if it was never so before. */
    private Session loggedIn(SessionManager sessions) throws InterruptedException {
        Session session = salesforce(sessions);
        try {
            session.accessToken();
            return session;
        } catch (LoginRequiredException e) {
            logins++;
            return clouds.logIn(
                    redirectUri -> ConnectedAppLogin.builder(sessions, SALESFORCE, redirectUri)
                            .build(),
                    session.key().user());
        }
    }

    private void afterExpiry(SessionManager sessions) throws IOException, InterruptedException {
        if (clouds.letPass(LONG_ENOUGH)) {
            account.chapter(LONG_ENOUGH.toHours() + " hours later: both access tokens have expired, nobody logs in");
            callBoth(sessions);
        }
    }

    private void afterRestart(SessionManager sessions) throws IOException, InterruptedException {
        account.chapter("Everything was closed and starts again on the same store file, nobody logs in");
        callBoth(sessions);
    }

    private void callBoth(SessionManager sessions) throws IOException, InterruptedException {
        tellContext(engagement(sessions));
        tellLimits(salesforce(sessions));
        account.line("token requests", tally.take(2));
    }

    private Session engagement(SessionManager sessions) {
        return sessions.session(ENGAGEMENT, clouds.intoEngagement().user());
    }

    private Session salesforce(SessionManager sessions) {
        return sessions.session(SALESFORCE, clouds.intoSalesforce().user());
    }

    private void tellContext(Session session) throws IOException, InterruptedException {
        account.line("tokenContext", Api.tokenContext(session));
        tally.called();
    }

    private void tellLimits(Session session) throws IOException, InterruptedException {
        account.line("limits", Api.limits(session));
        tally.called();
    }
}

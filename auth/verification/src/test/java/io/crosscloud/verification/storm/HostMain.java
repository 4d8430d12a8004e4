package io.crosscloud.verification.storm;

import io.crosscloud.auth.client.ClientAuthentication;
import io.crosscloud.auth.connectedapp.ConnectedAppTokenRefresher;
import io.crosscloud.auth.session.Session;
import io.crosscloud.auth.session.SessionManager;
import io.crosscloud.auth.store.TokenCipher;
import io.crosscloud.cloud.SalesforceOrg;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.NextStep;
import io.crosscloud.session.User;
import io.crosscloud.spi.AuthEvent;
import io.crosscloud.spi.Deadline;
import io.crosscloud.spi.ForwardingTokenProvider;
import io.crosscloud.spi.PreparedRequest;
import io.crosscloud.spi.TokenProvider;
import io.crosscloud.spi.TokenRequest;
import io.crosscloud.token.AccessToken;
import io.crosscloud.token.Secret;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * One host: a process of its own with a {@link SessionManager} of its own, whose threads use sessions at random. It says on
 * standard output what happens to it, and does what standard input says: {@code want <user> <control>}, {@code stall <user>} for the
 * user's next request, {@code calm} for no stalls by chance any more, or {@code stop}. When that ends, it ends.
 */
final class HostMain implements AutoCloseable {
    static final String CONNECTION = "salesforce";

    private static final int LEAST_PAUSE_MILLIS = 20;
    private static final int MOST_PAUSE_MILLIS = 120;
    private static final String RESOURCE = "/services/data/v64.0/limits";

    private final HostSettings settings;
    private final InstantSource clock;
    private final Stalls stalls;
    private final ThreadLocal<String> asking = new ThreadLocal<>();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Map<Control, SessionManager> managers = new ConcurrentHashMap<>();
    private final CountDownLatch stopped = new CountDownLatch(1);

    private HostMain(HostSettings settings) {
        this.settings = settings;
        this.clock = InstantSource.offset(InstantSource.system(), settings.clockOff());
        this.stalls = new Stalls(
                settings.stalls(),
                Timing.stall(settings.maxPause()),
                settings.seed() + settings.life().hashCode());
        SessionManager unused = manager(settings.control());
    }

    private SessionManager manager(Control control) {
        return managers.computeIfAbsent(
                control,
                missing -> SessionManager.builder()
                        .connection(CONNECTION, provider(missing))
                        .store(missing.open(settings.store(), settings.maxPause()), TokenCipher.aes256(settings.key()))
                        .clock(clock)
                        .lease(Timing.lease(settings.maxPause()))
                        .acquireTimeout(Timing.ACQUIRE)
                        .assumedLifetime(Timing.ASSUMED_LIFETIME)
                        .listener(this::tell)
                        .build());
    }

    /** Runs until it is told to stop. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        try (HostMain host = new HostMain(HostSettings.of(arguments))) {
            host.run();
        }
        say("closed");
        System.exit(0);
    }

    private TokenProvider provider(Control control) {
        SendersClient signing =
                new SendersClient(() -> settings.life() + " " + asking.get(), stalls, control != Control.NO_LATE_LOOK);
        HostSettings.Server fake = settings.fake();
        TokenProvider real = ConnectedAppTokenRefresher.builder(
                        SalesforceOrg.at(fake.uri()).withSalesforceBehind(),
                        fake.clientId(),
                        ClientAuthentication.secret(() -> secret(fake)))
                .timeout(Timing.EXCHANGE)
                .httpClient(signing)
                .clock(clock)
                .build();
        return new Named(real, control != Control.SENDS_LATE);
    }

    private Secret secret(HostSettings.Server fake) {
        stalls.at(Stalls.Place.SECRET);
        return fake.clientSecret();
    }

    /** Remembers for whom the thread asks, which a request for a token does not say; and is held up before it sends. */
    private final class Named extends ForwardingTokenProvider {
        private final boolean inTime;

        /** @param inTime whether a request that is late is not sent */
        Named(TokenProvider real, boolean inTime) {
            super(real);
            this.inTime = inTime;
        }

        @Override
        public TokenProvider withDelegate(TokenProvider delegate) {
            return new Named(delegate, inTime);
        }

        @Override
        public PreparedRequest prepare(TokenRequest request) {
            String user = request.user().name();
            PreparedRequest prepared = super.prepare(request);
            return sendBy -> {
                asking.set(user);
                stalls.atSending(user);
                return prepared.send(inTime ? sendBy : Deadline.none());
            };
        }
    }

    private void run() throws IOException, InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < settings.threads(); i++) {
            SplittableRandom random =
                    new SplittableRandom(settings.seed() + settings.life().hashCode() * 31L + i);
            threads.add(start(() -> roam(random)));
        }
        say("ready");
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = commands.readLine(); !"stop".equals(line); line = commands.readLine()) {
            if (line == null) {
                Runtime.getRuntime().halt(1);
            }
            obey(line.split(" ", -1));
        }
        stopped.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void obey(String... words) {
        switch (words[0]) {
            case "want" -> {
                Thread unused = start(() -> say("got " + words[1] + " " + want(words[1], Control.valueOf(words[2]))));
            }
            case "stall" -> stalls.next(words[1]);
            case "calm" -> stalls.calmDown();
            default -> throw new IllegalArgumentException("command: " + words[0] + " (expected: want, stall or calm)");
        }
    }

    private static Thread start(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void roam(SplittableRandom random) {
        try {
            while (!stopped.await(random.nextInt(LEAST_PAUSE_MILLIS, MOST_PAUSE_MILLIS), TimeUnit.MILLISECONDS)) {
                use(HostSettings.user(random.nextInt(settings.sessions())), settings.control());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Uses a session until its token is accepted, or none can be got. */
    private String want(String user, Control control) {
        String outcome = use(user, control);
        return outcome.equals("401") ? want(user, control) : outcome;
    }

    /** Uses a session once, and says what came of it. A token that is refused is replaced when it is used next. */
    private String use(String user, Control control) {
        try {
            Session session = manager(control).session(CONNECTION, User.of(user));
            AccessToken token = session.accessToken();
            HttpRequest request = HttpRequest.newBuilder(
                            token.endpoints().rest().resolve(RESOURCE))
                    .setHeader("Authorization", token.exposeAuthorizationHeader())
                    .setHeader(SendersClient.HEADER, settings.life() + " " + user)
                    .timeout(Timing.ACQUIRE)
                    .build();
            HttpResponse<Void> response = client.send(request, BodyHandlers.discarding());
            if (response.statusCode() == 401) {
                session.invalidate(token);
            }
            return Integer.toString(response.statusCode());
        } catch (AuthException e) {
            return e.problem().name();
        } catch (IOException | IllegalStateException e) {
            return e.getClass().getSimpleName();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    private void tell(AuthEvent event) {
        if (event instanceof AuthEvent.LoginRequired required) {
            say("event LoginRequired " + required.session().user() + " " + required.problem());
        } else if (event instanceof AuthEvent.RefreshFailed failed) {
            String name = failed.problem().nextStep() == NextStep.LOG_IN ? "LoginMissing" : "RefreshFailed";
            say("event " + name + " " + failed.session().user() + " " + failed.problem());
        } else if (event instanceof AuthEvent.CommitDelayed delayed) {
            say("event CommitDelayed " + delayed.session().user() + " " + delayed.attempts());
        } else if (event instanceof AuthEvent.InDoubt doubt) {
            say("event InDoubt " + doubt.session().user() + " -");
        } else if (event instanceof AuthEvent.TokenAdopted adopted) {
            say("event TokenAdopted " + adopted.session().user() + " -");
        }
    }

    static void say(String line) {
        System.out.println(line);
    }

    @Override
    public void close() {
        managers.values().forEach(SessionManager::close);
    }
}

package io.crosscloud.auth.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.read.ListAppender;
import io.crosscloud.auth.AtOnce;
import io.crosscloud.auth.client.ClientAuthentication;
import io.crosscloud.auth.client.SigningKey;
import io.crosscloud.auth.clientcredentials.ClientCredentialsTokenProvider;
import io.crosscloud.auth.internal.json.Json;
import io.crosscloud.auth.jwt.JwtBearerTokenProvider;
import io.crosscloud.auth.session.SessionManager;
import io.crosscloud.auth.store.InMemoryTokenStore;
import io.crosscloud.auth.store.TokenCipher;
import io.crosscloud.cloud.ClientId;
import io.crosscloud.session.User;
import io.crosscloud.spi.AuthEvent;
import io.crosscloud.spi.Claim;
import io.crosscloud.spi.SealedSession;
import io.crosscloud.spi.SessionRecord;
import io.crosscloud.spi.TokenStore;
import io.crosscloud.testkit.EngagementUser;
import io.crosscloud.testkit.FakeEngagement;
import io.crosscloud.testkit.FakeSalesforce;
import io.crosscloud.testkit.Fault;
import io.crosscloud.testkit.InstalledPackage;
import io.crosscloud.testkit.SalesforceUser;
import io.crosscloud.testkit.TestClock;
import io.crosscloud.token.Secret;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The old credential reaches its cloud, and no store, log, event, report or exception; not even a part of it. */
class OldCredentialSecrecyTest {
    private static final String SECRET = "Zq7<&\"xK 9!wPöL2vT0";

    private final TestClock clock = TestClock.create();
    private final FakeEngagement engagement = FakeEngagement.builder()
            .clock(clock)
            .jwtBearer()
            .user(EngagementUser.of("api.user@acme.example", Secret.of(SECRET)))
            .installedPackage(InstalledPackage.legacy(ClientId.of("old"), Secret.of(SECRET)))
            .start();
    private final FakeSalesforce salesforce =
            FakeSalesforce.builder().clock(clock).start();
    private final TokenCipher cipher = TokenCipher.generated();
    private final Watched store = new Watched(InMemoryTokenStore.create(clock), cipher);
    private final List<AuthEvent> events = new CopyOnWriteArrayList<>();
    private final List<String> said = new CopyOnWriteArrayList<>();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Level level = root.getLevel();
    private final SessionManager sessions = SessionManager.builder()
            .clock(clock)
            .listener(AtOnce.listener(events::add))
            .store(store, cipher)
            .connection(
                    "jwt",
                    JwtBearerTokenProvider.builder(
                                    engagement.tenant(),
                                    engagement.clientId(),
                                    SigningKey.fromPem(engagement.signingKeyPem()))
                            .clock(clock)
                            .build())
            .connection(
                    "client",
                    ClientCredentialsTokenProvider.builder(
                                    engagement.tenant(),
                                    engagement.clientId(),
                                    ClientAuthentication.secret(engagement.clientSecret()))
                            .clock(clock)
                            .build())
            .connection(
                    "salesforce",
                    JwtBearerTokenProvider.builder(
                                    salesforce.org(),
                                    salesforce.clientId(),
                                    SigningKey.fromPem(salesforce.signingKeyPem()))
                            .clock(clock)
                            .build())
            .build();

    /** Remembers every row and every argument, with what is sealed opened. */
    private static final class Watched extends LastingStore {
        private static final String STATE = "~upgrade/";

        final List<String> written = new CopyOnWriteArrayList<>();

        private final TokenCipher cipher;

        Watched(TokenStore inner, TokenCipher cipher) {
            super(inner);
            this.cipher = cipher;
        }

        private String opened(String key, long generation, SealedSession session) {
            String boundTo = key.startsWith(STATE) ? key.substring(STATE.length()) + "\nupgrade" : key;
            return cipher.open(session.payload(), boundTo + "\n" + generation);
        }

        @Override
        public Optional<SessionRecord> find(String key) {
            written.add(key);
            return super.find(key);
        }

        @Override
        public Claim claim(String key, long generation, String holder, Duration lease) {
            written.add(key + " " + holder);
            return super.claim(key, generation, holder, lease);
        }

        @Override
        public boolean commit(String key, long generation, SealedSession session) {
            written.add(key + " " + opened(key, generation + 1, session));
            return super.commit(key, generation, session);
        }
    }

    @BeforeEach
    void listen() {
        log.start();
        root.addAppender(log);
        root.setLevel(Level.TRACE);
        salesforce.put(SalesforceUser.of("ann@acme.example", Secret.of(SECRET), "Ann"));
    }

    @AfterEach
    void close() {
        root.setLevel(level);
        root.detachAppender(log);
        sessions.close();
        engagement.close();
        salesforce.close();
    }

    private static LegacyCredential credential(String username) {
        return LegacyCredential.of(username, Secret.of(SECRET));
    }

    @Test
    void apiUsersPassword_isNowhere() {
        everything(
                "jwt",
                engagement.user(),
                LegacyLogin.engagementUser(engagement.tenant(), () -> credential("api.user@acme.example")));
    }

    @Test
    void legacyPackagesSecret_isNowhere() {
        everything(
                "client",
                User.integration(),
                LegacyLogin.engagementPackage(engagement.tenant(), ClientId.of("old"), () -> Secret.of(SECRET)));
    }

    @Test
    void salesforceUsersPassword_isNowhere() {
        User ann = User.of("ann@acme.example");
        everything(
                "salesforce",
                ann,
                LegacyLogin.salesforceUser(
                        salesforce.org(),
                        salesforce.clientId(),
                        ClientAuthentication.secret(salesforce.clientSecret()),
                        () -> credential("ann@acme.example")));
    }

    @Test
    void salesforceUsersPassword_isNowhere_norBySoap() {
        User ann = User.of("ann@acme.example");
        everything(
                "salesforce", ann, LegacyLogin.salesforceSoap(salesforce.org(), () -> credential("ann@acme.example")));
    }

    /** Refused, cut off, made, rolled back, made again, finished. */
    private void everything(String connection, User user, LegacyLogin from) {
        ConnectionUpgrade upgrade = ConnectionUpgrade.builder(sessions, connection, user, from)
                .progress(entry -> said.add(entry.toString()))
                .build();
        said.add(upgrade.toString() + from + credential("x"));
        for (var cloud : List.of(engagement, salesforce)) {
            cloud.faults().next().fail(Fault.status(400).body("text/plain", "what is " + SECRET + "?"));
        }
        said.add(upgrade.run().toString());
        for (var cloud : List.of(engagement, salesforce)) {
            cloud.faults().clear();
            cloud.faults().next().fail(Fault.drop());
        }
        said.add(upgrade.run().toString());
        engagement.faults().clear();
        salesforce.faults().clear();
        assertThat(upgrade.run()).isInstanceOf(UpgradeResult.Done.class);
        assertThat(upgrade.rollback()).isInstanceOf(UpgradeResult.Done.class);
        UpgradeResult again = upgrade.run();
        said.add(again.toString());
        assertThat(again).isInstanceOf(UpgradeResult.Done.class);
        assertThat(upgrade.finish()).isInstanceOf(UpgradeResult.Done.class);

        assertThat(store.written)
                .as("an upgrade state and a session, in clear")
                .anyMatch(row -> row.contains("\"way\""))
                .anyMatch(row -> !row.startsWith("~") && row.contains("{"));
        assertThat(log.list).isNotEmpty();
        assertThat(events).isNotEmpty();
        assertThat(Stream.of(
                                store.written.stream(),
                                said.stream(),
                                events.stream().map(Object::toString),
                                log.list.stream().map(OldCredentialSecrecyTest::text))
                        .flatMap(texts -> texts))
                .noneMatch(OldCredentialSecrecyTest::leaks);
    }

    @Test
    void aLeak_wouldBeFound() {
        assertThat(List.of(
                        "password=" + SECRET,
                        Xml.escape(SECRET),
                        Json.write(Map.of("password", SECRET)),
                        URLEncoder.encode(SECRET, StandardCharsets.UTF_8),
                        Base64.getEncoder().encodeToString(("api:" + SECRET).getBytes(StandardCharsets.UTF_8)),
                        HexFormat.of().formatHex(SECRET.getBytes(StandardCharsets.UTF_8))))
                .allMatch(OldCredentialSecrecyTest::leaks);
    }

    private static boolean leaks(String text) {
        return forms().stream().anyMatch(text::contains);
    }

    /** The secret's two ends, and it whole in every encoding that a program might choose. */
    private static List<String> forms() {
        byte[] bytes = SECRET.getBytes(StandardCharsets.UTF_8);
        List<String> forms = new ArrayList<>(List.of(
                SECRET.substring(0, 6),
                SECRET.substring(SECRET.length() - 6),
                Xml.escape(SECRET),
                SECRET.replace("\"", "\\\""),
                URLEncoder.encode(SECRET, StandardCharsets.UTF_8),
                HexFormat.of().formatHex(bytes)));
        for (int before = 0; before < 3; before++) {
            byte[] shifted = new byte[before + bytes.length];
            System.arraycopy(bytes, 0, shifted, before, bytes.length);
            String encoded = Base64.getEncoder().withoutPadding().encodeToString(shifted);
            forms.add(encoded.substring(4, encoded.length() - 4));
        }
        return forms;
    }

    private static String text(ILoggingEvent event) {
        StringBuilder text = new StringBuilder(event.getFormattedMessage());
        for (IThrowableProxy cause = event.getThrowableProxy(); cause != null; cause = cause.getCause()) {
            text.append('\n').append(cause.getMessage());
        }
        return text.toString();
    }
}

package io.crosscloud.auth.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import io.crosscloud.auth.client.SigningKey;
import io.crosscloud.auth.jwt.JwtBearerTokenProvider;
import io.crosscloud.auth.session.SessionManager;
import io.crosscloud.auth.store.InMemoryTokenStore;
import io.crosscloud.auth.store.TokenCipher;
import io.crosscloud.session.User;
import io.crosscloud.spi.TokenProvider;
import io.crosscloud.spi.TokenStore;
import io.crosscloud.testkit.FakeEngagement;
import io.crosscloud.testkit.FakeEngagementBuilder;
import io.crosscloud.testkit.TestClock;
import io.crosscloud.token.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/** A tenant, a store that hosts share, and an upgrade of an API user's password to JWT bearer. */
final class Upgrades implements AutoCloseable {
    static final String CONNECTION = "engagement";

    final TestClock clock = TestClock.create();
    final FakeEngagement cloud;
    final List<UpgradeReport.Entry> progress = new CopyOnWriteArrayList<>();
    private final TokenStore store;
    private final TokenCipher cipher = TokenCipher.generated();
    private final List<SessionManager> managers = new ArrayList<>();
    volatile LegacyCredential credential;
    final SessionManager sessions;

    Upgrades(UnaryOperator<FakeEngagementBuilder> tenant, UnaryOperator<TokenStore> store) {
        this.cloud =
                tenant.apply(FakeEngagement.builder().clock(clock).jwtBearer()).start();
        this.store = store.apply(InMemoryTokenStore.create(clock));
        this.credential = LegacyCredential.of(cloud.username(), cloud.password());
        this.sessions = host(jwtBearer());
    }

    static Upgrades ofDefaults() {
        return new Upgrades(UnaryOperator.identity(), LastingStore::new);
    }

    TokenProvider jwtBearer() {
        return JwtBearerTokenProvider.builder(
                        cloud.tenant(), cloud.clientId(), SigningKey.fromPem(cloud.signingKeyPem()))
                .clock(clock)
                .build();
    }

    /** One more host on the same store. */
    SessionManager host(TokenProvider newLogin) {
        SessionManager manager = SessionManager.builder()
                .clock(clock)
                .store(store, cipher)
                .connection(CONNECTION, newLogin)
                .build();
        managers.add(manager);
        return manager;
    }

    ConnectionUpgrade.Builder upgrade() {
        return upgrade(sessions);
    }

    ConnectionUpgrade.Builder upgrade(SessionManager host) {
        return ConnectionUpgrade.builder(host, CONNECTION, cloud.user(), password())
                .progress(progress::add);
    }

    ConnectionUpgrade.Builder upgrade(SessionManager host, User user, LegacyLogin from) {
        return ConnectionUpgrade.builder(host, CONNECTION, user, from).progress(progress::add);
    }

    LegacyLogin password() {
        return LegacyLogin.engagementUser(cloud.tenant(), () -> credential);
    }

    void passwordIs(String password) {
        credential = LegacyCredential.of(cloud.username(), Secret.of(password));
    }

    /** The old login logs in, and the state says so. */
    void assertOldLoginActive() {
        assertThat(ActiveLogin.of(sessions, CONNECTION)).isEqualTo(ActiveLogin.OLD);
        cloud.faults().clear();
        LegacyLogin old = LegacyLogin.engagementUser(
                cloud.tenant(), () -> LegacyCredential.of(cloud.username(), cloud.password()));
        assertThat(old.logIn(new io.crosscloud.auth.internal.oauth.HttpSettings())
                        .username())
                .isEqualTo(cloud.username());
    }

    /** The last entry of a step. */
    static UpgradeReport.Entry entry(UpgradeResult result, UpgradeStep step) {
        return result.report().entries().stream()
                .filter(each -> each.step() == step)
                .reduce((first, second) -> second)
                .orElseThrow(() -> new AssertionError(step + " was not made:\n" + result.report()));
    }

    @Override
    public void close() {
        managers.forEach(SessionManager::close);
        cloud.close();
    }
}

package io.crosscloud.auth.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.crosscloud.auth.store.InMemoryTokenStore;
import io.crosscloud.auth.store.TokenCipher;
import io.crosscloud.cloud.ClientId;
import io.crosscloud.cloud.EngagementTenant;
import io.crosscloud.error.ProtocolException;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.session.BusinessUnit;
import io.crosscloud.session.SessionKey;
import io.crosscloud.session.User;
import io.crosscloud.spi.AuthEvent;
import io.crosscloud.spi.GrantType;
import io.crosscloud.spi.ProviderInfo;
import io.crosscloud.spi.TokenGrant;
import io.crosscloud.spi.TokenProvider;
import io.crosscloud.spi.TokenRequest;
import io.crosscloud.token.AccessToken;
import io.crosscloud.token.ApiEndpoints;
import io.crosscloud.token.Scopes;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Which sessions share a record in the store, and what a host takes from one. */
class SharedRecordsTest extends EngagementSessions {
    @Test
    void everyParameterThatChangesWhatATokenMayDo_isInTheKey() {
        SessionKey key = SessionKey.of("engagement", User.of("a"));
        List<SessionKey> keys = List.of(
                key,
                SessionKey.of("engagement", User.of("b")),
                SessionKey.of("engagement", User.integration()),
                key.in(BusinessUnit.of(1)),
                key.in(BusinessUnit.of(2)),
                key.scopedTo(Scopes.of("email_read")),
                key.scopedTo(Scopes.of("email_read", "email_write")),
                key.in(BusinessUnit.of(1)).scopedTo(Scopes.of("email_read")));

        List<AccessToken> tokens =
                keys.stream().map(each -> sessions.session(each).accessToken()).toList();

        assertThat(tokens).doesNotHaveDuplicates();
        assertThat(requests).hasSize(keys.size());
        for (int i = 0; i < keys.size(); i++) {
            assertThat(sessions.session(keys.get(i)).accessToken()).isEqualTo(tokens.get(i));
        }
        assertThat(requests).hasSize(keys.size());
    }

    @Test
    void sameNameOverOneStore_butAnotherServerOrClientOrSetting_isAnotherRecord() {
        InMemoryTokenStore store = InMemoryTokenStore.create(clock);
        TokenCipher cipher = TokenCipher.generated();
        List<ProviderInfo> infos = List.of(
                JWT,
                ProviderInfo.of(
                        GrantType.JWT_BEARER,
                        EngagementTenant.of("mc563885gzs27c5t9-63k636ttgx"),
                        ClientId.of("client")),
                ProviderInfo.of(GrantType.JWT_BEARER, TENANT, ClientId.of("other")),
                JWT.withDefaults("account_id=7"));
        List<AccessToken> tokens = new ArrayList<>();
        for (ProviderInfo info : infos) {
            try (SessionManager each = builder()
                    .store(store, cipher)
                    .connection("engagement", provider(info))
                    .build()) {
                tokens.add(each.session("engagement", User.of("a")).accessToken());
            }
        }

        assertThat(tokens).doesNotHaveDuplicates();
        assertThat(requests).hasSize(infos.size());
    }

    @Test
    void aChangedMappingOfUsers_isAnotherRecord() {
        InMemoryTokenStore store = InMemoryTokenStore.create(clock);
        TokenCipher cipher = TokenCipher.generated();
        List<AccessToken> tokens = new ArrayList<>();
        for (String subject : List.of("a@acme.example", "b@acme.example")) {
            TokenProvider inner = provider(JWT);
            TokenProvider mapped = new TokenProvider() {
                @Override
                public TokenGrant token(TokenRequest request) {
                    return inner.token(request);
                }

                @Override
                public String subject(User user) {
                    return subject;
                }

                @Override
                public ProviderInfo info() {
                    return JWT;
                }
            };
            try (SessionManager each = builder()
                    .store(store, cipher)
                    .connection("engagement", mapped)
                    .build()) {
                tokens.add(each.session("engagement", User.of("a")).accessToken());
            }
        }

        assertThat(tokens).doesNotHaveDuplicates();
    }

    @Test
    void withoutRefreshToken_aSecondHostAdoptsFromTheStore() {
        InMemoryTokenStore store = InMemoryTokenStore.create(clock);
        TokenCipher cipher = TokenCipher.generated();
        try (SessionManager one = builder()
                        .store(store, cipher)
                        .connection("engagement", provider(JWT))
                        .build();
                SessionManager two = builder()
                        .store(store, cipher)
                        .connection("engagement", provider(JWT))
                        .build()) {
            AccessToken token = one.session("engagement", User.of("a")).accessToken();

            assertThat(two.session("engagement", User.of("a")).accessToken()).isEqualTo(token);
        }
        assertThat(requests).hasSize(1);
    }

    @Test
    void withoutRefreshToken_aFailingStoreOnlyCostsARequest() {
        FaultyStore store = new FaultyStore(InMemoryTokenStore.create(clock));
        store.fail(FaultyStore.Verb.FIND, FaultyStore.Verb.CLAIM, FaultyStore.Verb.COMMIT);
        try (SessionManager each = builder()
                .store(store, TokenCipher.generated())
                .connection("engagement", provider(JWT))
                .build()) {
            assertThat(each.session("engagement", User.of("a")).accessToken()).isNotNull();
        }
        assertThat(requests).hasSize(1);
    }

    @Tag("U16")
    @Test
    void aStoredHostThatIsNotTrusted_isNotUsed() {
        InMemoryTokenStore store = InMemoryTokenStore.create(clock);
        TokenCipher cipher = TokenCipher.generated();
        ProviderInfo gullible =
                ProviderInfo.of(GrantType.JWT_BEARER, TENANT.withTrustedHost("evil.example"), ClientId.of("client"));
        TokenProvider evil = new TokenProvider() {
            @Override
            public TokenGrant token(TokenRequest request) {
                URI host = URI.create("https://evil.example");
                return TokenGrant.of(
                        AccessToken.of("at-CANARY", ApiEndpoints.of(host), Scopes.unspecified(), clock.instant()));
            }

            @Override
            public ProviderInfo info() {
                return gullible;
            }
        };
        try (SessionManager writer = builder()
                        .store(store, cipher)
                        .connection("engagement", evil)
                        .build();
                SessionManager reader = builder()
                        .store(store, cipher)
                        .connection("engagement", provider(JWT))
                        .build()) {
            writer.session("engagement", User.of("a")).accessToken();
            Session session = reader.session("engagement", User.of("a"));

            assertThatExceptionOfType(ProtocolException.class)
                    .isThrownBy(session::accessToken)
                    .matches(e -> e.problem() == ServerProblem.HOST_UNTRUSTED);
            assertThat(events).contains(new AuthEvent.RecordUnreadable(session.key(), ServerProblem.HOST_UNTRUSTED));
        }
    }
}

package io.crosscloud.auth.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.crosscloud.auth.internal.session.record.StoreKeys;
import io.crosscloud.cloud.ClientId;
import io.crosscloud.session.BusinessUnit;
import io.crosscloud.session.SessionKey;
import io.crosscloud.session.User;
import io.crosscloud.spi.AuthEvent;
import io.crosscloud.spi.GrantType;
import io.crosscloud.spi.ProviderInfo;
import io.crosscloud.spi.TokenGrant;
import io.crosscloud.spi.TokenProvider;
import io.crosscloud.spi.TokenRequest;
import io.crosscloud.token.RefreshToken;
import io.crosscloud.token.Scopes;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One login, whose record holds the access tokens of many business units and scopes. */
class ManyBusinessUnitsTest extends EngagementSessions {
    private static final User MARTA = User.of("marta");
    private static final SessionKey KEY = SessionKey.of("logins", MARTA);
    private static final int MANY = 400;
    private static final int LENGTH = 512;

    @BeforeEach
    void logIn() {
        sessions.addConnection("logins", new TokenProvider() {
            @Override
            public TokenGrant token(TokenRequest request) {
                requests.add(request);
                return grant("at-CANARY-" + requests.size() + "-" + "x".repeat(LENGTH));
            }

            @Override
            public ProviderInfo info() {
                return ProviderInfo.of(GrantType.REFRESH_TOKEN, TENANT, ClientId.of("client"));
            }
        });
        adopt("at-CANARY-login");
    }

    private void adopt(String token) {
        sessions.connection("logins").adopt(MARTA, grant(token).with(RefreshToken.of("rt-CANARY-" + token)));
    }

    private void useBusinessUnits(int count) {
        for (int mid = 1; mid <= count; mid++) {
            sessions.session(KEY.in(BusinessUnit.of(mid))).accessToken();
        }
    }

    private void assertFitsEveryStore() {
        Connection logins = sessions.connection("logins");
        String row = StoreKeys.storeKey(KEY, logins.provider());
        assertThat(logins.managed().store().find(row).orElseThrow().session().payload())
                .hasSizeLessThanOrEqualTo(64 * 1024);
    }

    @Test
    void moreTokensThanARecordHolds_leaveTheLoginReadable() {
        useBusinessUnits(MANY);
        assertFitsEveryStore();
        clock.advance(LIFE);

        sessions.session(KEY).accessToken();

        assertThat(requests).hasSize(MANY + 1);
    }

    @Test
    void moreTokensThanARecordHolds_leaveItReplaceable() {
        useBusinessUnits(MANY);

        adopt("at-CANARY-next-login");

        assertThat(sessions.session(KEY).accessToken().exposeSecret()).isEqualTo("at-CANARY-next-login");
    }

    @Test
    void moreScopesThanARecordHolds_leaveTheLoginReadable() {
        int sessionsOfScopes = 60;
        for (int i = 0; i < sessionsOfScopes; i++) {
            String prefix = "data_extensions_write_" + i + "_";
            String[] scopes = IntStream.range(0, 200).mapToObj(j -> prefix + j).toArray(String[]::new);
            sessions.session(KEY.scopedTo(Scopes.of(scopes))).accessToken();
        }
        assertFitsEveryStore();
        clock.advance(LIFE);

        sessions.session(KEY).accessToken();

        assertThat(requests).hasSize(sessionsOfScopes + 1);
    }

    @Test
    void aTokenForEachOfFive_isNotTooMany() {
        useBusinessUnits(5);

        assertThat(requests).hasSize(5);
        assertThat(events).noneMatch(AuthEvent.LoginBudgetLow.class::isInstance);
    }
}

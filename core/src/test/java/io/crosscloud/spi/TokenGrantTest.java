package io.crosscloud.spi;

import static org.assertj.core.api.Assertions.assertThat;

import io.crosscloud.session.Identity;
import io.crosscloud.token.AccessToken;
import io.crosscloud.token.ApiEndpoints;
import io.crosscloud.token.RefreshToken;
import io.crosscloud.token.Scopes;
import java.net.URI;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TokenGrantTest {
    private static final AccessToken TOKEN = AccessToken.of(
            "a", ApiEndpoints.of(URI.create("https://acme.my.salesforce.com")), Scopes.unspecified(), Instant.EPOCH);
    private static final Identity IDENTITY = Identity.of("00D", "005");

    @Test
    void accessTokenAlone_isAGrant() {
        TokenGrant grant = TokenGrant.of(TOKEN);

        assertThat(grant.accessToken()).isSameAs(TOKEN);
        assertThat(grant.refreshToken()).isEmpty();
        assertThat(grant.identity()).isEmpty();
    }

    @Test
    void refreshTokenAndIdentity_areAddedToACopyAndKeepEachOther() {
        TokenGrant bare = TokenGrant.of(TOKEN);
        TokenGrant one = bare.with(RefreshToken.of("r")).with(IDENTITY);
        TokenGrant two = bare.with(IDENTITY).with(RefreshToken.of("r"));

        for (TokenGrant grant : new TokenGrant[] {one, two}) {
            assertThat(grant.accessToken()).isSameAs(TOKEN);
            assertThat(grant.refreshToken()).contains(RefreshToken.of("r"));
            assertThat(grant.identity()).contains(IDENTITY);
        }
        assertThat(bare.refreshToken()).isEmpty();
        assertThat(bare.identity()).isEmpty();
    }
}

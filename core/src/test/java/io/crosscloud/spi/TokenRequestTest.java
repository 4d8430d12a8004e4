package io.crosscloud.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.crosscloud.session.BusinessUnit;
import io.crosscloud.session.SessionKey;
import io.crosscloud.session.User;
import io.crosscloud.token.RefreshToken;
import io.crosscloud.token.Scopes;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TokenRequestTest {
    private static final User MARTA = User.of("marta");

    @Test
    void requestForAUser_leavesTheRestToTheProvider() {
        TokenRequest request = TokenRequest.of(MARTA);

        assertThat(request.user()).isEqualTo(MARTA);
        assertThat(request.businessUnit()).isEmpty();
        assertThat(request.scopes()).isEqualTo(Scopes.unspecified());
        assertThat(request.refreshToken()).isEmpty();
    }

    @Test
    void everyPart_isAddedToACopyAndKeepsTheOthers() {
        TokenRequest bare = TokenRequest.of(MARTA);
        TokenRequest full =
                bare.with(RefreshToken.of("r")).in(BusinessUnit.of(7)).scopedTo(Scopes.of("a"));
        TokenRequest otherOrder =
                bare.scopedTo(Scopes.of("a")).in(BusinessUnit.of(7)).with(RefreshToken.of("r"));

        for (TokenRequest request : new TokenRequest[] {full, otherOrder}) {
            assertThat(request.user()).isEqualTo(MARTA);
            assertThat(request.businessUnit()).contains(BusinessUnit.of(7));
            assertThat(request.scopes()).isEqualTo(Scopes.of("a"));
            assertThat(request.refreshToken()).contains(RefreshToken.of("r"));
        }
        assertThat(bare.refreshToken()).isEmpty();
        assertThat(bare.businessUnit()).isEmpty();
    }

    @Test
    void requestForASession_takesItsBusinessUnitAndScopes() {
        SessionKey key =
                SessionKey.of("engagement", MARTA).in(BusinessUnit.of(7)).scopedTo(Scopes.of("a"));

        TokenRequest request = TokenRequest.of(key);

        assertThat(request.user()).isEqualTo(MARTA);
        assertThat(request.businessUnit()).contains(BusinessUnit.of(7));
        assertThat(request.scopes()).isEqualTo(Scopes.of("a"));
        assertThat(request.refreshToken()).isEmpty();
    }

    @Test
    void missingPart_isRefused() {
        TokenRequest request = TokenRequest.of(MARTA);

        assertThatNullPointerException().isThrownBy(() -> TokenRequest.of((User) null));
        assertThatNullPointerException().isThrownBy(() -> request.in(null));
        assertThatNullPointerException().isThrownBy(() -> request.scopedTo(null));
        assertThatNullPointerException().isThrownBy(() -> request.with(null));
    }

    @Test
    void tries_areWithoutLimit_unlessSaid_andStayWithTheRequest() {
        TokenRequest request = TokenRequest.of(User.of("marta"));

        assertThat(request.tries()).isEqualTo(Integer.MAX_VALUE);
        assertThat(request.atMost(2)
                        .in(BusinessUnit.of(7))
                        .scopedTo(Scopes.of("api"))
                        .with(RefreshToken.of("5Aep"))
                        .tries())
                .isEqualTo(2);
        assertThatIllegalArgumentException().isThrownBy(() -> request.atMost(0)).withMessageContaining("at least 1");
    }

    @Test
    void deadline_isNone_unlessSaid_andStaysWithTheRequest() {
        TokenRequest request = TokenRequest.of(User.of("marta"));
        Deadline deadline = Deadline.after(Duration.ofSeconds(1), () -> 0);

        assertThat(request.sendBy()).isSameAs(Deadline.none());
        assertThat(request.sendBy(deadline)
                        .atMost(2)
                        .in(BusinessUnit.of(7))
                        .scopedTo(Scopes.of("api"))
                        .with(RefreshToken.of("5Aep"))
                        .sendBy())
                .isSameAs(deadline);
        assertThat(request.atMost(2).sendBy(deadline).tries()).isEqualTo(2);
        assertThatNullPointerException().isThrownBy(() -> request.sendBy(null));
    }
}

package io.crosscloud.auth.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.crosscloud.auth.client.ClientAuthentication;
import io.crosscloud.auth.connectedapp.ConnectedAppTokenRefresher;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.error.TryLaterException;
import io.crosscloud.spi.PreparedRequest;
import io.crosscloud.spi.TokenGrant;
import io.crosscloud.spi.TokenProvider;
import io.crosscloud.spi.TokenRequest;
import io.crosscloud.testkit.FakeCloud;
import io.crosscloud.testkit.FakeEngagement;
import io.crosscloud.testkit.contract.RefreshTokenProviderContract;
import io.crosscloud.testkit.junit.Fake;
import io.crosscloud.token.Secret;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.EngineTestKit;

/** The contract itself: providers that are broken on purpose do not pass. */
class BrokenProvidersTest {
    @Test
    void providerThatCaches_isCaught() {
        assertThat(failuresOf(Caching.class)).contains("eachCall_isOneRequest");
    }

    @Test
    void providerThatAsksAgain_isCaught() {
        assertThat(failuresOf(Retrying.class))
                .contains(
                        "answerThatIsLost_isForLater",
                        "connectionThatIsReset_isForLater",
                        "serverThatIsDown_isForLater");
    }

    @Test
    void providerThatDropsTheRotatedToken_isCaught() {
        assertThat(failuresOf(Forgetful.class))
                .contains("rotatedToken_isHandedOn", "interruptedCaller_doesNotLoseTheRotation");
    }

    @Test
    void providerThatTellsSecrets_isCaught() {
        assertThat(failuresOf(Talkative.class))
                .contains("refusedConnection_isForLaterAndSendsNothing", "throttling_isForLater", "page_isNoGrant");
    }

    @Test
    void providerThatThrowsWhatItLikes_isCaught() {
        assertThat(failuresOf(Untyped.class)).contains("redirect_isNotFollowed", "spentToken_isALogin");
    }

    @Test
    void providerThatSendsWhatItShouldPrepare_isCaught() {
        assertThat(failuresOf(Hasty.class))
                .containsExactlyInAnyOrder("preparing_sendsNothing", "deadlineThatIsOver_sendsNothing");
    }

    @Test
    void providerThatLooksAtNoDeadline_isCaught() {
        assertThat(failuresOf(Unhurried.class)).containsExactly("deadlineThatIsOver_sendsNothing");
    }

    @Test
    void providerThatIsRight_passes() {
        assertThat(failuresOf(Right.class)).isEmpty();
    }

    private static Set<String> failuresOf(Class<?> contract) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(contract))
                .execute()
                .testEvents()
                .failed()
                .stream()
                .map(event -> event.getTestDescriptor().getDisplayName().replace("()", ""))
                .collect(Collectors.toSet());
    }

    static class Right extends RefreshTokenProviderContract {
        @Fake
        FakeEngagement engagement;

        TokenProvider broken(TokenProvider right) {
            return right;
        }

        @Override
        protected FakeCloud cloud() {
            return engagement;
        }

        @Override
        protected TokenProvider provider() {
            return broken(ConnectedAppTokenRefresher.builder(
                            engagement.tenant(),
                            engagement.webApp().clientId(),
                            ClientAuthentication.secret(secrets().get(0)))
                    .clock(engagement.clock())
                    .build());
        }

        @Override
        protected TokenRequest request() {
            return TokenRequest.of(engagement.user()).with(engagement.issueRefreshToken());
        }

        @Override
        protected List<Secret> secrets() {
            return List.of(engagement.webApp().clientSecret().orElseThrow());
        }
    }

    static class Caching extends Right {
        private final ConcurrentHashMap<String, TokenGrant> cache = new ConcurrentHashMap<>();

        @Override
        TokenProvider broken(TokenProvider right) {
            return request -> cache.computeIfAbsent(request.user().name(), user -> right.token(request));
        }
    }

    static class Retrying extends Right {
        @Override
        TokenProvider broken(TokenProvider right) {
            return request -> {
                try {
                    return right.token(request);
                } catch (TryLaterException e) {
                    return right.token(request);
                }
            };
        }
    }

    static class Forgetful extends Right {
        @Override
        TokenProvider broken(TokenProvider right) {
            return request -> TokenGrant.of(right.token(request).accessToken());
        }
    }

    static class Talkative extends Right {
        @Override
        TokenProvider broken(TokenProvider right) {
            return request -> {
                try {
                    return right.token(request);
                } catch (AuthException e) {
                    throw e.failure()
                            .cause(new IllegalStateException("refresh_token="
                                    + request.refreshToken().orElseThrow().exposeSecret()))
                            .toException();
                }
            };
        }
    }

    static class Untyped extends Right {
        @Override
        TokenProvider broken(TokenProvider right) {
            return request -> {
                try {
                    return right.token(request);
                } catch (AuthException e) {
                    throw AuthFailure.of(ServerProblem.NETWORK).toException();
                }
            };
        }
    }

    static class Hasty extends Right {
        @Override
        TokenProvider broken(TokenProvider right) {
            return preparing(right, request -> {
                TokenGrant grant = right.token(request);
                return sendBy -> grant;
            });
        }
    }

    static class Unhurried extends Right {
        @Override
        TokenProvider broken(TokenProvider right) {
            return preparing(right, request -> sendBy -> right.token(request));
        }
    }

    private static TokenProvider preparing(TokenProvider right, Function<TokenRequest, PreparedRequest> prepare) {
        return new TokenProvider() {
            @Override
            public TokenGrant token(TokenRequest request) {
                return right.token(request);
            }

            @Override
            public PreparedRequest prepare(TokenRequest request) {
                return prepare.apply(request);
            }
        };
    }
}

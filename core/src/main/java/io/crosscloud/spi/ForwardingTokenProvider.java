package io.crosscloud.spi;

import io.crosscloud.session.User;
import io.crosscloud.token.AccessToken;
import io.crosscloud.token.RefreshToken;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A provider around another one, which does all the work: the base of decorators, such as one that measures. It passes on
 * everything that the other provider can do, so that sessions are still refreshed, revoked and begun by a login.
 *
 * <p>Override {@link #prepare} to come between a request and its answer; {@link #token} is made of it.
 *
 * <pre>{@code
 * final class TimedProvider extends ForwardingTokenProvider {
 *     private final Timer timer;
 *
 *     TimedProvider(TokenProvider delegate, Timer timer) {
 *         super(delegate);
 *         this.timer = timer;
 *     }
 *
 *     @Override
 *     public PreparedRequest prepare(TokenRequest request) {
 *         PreparedRequest prepared = super.prepare(request);
 *         return sendBy -> timer.record(() -> prepared.send(sendBy));
 *     }
 *
 *     @Override
 *     public TimedProvider withDelegate(TokenProvider delegate) {
 *         return new TimedProvider(delegate, timer);
 *     }
 * }
 * }</pre>
 */
public abstract class ForwardingTokenProvider implements TokenProvider {
    private final TokenProvider delegate;

    /** A decorator of this provider. */
    protected ForwardingTokenProvider(TokenProvider delegate) {
        this.delegate = Objects.requireNonNull(delegate, "delegate");
    }

    /** The provider that does the work. */
    public final TokenProvider delegate() {
        return delegate;
    }

    /**
     * The same decorator around another provider. A session manager asks for it when it hands its clock, listener and
     * {@code HttpClient} down to a provider of this library, which is a copy then. A decorator that returns itself keeps the
     * delegate that it has, with what that was given.
     */
    public abstract TokenProvider withDelegate(TokenProvider delegate);

    @Override
    public final TokenGrant token(TokenRequest request) {
        return prepare(request).send(request.sendBy());
    }

    @Override
    public PreparedRequest prepare(TokenRequest request) {
        return delegate.prepare(request);
    }

    @Override
    public String subject(User user) {
        return delegate.subject(user);
    }

    @Override
    public Revocation revoke(RefreshToken token) {
        return delegate.revoke(token);
    }

    @Override
    public Revocation revoke(AccessToken token) {
        return delegate.revoke(token);
    }

    @Override
    public Optional<Instant> expiry(AccessToken token) {
        return delegate.expiry(token);
    }

    @Override
    public Optional<CodeExchange> codeExchange() {
        return delegate.codeExchange();
    }

    @Override
    public ProviderInfo info() {
        return delegate.info();
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + "[" + delegate + "]";
    }
}

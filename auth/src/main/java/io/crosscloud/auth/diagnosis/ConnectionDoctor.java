package io.crosscloud.auth.diagnosis;

import io.crosscloud.auth.session.SessionManager;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.ConfigurationException;
import io.crosscloud.internal.events.Listeners;
import io.crosscloud.session.SessionKey;
import io.crosscloud.session.User;
import io.crosscloud.spi.TokenProvider;
import io.crosscloud.token.Scopes;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Examines a connection: runs every {@link Check} that is possible from outside, and reports what it saw, what to
 * change, and where in which cloud's Setup. Immutable and thread-safe; each examination starts from scratch.
 *
 * <p>An examination sends at most two token requests. If the connection has a refresh token, the session's current
 * access token is examined. If that token has expired, or the API refuses it, a new one is obtained by the session's
 * own claim and commit, so that a diagnosis never costs a session, whatever other hosts do meanwhile. An examination
 * also reads a few pages: one of the login host, the token's context, the user, and Salesforce's {@code /limits}, which
 * counts as one API request, or as two if the user may not see it. It changes only one row of the session store, from
 * which it learns the store's time. It never prints a secret.
 */
public final class ConnectionDoctor {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionDoctor.class);

    private final DiagnosisSubject subject;
    private final Expectations expectations;
    private final Consumer<Finding> progress;

    private ConnectionDoctor(Builder builder) {
        this.subject = builder.subject;
        this.expectations = builder.expectations;
        this.progress = builder.progress;
    }

    /**
     * Starts a doctor for a session and its connection.
     *
     * @throws ConfigurationException if no connection has this name, or the connection does not accept this user
     */
    public static Builder builder(SessionManager sessions, SessionKey key) {
        return new Builder(DiagnosisSubject.of(sessions, key));
    }

    /**
     * Starts a doctor for a provider without a session manager. Checks that need a session, such as that of the refresh
     * token, are not possible.
     */
    public static Builder builder(TokenProvider provider, User user) {
        return new Builder(DiagnosisSubject.of(provider, user, InstantSource.system()));
    }

    /**
     * Explains a failure without an examination: settings that make no connection, or a login or logout that failed.
     * The diagnosis has one finding, for {@link Check#SETTINGS}, with the exception's message, the likely causes and
     * what to do. Sends nothing.
     */
    public static Diagnosis explain(AuthException failure, InstantSource clock) {
        Instant now = clock.instant();
        CheckResult result =
                CheckResult.fail(failure).withLikelyCauses(LikelyCauses.of(failure, Expectations.NONE, now));
        String subject = failure.session().map(SessionKey::toString).orElse("a connection without a session");
        return new Diagnosis(subject, now, List.of(new Finding(Check.SETTINGS, result)));
    }

    /** Runs all checks. Blocking. */
    public Diagnosis examine() {
        Examination examination = new Examination(subject, expectations);
        List<Finding> findings = new ArrayList<>();
        for (Check check : Check.values()) {
            Finding finding = CheckRunner.run(check, examination);
            findings.add(finding);
            tell(finding);
        }
        return new Diagnosis(subject.toString(), examination.startedAt(), findings);
    }

    private void tell(Finding finding) {
        Listeners.call(() -> progress.accept(finding), finding.check(), LOG::warn);
    }

    @Override
    public String toString() {
        return "ConnectionDoctor[" + subject + "]";
    }

    /** What the host expects of its connection, beyond its settings. Not thread-safe. */
    public static final class Builder {
        private DiagnosisSubject subject;
        private Expectations expectations = Expectations.NONE;
        private Consumer<Finding> progress = finding -> {};

        private Builder(DiagnosisSubject subject) {
            this.subject = subject;
        }

        /** Sets the expected organization: a Salesforce org's id, of 15 or 18 characters, or an enterprise's MID. */
        public Builder organization(String id) {
            expectations = expectations.withOrganization(Objects.requireNonNull(id, "id"));
            return this;
        }

        /** Sets the login name of the expected user; for JWT bearer the assertion's subject by default. */
        public Builder username(String username) {
            expectations = expectations.withUsername(Objects.requireNonNull(username, "username"));
            return this;
        }

        /** Sets the scopes that the token must have, beyond those that the connection requests. */
        public Builder scopes(Scopes scopes) {
            expectations = expectations.withScopes(Objects.requireNonNull(scopes, "scopes"));
            return this;
        }

        /** Sets the certificate that was uploaded to the cloud. */
        public Builder certificate(X509Certificate certificate) {
            expectations = expectations.withCertificate(Objects.requireNonNull(certificate, "certificate"));
            return this;
        }

        /** Sets when the client secret was created; a secret of Engagement is valid for 180 days. */
        public Builder secretMadeAt(Instant secretMadeAt) {
            expectations = expectations.withSecretMadeAt(Objects.requireNonNull(secretMadeAt, "secretMadeAt"));
            return this;
        }

        /**
         * Sets how long the app's policy lets a refresh token be idle. 30 days by default, the time that Engagement
         * allows, and that Salesforce allows partner apps at most.
         *
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder refreshTokenLife(Duration refreshTokenLife) {
            if (refreshTokenLife.isNegative() || refreshTokenLife.isZero()) {
                throw new IllegalArgumentException("refreshTokenLife: " + refreshTokenLife + " (expected: > 0)");
            }
            expectations = expectations.withRefreshTokenLife(refreshTokenLife);
            return this;
        }

        /** Sets the clock; the session manager's clock, or the system's, by default. */
        public Builder clock(InstantSource clock) {
            subject = subject.withClock(clock);
            return this;
        }

        /** Sets the receiver of each finding, which is called right after the check, on the thread that examines. */
        public Builder progress(Consumer<Finding> progress) {
            this.progress = Objects.requireNonNull(progress, "progress");
            return this;
        }

        /** Builds the doctor. Sends nothing. */
        public ConnectionDoctor build() {
            return new ConnectionDoctor(this);
        }
    }
}

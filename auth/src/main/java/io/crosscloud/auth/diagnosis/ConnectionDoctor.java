package io.crosscloud.auth.diagnosis;

import io.crosscloud.auth.session.SessionManager;
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
 * Examines a connection: runs every {@link Check} that can be made from outside, and says of each what was seen, what to
 * change, and where in which cloud's Setup. Immutable and thread-safe; each examination asks anew.
 *
 * <p>It sends at most two token requests. A connection that lives by a refresh token is judged by the token at hand; if that
 * has ended, or the API refuses it, a new one is got through the session's own claim and commit, so that a diagnosis never
 * costs a session, whatever other hosts do meanwhile. Beside that it reads a few pages: one of the login host, the token's
 * context, the user, and Salesforce's {@code /limits}, which counts as one API request, or two if the user may not see it. It
 * changes nothing but one row of the session store, which tells it the store's time. It never prints a secret.
 */
public final class ConnectionDoctor {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionDoctor.class);

    private final Patient patient;
    private final Meant meant;
    private final Consumer<Finding> progress;

    private ConnectionDoctor(Builder builder) {
        this.patient = builder.patient;
        this.meant = builder.meant;
        this.progress = builder.progress;
    }

    /**
     * A doctor for a session, over the connection of its key.
     *
     * @throws ConfigurationException if no connection has this name, or it takes no such user
     */
    public static Builder builder(SessionManager sessions, SessionKey key) {
        return new Builder(Patient.of(sessions, key));
    }

    /**
     * A doctor for a provider that no session manager has yet. What needs a session, such as a refresh token, is not checkable.
     */
    public static Builder builder(TokenProvider provider, User user) {
        return new Builder(Patient.of(provider, user, InstantSource.system()));
    }

    /** The diagnosis of settings that no connection can be made of: what the exception says, as its one finding. */
    public static Diagnosis unusable(ConfigurationException e, InstantSource clock) {
        return new Diagnosis(
                "a connection that cannot be made", clock.instant(), List.of(Check.SETTINGS.finding(Answer.fail(e))));
    }

    /** Examines. Blocking. */
    public Diagnosis examine() {
        Examination examination = new Examination(patient, meant);
        List<Finding> findings = new ArrayList<>();
        for (Check check : Check.values()) {
            Finding finding = check.examine(examination);
            findings.add(finding);
            tell(finding);
        }
        return new Diagnosis(patient.toString(), examination.startedAt(), findings);
    }

    private void tell(Finding finding) {
        Listeners.call(() -> progress.accept(finding), finding.check(), LOG::warn);
    }

    @Override
    public String toString() {
        return "ConnectionDoctor[" + patient + "]";
    }

    /** What the host says of its connection beyond its settings. Not thread-safe. */
    public static final class Builder {
        private Patient patient;
        private Meant meant = Meant.NOTHING;
        private Consumer<Finding> progress = finding -> {};

        private Builder(Patient patient) {
            this.patient = patient;
        }

        /** The organization that is meant: a Salesforce org's id, of 15 or 18 characters, or an enterprise's MID. */
        public Builder organization(String id) {
            meant = meant.withOrganization(Objects.requireNonNull(id, "id"));
            return this;
        }

        /** The cloud's user that is meant, by the name that it logs in by; for JWT bearer the assertion's subject by default. */
        public Builder username(String username) {
            meant = meant.withUsername(Objects.requireNonNull(username, "username"));
            return this;
        }

        /** What the token must be good for, beyond what the connection asks for itself. */
        public Builder scopes(Scopes scopes) {
            meant = meant.withScopes(Objects.requireNonNull(scopes, "scopes"));
            return this;
        }

        /** The certificate that was uploaded to the cloud. */
        public Builder certificate(X509Certificate certificate) {
            meant = meant.withCertificate(Objects.requireNonNull(certificate, "certificate"));
            return this;
        }

        /** When the client secret was made; Engagement's are good for 180 days. */
        public Builder secretMadeAt(Instant secretMadeAt) {
            meant = meant.withSecretMadeAt(Objects.requireNonNull(secretMadeAt, "secretMadeAt"));
            return this;
        }

        /**
         * For how long the app's policy lets a refresh token idle; 30 days by default, which is what Engagement gives, and
         * Salesforce at most to partner apps.
         *
         * @throws IllegalArgumentException if it is nothing
         */
        public Builder refreshTokenLife(Duration refreshTokenLife) {
            if (refreshTokenLife.isNegative() || refreshTokenLife.isZero()) {
                throw new IllegalArgumentException("refreshTokenLife: " + refreshTokenLife + " (expected: > 0)");
            }
            meant = meant.withRefreshTokenLife(refreshTokenLife);
            return this;
        }

        /** Where the time comes from; the session manager's clock, or the system's, by default. */
        public Builder clock(InstantSource clock) {
            patient = patient.by(clock);
            return this;
        }

        /** Who hears each finding as it is made, on the thread that examines. */
        public Builder progress(Consumer<Finding> progress) {
            this.progress = Objects.requireNonNull(progress, "progress");
            return this;
        }

        /** The doctor. Asks nobody yet. */
        public ConnectionDoctor build() {
            return new ConnectionDoctor(this);
        }
    }
}

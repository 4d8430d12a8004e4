package io.crosscloud.examples.bothdirections;

import static io.crosscloud.examples.bothdirections.Variable.ENGAGEMENT_CERTIFICATE;
import static io.crosscloud.examples.bothdirections.Variable.ENGAGEMENT_ORGANIZATION;
import static io.crosscloud.examples.bothdirections.Variable.ENGAGEMENT_SECRET_MADE;
import static io.crosscloud.examples.bothdirections.Variable.SALESFORCE_CERTIFICATE;
import static io.crosscloud.examples.bothdirections.Variable.SALESFORCE_ORGANIZATION;
import static io.crosscloud.examples.bothdirections.Variable.SALESFORCE_SCOPES;
import static io.crosscloud.examples.bothdirections.Variable.STORE;
import static io.crosscloud.examples.bothdirections.Variable.STORE_KEY;

import io.crosscloud.auth.diagnosis.ConnectionDoctor;
import io.crosscloud.auth.session.SessionManager;
import io.crosscloud.auth.store.TokenCipher;
import io.crosscloud.session.SessionKey;
import io.crosscloud.token.Scopes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One connection with the sessions that the store file keeps, and a doctor who knows what the environment says of it. */
final class ExaminationRoom implements AutoCloseable {
    private final SessionManager sessions;
    private final StoreFile.@Nullable Opened opened;
    private final ConnectionDoctor.Builder doctor;

    private ExaminationRoom(
            SessionManager sessions, StoreFile.@Nullable Opened opened, ConnectionDoctor.Builder doctor) {
        this.sessions = sessions;
        this.opened = opened;
        this.doctor = doctor;
    }

    static ExaminationRoom of(String connection, Settings settings) throws IOException {
        boolean engagement = connection.equals("engagement");
        Crossing crossing = engagement ? EngagementSettings.crossing(settings) : SalesforceSettings.crossing(settings);
        SessionManager.Builder manager = SessionManager.builder().connection(connection, crossing.provider());
        StoreFile.Opened opened = null;
        if (settings.optional(STORE).isPresent()) {
            settings.require(List.of(STORE_KEY));
            StoreFile file = StoreFile.at(Path.of(settings.get(STORE)), TokenCipher.aes256(settings.secret(STORE_KEY)));
            opened = file.open();
            manager.store(opened.tokens(), file.cipher());
        }
        SessionManager sessions = manager.build();
        ConnectionDoctor.Builder doctor =
                ConnectionDoctor.builder(sessions, SessionKey.of(connection, crossing.user()));
        tell(doctor, settings, engagement);
        return new ExaminationRoom(sessions, opened, doctor);
    }

    ConnectionDoctor.Builder doctor() {
        return doctor;
    }

    private static void tell(ConnectionDoctor.Builder doctor, Settings settings, boolean engagement)
            throws IOException {
        settings.optional(engagement ? ENGAGEMENT_ORGANIZATION : SALESFORCE_ORGANIZATION)
                .ifPresent(doctor::organization);
        var certificate = settings.optional(engagement ? ENGAGEMENT_CERTIFICATE : SALESFORCE_CERTIFICATE);
        if (certificate.isPresent()) {
            doctor.certificate(certificate(Path.of(certificate.get())));
        }
        if (engagement) {
            settings.optional(ENGAGEMENT_SECRET_MADE).map(ExaminationRoom::day).ifPresent(doctor::secretMadeAt);
        } else {
            settings.optional(SALESFORCE_SCOPES).map(Scopes::parse).ifPresent(doctor::scopes);
        }
    }

    private static Instant day(String text) {
        try {
            return LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    ENGAGEMENT_SECRET_MADE + ": \"" + text + "\" (expected: a day such as 2026-06-30)", e);
        }
    }

    private static X509Certificate certificate(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        } catch (CertificateException e) {
            throw new IllegalArgumentException(file + ": no X.509 certificate", e);
        }
    }

    @Override
    public void close() {
        sessions.close();
        if (opened != null) {
            opened.close();
        }
    }
}

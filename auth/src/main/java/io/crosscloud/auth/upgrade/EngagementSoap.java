package io.crosscloud.auth.upgrade;

import io.crosscloud.Cloud;
import io.crosscloud.auth.internal.http.HttpCall;
import io.crosscloud.auth.internal.http.HttpReply;
import io.crosscloud.auth.internal.http.HttpReply.Extent;
import io.crosscloud.auth.internal.http.HttpSender;
import io.crosscloud.auth.session.Session;
import io.crosscloud.cloud.EngagementTenant;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.Problem;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.token.AccessToken;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A client of Engagement's SOAP API, {@code Service.asmx} (developer pages "SOAP Web Service API" and "SOAP API Error
 * Codes"), for retrieves only. Blocking.
 */
final class EngagementSoap {
    private static final String WSSE =
            "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
    private static final int BATCH = 100;
    private static final int MOST_BATCHES = 100;

    /** Sends a message with a credential. */
    private interface Transport {
        Reply post(String message);
    }

    /**
     * An answer.
     *
     * @param whole whether the answer arrived completely
     * @param envelope the envelope; null if the answer is not XML
     * @param secret the secret that was sent, which texts of the answer must not repeat
     */
    private record Reply(
            int status, boolean whole, @Nullable Xml envelope, String secret) {
        static Reply of(int status, boolean whole, byte[] body, String secret) {
            return new Reply(status, whole, Xml.parse(body).orElse(null), secret);
        }

        AuthException withoutEnvelope() {
            return whole
                    ? failure(this, byStatus(status), "no SOAP envelope")
                    : failure(this, ServerProblem.OUTCOME_UNKNOWN, "the answer was cut off");
        }

        @Override
        public String toString() {
            return "Reply[" + status + "]";
        }
    }

    /** The SOAP header for a credential. */
    record Header(String xml, String secret) {
        static Header of(LegacyCredential credential) {
            String password = credential.exposePassword();
            return new Header(
                    "<wsse:Security soap:mustUnderstand=\"1\" xmlns:wsse=\"" + WSSE
                            + "\"><wsse:UsernameToken><wsse:Username>" + Xml.escape(credential.username())
                            + "</wsse:Username><wsse:Password>" + Xml.escape(password)
                            + "</wsse:Password></wsse:UsernameToken></wsse:Security>",
                    password);
        }

        static Header ofToken(String token) {
            return new Header(
                    "<fueloauth xmlns=\"http://exacttarget.com\">" + Xml.escape(token) + "</fueloauth>", token);
        }

        @Override
        public String toString() {
            return "Header[redacted]";
        }
    }

    private final Transport transport;
    private final Problem refused;

    private EngagementSoap(Transport transport, Problem refused) {
        this.transport = transport;
        this.refused = refused;
    }

    /** A client that requests the credential anew for each request. */
    static EngagementSoap with(Supplier<Header> header, URI endpoint, HttpSender sender, Problem refused) {
        return new EngagementSoap(
                message -> {
                    Header credential = header.get();
                    byte[] envelope = envelope(credential, message).getBytes(StandardCharsets.UTF_8);
                    HttpReply reply = sender.send(HttpCall.post(endpoint, "text/xml; charset=utf-8", envelope)
                            .header("Accept", "text/xml")
                            .header("SOAPAction", "Retrieve"));
                    return Reply.of(
                            reply.status(), reply.extent() != Extent.CUT_OFF, reply.body(), credential.secret());
                },
                refused);
    }

    /** A client that sends with the new session. */
    static EngagementSoap with(Session session) {
        URI endpoint = session.soapEndpoint();
        return new EngagementSoap(
                message -> {
                    SessionHttp.Answer answer = SessionHttp.send(session, token -> request(endpoint, token, message));
                    return Reply.of(answer.status(), true, answer.body(), answer.secret());
                },
                UpgradeProblem.SOAP_REFUSED);
    }

    /** The SOAP endpoint of a tenant, or of the gateway before it. */
    static URI endpoint(EngagementTenant tenant) {
        String base = tenant.toString();
        String own = "https://" + tenant.subdomain();
        return URI.create((base.startsWith(own + ".auth.") ? own + ".soap." + base.substring(own.length() + 6) : base)
                + "/Service.asmx");
    }

    /**
     * Retrieves the rows of an object type, in batches.
     *
     * @param more the elements between {@code Properties} and {@code Options}; the WSDL prescribes the order of
     *     elements
     */
    List<Xml> retrieve(String objectType, List<String> properties, String more) {
        StringBuilder request = new StringBuilder("<ObjectType>" + objectType + "</ObjectType>");
        properties.forEach(
                property -> request.append("<Properties>").append(property).append("</Properties>"));
        List<Xml> rows = new ArrayList<>();
        String next = request.append(more)
                .append("<Options><BatchSize>" + BATCH + "</BatchSize></Options>")
                .toString();
        for (int i = 0; i < MOST_BATCHES; i++) {
            Xml answer = rows(next);
            rows.addAll(answer.all("Results"));
            if (!answer.textAt("OverallStatus").equals("MoreDataAvailable")) {
                return rows;
            }
            next = "<ContinueRequest>" + Xml.escape(answer.textAt("RequestID")) + "</ContinueRequest>";
        }
        throw AuthFailure.of(ServerProblem.RESPONSE_INVALID)
                .cloud(Cloud.ENGAGEMENT)
                .detail("more than " + MOST_BATCHES * BATCH + " rows of " + objectType)
                .toException();
    }

    /**
     * Requires that the credential is accepted: a retrieve is answered, even if the answer denies the user the
     * retrieve.
     */
    void requireLogin() {
        var unused = answered(retrieveMessage("<ObjectType>BusinessUnit</ObjectType><Properties>ID</Properties>"
                + "<Options><BatchSize>1</BatchSize></Options>"));
    }

    private Xml rows(String request) {
        Answered answered = answered(retrieveMessage(request));
        if (answered.refused()) {
            throw failure(answered.reply(), UpgradeProblem.SOAP_REFUSED, answered.status());
        }
        return answered.result();
    }

    private static String retrieveMessage(String request) {
        return "<RetrieveRequestMsg xmlns=\"http://exacttarget.com/wsdl/partnerAPI\"><RetrieveRequest>" + request
                + "</RetrieveRequest></RetrieveRequestMsg>";
    }

    /** Engagement's own answer to a retrieve: rows, or a status "Error…" (developer page "SOAP API Error Codes"). */
    private record Answered(Reply reply, Xml result) {
        String status() {
            return result.textAt("OverallStatus");
        }

        boolean refused() {
            return status().startsWith("Error");
        }
    }

    private Answered answered(String message) {
        Reply reply = transport.post(message);
        Xml body = Optional.ofNullable(reply.envelope())
                .flatMap(envelope -> envelope.at("Body"))
                .orElseThrow(reply::withoutEnvelope);
        if (body.at("Fault").isPresent()) {
            String fault = body.textAt("Fault", "faultstring");
            throw failure(reply, problem(fault.toLowerCase(Locale.ROOT)), fault);
        }
        Xml result = body.at("RetrieveResponseMsg")
                .orElseThrow(() -> failure(reply, ServerProblem.RESPONSE_INVALID, "no RetrieveResponseMsg"));
        Answered answered = new Answered(reply, result);
        if (!answered.refused() && !Set.of("OK", "MoreDataAvailable").contains(answered.status())) {
            throw failure(reply, ServerProblem.RESPONSE_INVALID, "OverallStatus: " + answered.status());
        }
        return answered;
    }

    private Problem problem(String fault) {
        if (fault.contains("login failed")) {
            return refused;
        }
        return fault.contains("maintenance") || fault.contains("outage")
                ? ServerProblem.ENGAGEMENT_MAINTENANCE
                : UpgradeProblem.SOAP_REFUSED;
    }

    private static Problem byStatus(int status) {
        if (status >= 500 || status == 429) {
            return ServerProblem.ENGAGEMENT_MAINTENANCE;
        }
        return status < 300 ? ServerProblem.RESPONSE_INVALID : UpgradeProblem.SOAP_REFUSED;
    }

    private static AuthException failure(Reply reply, Problem problem, String text) {
        return AuthFailure.of(problem)
                .cloud(Cloud.ENGAGEMENT)
                .answer(reply.status(), null, Masked.in(text, reply.secret()))
                .toException();
    }

    private static HttpRequest request(URI endpoint, AccessToken token, String message) {
        String envelope = envelope(Header.ofToken(token.exposeSecret()), message);
        return HttpRequest.newBuilder(endpoint)
                .timeout(SessionHttp.TIMEOUT)
                .header("Content-Type", "text/xml; charset=utf-8")
                .header("SOAPAction", "Retrieve")
                .POST(BodyPublishers.ofString(envelope))
                .build();
    }

    private static String envelope(Header credential, String message) {
        return "<?xml version=\"1.0\" encoding=\"utf-8\"?><soap:Envelope"
                + " xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\""
                + " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><soap:Header>" + credential.xml()
                + "</soap:Header><soap:Body>" + message + "</soap:Body></soap:Envelope>";
    }
}

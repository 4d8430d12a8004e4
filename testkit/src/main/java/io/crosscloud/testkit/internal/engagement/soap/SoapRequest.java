package io.crosscloud.testkit.internal.engagement.soap;

import io.crosscloud.testkit.internal.engagement.soap.XmlElement.MalformedException;
import io.crosscloud.testkit.internal.http.FakeRequest;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A SOAP request in any dialect that Engagement's clients speak: 1.1 or 1.2, the header before or after the body, the
 * action in the HTTP header (quoted or not), in the content type, in WS-Addressing, or nowhere.
 *
 * @param contentType the media type, without parameters
 */
record SoapRequest(
        SoapVersion version,
        String contentType,
        @Nullable String action,
        @Nullable XmlElement header,
        XmlElement message) {
    private static final Pattern ACTION_PARAMETER =
            Pattern.compile(";\\s*action=\"?([^\";]+)\"?", Pattern.CASE_INSENSITIVE);

    static SoapRequest of(FakeRequest request) throws MalformedException {
        XmlElement envelope = XmlElement.parse(request.body());
        SoapVersion version = version(envelope);
        XmlElement header = envelope.child("Header").orElse(null);
        XmlElement message = envelope.child("Body")
                .flatMap(body -> body.children().stream().findFirst())
                .orElseThrow(() -> new MalformedException("no body"));
        String contentType = request.header("Content-Type").orElse("text/xml");
        String action = request.header("SOAPAction")
                .map(text -> text.replace("\"", "").strip())
                .filter(text -> !text.isEmpty())
                .or(() -> actionParameter(contentType))
                .or(() -> addressed(header, "Action"))
                .orElse(null);
        return new SoapRequest(version, contentType.split(";", 2)[0].strip(), action, header, message);
    }

    /** The {@code MessageID} of WS-Addressing. */
    Optional<String> messageId() {
        return addressed(header, "MessageID");
    }

    private static SoapVersion version(XmlElement envelope) throws MalformedException {
        for (SoapVersion version : SoapVersion.values()) {
            if (envelope.name().equals("Envelope") && envelope.namespace().equals(version.namespace())) {
                return version;
            }
        }
        throw new MalformedException("no SOAP envelope");
    }

    private static Optional<String> actionParameter(String contentType) {
        Matcher matcher = ACTION_PARAMETER.matcher(contentType);
        return matcher.find() ? Optional.of(matcher.group(1).strip()) : Optional.empty();
    }

    private static Optional<String> addressed(@Nullable XmlElement header, String name) {
        return header == null
                ? Optional.empty()
                : header.child(name)
                        .filter(element -> element.namespace().contains("addressing"))
                        .map(XmlElement::text)
                        .filter(text -> !text.isEmpty());
    }
}

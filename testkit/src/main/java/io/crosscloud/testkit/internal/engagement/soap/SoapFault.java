package io.crosscloud.testkit.internal.engagement.soap;

import static io.crosscloud.testkit.internal.engagement.Markup.escape;

/**
 * A request that ends in a fault, HTTP 500. Source: Salesforce's developer page "SOAP Error Codes" and recordings of
 * production.
 */
final class SoapFault extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final String WSSE =
            "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";

    private enum Party {
        SECURITY,
        SERVER,
        CLIENT
    }

    private final Party party;
    private final String reason;
    private final int code;

    private SoapFault(Party party, String reason, int code) {
        super(reason, null, false, false);
        this.party = party;
        this.reason = reason;
        this.code = code;
    }

    static SoapFault tokenExpired() {
        return new SoapFault(Party.SECURITY, "Token Expired", 0);
    }

    static SoapFault loginFailed() {
        return new SoapFault(Party.SECURITY, "Login Failed", 0);
    }

    static SoapFault inMaintenance() {
        return new SoapFault(Party.SERVER, "InMaintenance", 9);
    }

    static SoapFault notAuthorized() {
        return new SoapFault(Party.SERVER, "AuthorizationFailure", 11);
    }

    static SoapFault unsupported() {
        return new SoapFault(Party.SERVER, "UnsupportedObject", 8);
    }

    static SoapFault unknownAction(String action) {
        return new SoapFault(
                Party.CLIENT, "Server did not recognize the value of HTTP Header SOAPAction: " + action + ".", 0);
    }

    String reason() {
        return reason;
    }

    String body(SoapVersion version, String actor) {
        return version == SoapVersion.V1_1 ? body11(actor) : body12(actor);
    }

    private String body11(String actor) {
        String faultCode = switch (party) {
            case SECURITY -> "<faultcode xmlns:q0=\"" + WSSE + "\">q0:Security</faultcode>";
            case SERVER -> "<faultcode>soap:Server</faultcode>";
            case CLIENT -> "<faultcode>soap:Client</faultcode>";
        };
        return "<soap:Fault>" + faultCode + "<faultstring>" + escape(reason) + "</faultstring><faultactor>"
                + escape(actor) + "</faultactor>" + (code == 0 ? "" : "<detail>" + detail() + "</detail>")
                + "</soap:Fault>";
    }

    private String body12(String actor) {
        String faultCode = switch (party) {
            case SECURITY ->
                "<soap:Value>soap:Sender</soap:Value><soap:Subcode><soap:Value xmlns:q0=\"" + WSSE
                        + "\">q0:Security</soap:Value></soap:Subcode>";
            case SERVER -> "<soap:Value>soap:Receiver</soap:Value>";
            case CLIENT -> "<soap:Value>soap:Sender</soap:Value>";
        };
        return "<soap:Fault><soap:Code>" + faultCode + "</soap:Code><soap:Reason><soap:Text xml:lang=\"en\">"
                + escape(reason) + "</soap:Text></soap:Reason><soap:Role>" + escape(actor) + "</soap:Role>"
                + (code == 0 ? "" : "<soap:Detail>" + detail() + "</soap:Detail>") + "</soap:Fault>";
    }

    private String detail() {
        return "<apifault xmlns=\"urn:fault.partner.exacttarget.com\"><Code>" + code + "</Code><Message>"
                + escape(reason) + "</Message></apifault>";
    }
}

package io.crosscloud.testkit.internal.salesforce;

import io.crosscloud.testkit.internal.http.FakeResponse;

/** The envelopes that the SOAP API answers with. */
final class SoapReplies {
    private static final String OPEN =
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\"";
    private static final String XSI = " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"";

    private SoapReplies() {}

    /** @param partner whether the caller speaks the partner WSDL, not the enterprise one */
    static FakeResponse success(String operation, String result, boolean partner) {
        String namespace = partner ? "urn:partner.soap.sforce.com" : "urn:enterprise.soap.sforce.com";
        return FakeResponse.xml(
                200,
                OPEN + " xmlns=\"" + namespace + "\"" + XSI + "><soapenv:Body><" + operation + "Response><result>"
                        + result + "</result></" + operation + "Response></soapenv:Body></soapenv:Envelope>");
    }

    /** The session is over, or never was. */
    static FakeResponse sessionInvalid() {
        return fault(
                "INVALID_SESSION_ID",
                "UnexpectedErrorFault",
                "Invalid Session ID found in SessionHeader: Illegal Session. Session not found, missing session hash: "
                        + "fake= This error usually occurs after a session expires or a user logs out. Decoder: "
                        + "DataInDbSessionKeyDecoder");
    }

    static FakeResponse loginInvalid() {
        return fault("INVALID_LOGIN", "LoginFault", "Invalid username, password, security token; or user locked out.");
    }

    static FakeResponse actionMissing() {
        String code = "soapenv:Client";
        return FakeResponse.xml(
                        500,
                        OPEN + "><soapenv:Body><soapenv:Fault><faultcode>" + code + "</faultcode><faultstring>"
                                + "SOAPAction HTTP header missing</faultstring></soapenv:Fault></soapenv:Body>"
                                + "</soapenv:Envelope>")
                .withError(code);
    }

    static FakeResponse fault(String code, String detail, String message) {
        String text = Markup.escape(message);
        return FakeResponse.xml(
                        500,
                        OPEN + " xmlns:sf=\"urn:fault.partner.soap.sforce.com\"" + XSI
                                + "><soapenv:Body><soapenv:Fault><faultcode>sf:" + code + "</faultcode><faultstring>"
                                + code + ": " + text + "</faultstring><detail><sf:" + detail + " xsi:type=\"sf:"
                                + detail
                                + "\"><sf:exceptionCode>" + code + "</sf:exceptionCode><sf:exceptionMessage>" + text
                                + "</sf:exceptionMessage></sf:" + detail
                                + "></detail></soapenv:Fault></soapenv:Body></soapenv:Envelope>")
                .withError(code);
    }
}

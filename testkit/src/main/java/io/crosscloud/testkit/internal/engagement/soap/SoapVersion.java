package io.crosscloud.testkit.internal.engagement.soap;

/** The two versions of SOAP. Answers are in the version of the request; recordings of production are all 1.1. */
enum SoapVersion {
    V1_1("http://schemas.xmlsoap.org/soap/envelope/"),
    V1_2("http://www.w3.org/2003/05/soap-envelope");

    private final String namespace;

    SoapVersion(String namespace) {
        this.namespace = namespace;
    }

    String namespace() {
        return namespace;
    }
}

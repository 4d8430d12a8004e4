package io.crosscloud.testkit.internal.engagement.soap;

import static io.crosscloud.testkit.internal.engagement.Markup.escape;

import io.crosscloud.testkit.internal.engagement.Tenant;
import io.crosscloud.testkit.internal.http.FakeResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The description of the SOAP interface: that of production, cut down to what the fake serves. */
final class Wsdl {
    private static final String PRODUCTION = "https://webservice.exacttarget.com/Service.asmx";

    private final Tenant tenant;

    Wsdl(Tenant tenant) {
        this.tenant = tenant;
    }

    FakeResponse service() {
        return FakeResponse.xml(200, resource("etframework.wsdl").replace(PRODUCTION, escape(tenant.soapAddress())));
    }

    FakeResponse fault() {
        return FakeResponse.xml(200, resource("ETFrameworkFault.xsd"));
    }

    private static String resource(String name) {
        try (InputStream in = Wsdl.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the resource " + name + " is missing from the testkit");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}

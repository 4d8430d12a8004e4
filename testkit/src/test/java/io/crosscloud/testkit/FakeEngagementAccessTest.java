package io.crosscloud.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.crosscloud.cloud.ClientId;
import io.crosscloud.session.BusinessUnit;
import io.crosscloud.token.Secret;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What SOAP shows depends on who asks, and when. */
class FakeEngagementAccessTest {
    private static final BusinessUnit TOP = BusinessUnit.of(7281698);
    private static final BusinessUnit CHILD = BusinessUnit.of(7294703);
    private static final ClientId CLIENT = ClientId.of("narrow");

    private final TestClock clock = TestClock.create();
    private final FakeEngagement fake = FakeEngagement.builder()
            .clock(clock)
            .businessUnit(TOP, "Acme")
            .businessUnit(CHILD, "Acme Europe")
            .user(EngagementUser.of("everywhere", Secret.of("pw")))
            .user(EngagementUser.of("at-the-top", Secret.of("pw")).withBusinessUnits(TOP))
            .installedPackage(
                    InstalledPackage.serverToServer(CLIENT, Secret.of("secret")).withBusinessUnits(TOP))
            .start();
    private final EngagementCaller caller = new EngagementCaller(fake);

    @AfterEach
    void close() {
        fake.close();
    }

    @Test
    void apiUser_seesTheUnitsItHasAccessTo() {
        assertThat(units(password("everywhere"))).contains("<ID>7281698</ID>", "<ID>7294703</ID>");
        assertThat(units(password("at-the-top"))).contains("<ID>7281698</ID>").doesNotContain("<ID>7294703</ID>");
    }

    @Test
    void token_showsTheUnitsOfItsPackage_untilThatIsEnabledForMore() {
        assertThat(units(token())).contains("<ID>7281698</ID>").doesNotContain("<ID>7294703</ID>");

        fake.enable(CLIENT, CHILD);

        assertThat(units(token())).contains("<ID>7294703</ID>");
        assertThat(caller.token(
                                "grant_type",
                                "client_credentials",
                                "client_id",
                                CLIENT.value(),
                                "client_secret",
                                "secret",
                                "account_id",
                                CHILD.toString())
                        .status())
                .isEqualTo(200);
    }

    @Test
    void scheduledSend_isShownInServerTime_andIsCompleteWhenItsTimeHasCome() {
        fake.scheduleSend("Newsletter", clock.instant().plus(Duration.ofHours(1)));

        assertThat(sends())
                .contains("<EmailName>Newsletter</EmailName>", "<Status>Scheduled</Status>")
                .contains("<SendDate>"
                        + clock.instant().minus(Duration.ofHours(5)).toString().substring(0, 16));

        clock.advance(Duration.ofHours(1));

        assertThat(sends()).contains("<Status>Complete</Status>").doesNotContain("Scheduled");
    }

    private String units(String credential) {
        return retrieve(
                credential,
                "<ObjectType>BusinessUnit</ObjectType><Properties>ID</Properties><QueryAllAccounts>true</QueryAllAccounts>");
    }

    private String sends() {
        return retrieve(
                password("everywhere"),
                "<ObjectType>Send</ObjectType><Properties>EmailName</Properties><Properties>SendDate</Properties>"
                        + "<Properties>Status</Properties>");
    }

    private String token() {
        String token = caller.token(
                        "grant_type", "client_credentials", "client_id", CLIENT.value(), "client_secret", "secret")
                .text("access_token");
        return "<fueloauth xmlns=\"http://exacttarget.com\">" + token + "</fueloauth>";
    }

    private static String password(String username) {
        return "<Security><UsernameToken><Username>" + username
                + "</Username><Password>pw</Password></UsernameToken></Security>";
    }

    private String retrieve(String credential, String request) {
        String envelope = "<Envelope xmlns=\"http://schemas.xmlsoap.org/soap/envelope/\"><Header>" + credential
                + "</Header><Body><RetrieveRequestMsg xmlns=\"http://exacttarget.com/wsdl/partnerAPI\"><RetrieveRequest>"
                + request + "</RetrieveRequest></RetrieveRequestMsg></Body></Envelope>";
        return caller.send(caller.request("/Service.asmx")
                        .header("Content-Type", "text/xml")
                        .POST(BodyPublishers.ofString(envelope)))
                .body();
    }
}

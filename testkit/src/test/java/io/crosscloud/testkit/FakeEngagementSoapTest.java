package io.crosscloud.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.crosscloud.testkit.EngagementCaller.Answer;
import io.crosscloud.token.Secret;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FakeEngagementSoapTest {
    private static final String V1_1 = "http://schemas.xmlsoap.org/soap/envelope/";
    private static final String V1_2 = "http://www.w3.org/2003/05/soap-envelope";
    private static final String WSSE =
            "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
    private static final String API = " xmlns=\"http://exacttarget.com/wsdl/partnerAPI\"";

    private final TestClock clock = TestClock.create();
    private final FakeEngagement fake = FakeEngagement.builder()
            .clock(clock)
            .user(EngagementUser.of("api", Secret.of("p&w")))
            .user(EngagementUser.of("person", Secret.of("pw")).withoutApiUserFlag())
            .user(EngagementUser.of("barred", Secret.of("pw")).withoutWebServices())
            .user(EngagementUser.of("gone", Secret.of("pw")).withoutActivation())
            .start();
    private final EngagementCaller caller = new EngagementCaller(fake);
    private final String token = caller.clientCredentials().text("access_token");

    @AfterEach
    void close() {
        fake.close();
    }

    /** How public clients write their envelopes; %s stand for the token and the message. */
    enum Dialect {
        SFMC_SDK(
                "<Envelope xmlns=\"" + V1_1
                        + "\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><Body>%2$s</Body>"
                        + "<Header><fueloauth xmlns=\"http://exacttarget.com\">%1$s</fueloauth></Header></Envelope>",
                "text/xml",
                "Retrieve"),
        FUEL_SDK_JAVA(
                "<soap:Envelope xmlns:soap=\"" + V1_1 + "\"><soap:Header><fueloauth>%1$s</fueloauth></soap:Header>"
                        + "<soap:Body>%2$s</soap:Body></soap:Envelope>",
                "text/xml; charset=UTF-8",
                "\"Retrieve\""),
        FUEL_SDK_CSHARP(
                "<s:Envelope xmlns:a=\"http://schemas.xmlsoap.org/ws/2004/08/addressing\" xmlns:s=\"" + V1_2
                        + "\"><s:Header><a:Action s:mustUnderstand=\"1\">Retrieve</a:Action>"
                        + "<a:MessageID>urn:uuid:42</a:MessageID>"
                        + "<fueloauth xmlns=\"http://exacttarget.com\">%1$s</fueloauth></s:Header><s:Body>%2$s</s:Body></s:Envelope>",
                "application/soap+xml; charset=utf-8; action=\"Retrieve\"",
                ""),
        POSTMAN(
                "<s:Envelope xmlns:s=\"" + V1_2 + "\" xmlns:a=\"http://schemas.xmlsoap.org/ws/2004/08/addressing\">"
                        + "<s:Header><a:Action s:mustUnderstand=\"1\">Retrieve</a:Action><a:To s:mustUnderstand=\"1\">x</a:To>"
                        + "<fueloauth xmlns=\"http://exacttarget.com\">%1$s</fueloauth></s:Header><s:Body>%2$s</s:Body></s:Envelope>",
                "text/xml",
                ""),
        DOCUMENTATION(
                "<SOAP-ENV:Envelope xmlns:SOAP-ENV=\"" + V1_1 + "\"><SOAP-ENV:Header>"
                        + "<h:fueloauth xmlns=\"http://exacttarget.com\" xmlns:h=\"http://exacttarget.com\">%1$s</h:fueloauth>"
                        + "</SOAP-ENV:Header><SOAP-ENV:Body>%2$s</SOAP-ENV:Body></SOAP-ENV:Envelope>",
                "text/xml",
                "");

        private final String envelope;
        private final String contentType;
        private final String action;

        Dialect(String envelope, String contentType, String action) {
            this.envelope = envelope;
            this.contentType = contentType;
            this.action = action;
        }
    }

    private Answer call(Dialect dialect, String credential, String message) {
        var request = caller.request("/Service.asmx")
                .header("Content-Type", dialect.contentType)
                .POST(BodyPublishers.ofString(dialect.envelope.formatted(credential, message)));
        return caller.send(dialect.action.isEmpty() ? request : request.header("SOAPAction", dialect.action));
    }

    private Answer call(String message) {
        return call(Dialect.DOCUMENTATION, token, message);
    }

    private Answer withHeader(String header, String message) {
        return envelope("<e:Envelope xmlns:e=\"" + V1_1 + "\"><e:Header>" + header + "</e:Header><e:Body>" + message
                + "</e:Body></e:Envelope>");
    }

    private Answer envelope(String body) {
        return caller.post("/service.asmx", "text/xml", body);
    }

    private static String retrieve(String type, String... properties) {
        return retrieveWith("", type, properties);
    }

    private static String retrieveWith(String more, String type, String... properties) {
        StringBuilder message = new StringBuilder("<RetrieveRequestMsg" + API + "><RetrieveRequest>");
        message.append("<ObjectType>").append(type).append("</ObjectType>");
        for (String property : properties) {
            message.append("<Properties>").append(property).append("</Properties>");
        }
        return message.append(more)
                .append("</RetrieveRequest></RetrieveRequestMsg>")
                .toString();
    }

    private static String write(String operation, String type, String object) {
        return "<" + operation + "Request" + API + " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><Objects"
                + " xsi:type=\"" + type + "\">" + object + "</Objects></" + operation + "Request>";
    }

    private static String body(Answer answer) {
        return answer.body()
                .replaceAll("(?s).*<soap:Body>(.*)</soap:Body>.*", "$1")
                .replaceAll("<RequestID>[-0-9a-f]{36}</RequestID>", "<RequestID/>");
    }

    @ParameterizedTest
    @EnumSource
    void dialect_isUnderstoodAndAnsweredInItsVersion(Dialect dialect) {
        Answer answer = call(dialect, token, retrieve("BusinessUnit", "ID", "Name"));
        assertThat(answer.status()).isEqualTo(200);
        boolean newer = dialect.envelope.contains(V1_2);
        assertThat(answer.body())
                .startsWith("<?xml version=\"1.0\" encoding=\"utf-8\"?><soap:Envelope xmlns:soap=\""
                        + (newer ? V1_2 : V1_1) + "\"")
                .contains("<wsa:Action>RetrieveResponse</wsa:Action>", "<OverallStatus>OK</OverallStatus>");
        assertThat(answer.header("Content-Type"))
                .startsWith(dialect == Dialect.FUEL_SDK_CSHARP ? "application/soap+xml" : "text/xml");
    }

    @Test
    void messageId_isRelatedTo() {
        assertThat(call(Dialect.FUEL_SDK_CSHARP, token, retrieve("BusinessUnit"))
                        .body())
                .contains("<wsa:RelatesTo>urn:uuid:42</wsa:RelatesTo>");
    }

    @Test
    void expiredToken_isTheRecordedFault() {
        clock.advance(Duration.ofMinutes(20));
        Answer answer = call(retrieve("BusinessUnit", "ID"));
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.header("Content-Type")).startsWith("text/xml");
        assertThat(body(answer))
                .isEqualTo("<soap:Fault><faultcode xmlns:q0=\"" + WSSE + "\">q0:Security</faultcode>"
                        + "<faultstring>Token Expired</faultstring><faultactor>" + fake.uri()
                        + "/Service.asmx</faultactor></soap:Fault>");
        assertThat(answer.body())
                .contains(
                        "<wsa:Action>http://schemas.xmlsoap.org/ws/2004/08/addressing/fault</wsa:Action>",
                        "<wsu:Created>2026-01-01T00:20:00Z</wsu:Created><wsu:Expires>2026-01-01T00:25:00Z</wsu:Expires>");
    }

    @Test
    void expiredToken_isAFaultInSoap12Too() {
        fake.expireTokens();
        Answer answer = call(Dialect.FUEL_SDK_CSHARP, token, retrieve("BusinessUnit", "ID"));
        assertThat(answer.status()).isEqualTo(500);
        assertThat(body(answer)).contains("q0:Security", "<soap:Text xml:lang=\"en\">Token Expired</soap:Text>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"unknown", "a.b.c.d", "aaaaaaaaaaaaaaaaaaaaaaaa"})
    void unknownToken_failsToLogIn(String unknown) {
        Answer answer = call(Dialect.SFMC_SDK, unknown, retrieve("BusinessUnit", "ID"));
        assertThat(answer.status()).isEqualTo(500);
        assertThat(body(answer))
                .contains("<faultstring>Login Failed</faultstring>")
                .doesNotContain("<detail>");
    }

    private Answer byPassword(String username, String password) {
        return withHeader(
                "<wsse:Security e:mustUnderstand=\"1\" xmlns:wsse=\"" + WSSE + "\"><wsse:UsernameToken><wsse:Username>"
                        + username + "</wsse:Username><wsse:Password>" + password
                        + "</wsse:Password></wsse:UsernameToken></wsse:Security>",
                retrieve("BusinessUnit", "ID"));
    }

    @Test
    void apiUser_logsInByNameAndPassword() {
        assertThat(body(byPassword("api", "p&amp;w"))).contains("<ID>7281698</ID>");
        fake.on(EngagementSwitch.NO_PASSWORDS_IN_SOAP);
        assertThat(byPassword("api", "p&amp;w").status()).isEqualTo(500);
    }

    @ParameterizedTest
    @CsvSource({"api,wrong", "person,pw", "barred,pw", "gone,pw", "nobody,pw"})
    void otherUsers_failToLogIn(String username, String password) {
        assertThat(body(byPassword(username, password))).contains("<faultstring>Login Failed</faultstring>");
    }

    private Answer legacyLogin() {
        return caller.post(
                "/v1/requestToken?legacy=1",
                "application/json",
                "{\"clientId\":\"" + fake.legacyPackage().clientId() + "\",\"clientSecret\":\""
                        + fake.legacyPackage().clientSecret().orElseThrow().exposeSecret() + "\"}");
    }

    @Test
    void legacyToken_goesBeforeTheStarsBesideIt() {
        String legacy = legacyLogin().text("legacyToken");
        String header = "<oAuth xmlns=\"http://exacttarget.com\"><oAuthToken>" + legacy + "</oAuthToken></oAuth>"
                + "<wsse:Security xmlns:wsse=\"" + WSSE + "\"><wsse:UsernameToken><wsse:Username>*</wsse:Username>"
                + "<wsse:Password>*</wsse:Password></wsse:UsernameToken></wsse:Security>";
        assertThat(withHeader(header, retrieve("BusinessUnit", "ID")).status()).isEqualTo(200);
        clock.advance(Duration.ofHours(1));
        assertThat(body(withHeader(header, retrieve("BusinessUnit", "ID")))).contains("Token Expired");
    }

    @Test
    void tokens_areGoodInTheirOwnHeadersOnly() {
        Answer answer = legacyLogin();
        String access = answer.text("accessToken");
        String legacy = answer.text("legacyToken");
        String message = retrieve("BusinessUnit", "ID");
        String oAuth = "<oAuth xmlns=\"http://exacttarget.com\"><oAuthToken>%s</oAuthToken></oAuth>";
        assertThat(call(Dialect.SFMC_SDK, access, message).status()).isEqualTo(200);
        assertThat(caller.get("/platform/v1/tokenContext", access).status()).isEqualTo(202);
        assertThat(withHeader(oAuth.formatted(legacy), message).status()).isEqualTo(200);
        assertThat(body(call(Dialect.SFMC_SDK, legacy, message))).contains("Login Failed");
        assertThat(caller.get("/platform/v1/tokenContext", legacy).status()).isEqualTo(401);
        assertThat(body(withHeader(oAuth.formatted(token), message))).contains("Login Failed");
        assertThat(body(withHeader(oAuth.formatted(access), message))).contains("Login Failed");
        assertThat(fake.tally().liveSessions()).isEqualTo(3);
    }

    @Test
    void businessUnits_areAllShownToTheParentThatAsksForAll() {
        String all = "<QueryAllAccounts>true</QueryAllAccounts>";
        String message = retrieveWith(all, "BusinessUnit", "ID", "Name", "ParentID", "IsActive");
        String row = "<Results xsi:type=\"BusinessUnit\"><PartnerKey xsi:nil=\"true\" /><ID>%s</ID>"
                + "<ObjectID xsi:nil=\"true\" /><AccountType>None</AccountType><ParentID>%s</ParentID><Name>%s</Name>"
                + "<IsActive>1</IsActive><Subscription xsi:nil=\"true\" />"
                + "<MasterUnsubscribeBehavior>ENTIRE_ENTERPRISE</MasterUnsubscribeBehavior></Results>";
        assertThat(body(call(message)))
                .isEqualTo("<RetrieveResponseMsg" + API + "><OverallStatus>OK</OverallStatus><RequestID/>"
                        + row.formatted("7281698", "0", "Acme")
                        + row.formatted("7294703", "7281698", "Acme Europe") + "</RetrieveResponseMsg>");
        String child = caller.clientCredentials("account_id", "7294703").text("access_token");
        assertThat(body(call(Dialect.SFMC_SDK, child, message)))
                .contains("<ID>7294703</ID>")
                .doesNotContain("<ID>7281698</ID>");
        assertThat(body(call(retrieve("BusinessUnit", "ID")))).doesNotContain("7294703");
    }

    @Test
    void clientOfABusinessUnit_tellsTheEnterprise() {
        assertThat(body(call(retrieve("BusinessUnit", "ID", "Client.EnterpriseID"))))
                .contains("<Client><EnterpriseID>7281698</EnterpriseID></Client><PartnerKey xsi:nil=\"true\" />");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DeliveryProfile|ID|Error: Unable to find a handler for object type: DeliveryProfile. Object types are"
                        + " case-sensitive, check spelling.",
                "businessunit|ID|Error: Unable to find a handler for object type: businessunit. Object types are"
                        + " case-sensitive, check spelling.",
                "Subscriber|Nonsense|Error: The Request Property(s) Nonsense do not match with the fields of Subscriber"
                        + " retrieve"
            })
    void retrieveThatMakesNoSense_isAnErrorWith200(String type, String property, String status) {
        Answer answer = call(retrieve(type, property));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(body(answer)).contains("<OverallStatus>" + status + "</OverallStatus>");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<Property>Nonsense</Property><SimpleOperator>equals</SimpleOperator><Value>1</Value>"
                        + "|Error: Invalid column name 'Nonsense'.",
                "<LeftOperand><Property>ID</Property><SimpleOperator>isNull</SimpleOperator></LeftOperand><LogicalOperator>OR"
                        + "</LogicalOperator><RightOperand><LeftOperand><Property>id</Property><SimpleOperator>isNull"
                        + "</SimpleOperator></LeftOperand></RightOperand>|Error: Invalid column name 'id'.",
                "<LeftOperand><Property>ID</Property><SimpleOperator>isNull</SimpleOperator></LeftOperand>"
                        + "<AdditionalOperands><Operand><Property>Other</Property><SimpleOperator>isNull</SimpleOperator>"
                        + "</Operand></AdditionalOperands>|Error: Invalid column name 'Other'.",
                "<SimpleOperator>isNull</SimpleOperator>|Error: Invalid column name ''.",
                "<Property>ID</Property><SimpleOperator>resembles</SimpleOperator><Value>1</Value>"
                        + "|Error: Invalid SimpleOperator: resembles",
                "<Property>ID</Property><Value>1</Value>|Error: Invalid SimpleOperator: "
            })
    void filterThatMakesNoSense_isAnErrorWith200(String filter, String status) {
        Answer answer = call(retrieveWith("<Filter>" + filter + "</Filter>", "Subscriber", "ID"));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(body(answer)).contains("<OverallStatus>" + status.strip().replace("'", "&#39;"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "equals", "notEquals", "isNull", "isNotNull", "greaterThan", "lessThan", "greaterThanOrEqual",
                "lessThanOrEqual", "between", "IN", "like", "contains", "notContains", "existsInString",
                "notExistsInString", "beginsWith", "endsWith"
            })
    void operatorOfTheWsdl_isUnderstood(String operator) {
        String filter = "<Filter><Property>Client.ID</Property><SimpleOperator>" + operator
                + "</SimpleOperator><Value>1</Value></Filter>";
        assertThat(body(call(retrieveWith(filter, "BusinessUnit", "ID"))))
                .contains("<OverallStatus>OK</OverallStatus>");
    }

    @Test
    void missingScope_isAnErrorWith200() {
        String none = caller.clientCredentials("scope", "email_send").text("access_token");
        Answer answer = call(Dialect.SFMC_SDK, none, retrieve("BusinessUnit", "ID"));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(body(answer)).contains("<OverallStatus>Error: API Permission Failed");
    }

    @ParameterizedTest
    @CsvSource({
        "Perform,<Action>start</Action><Definitions><Definition xsi:type='QueryDefinition'/></Definitions>,QueryDefinition",
        "Schedule,<Action>start</Action><Interactions><Interaction xsi:type='EmailSendDefinition'/></Interactions>,"
                + "EmailSendDefinition",
        "Configure,<Action>create</Action><Configurations><Configuration xsi:type='Subscriber'/></Configurations>,Subscriber",
        "Execute,<Requests><Name>LogUnsubEvent</Name></Requests>,LogUnsubEvent"
    })
    void deedWithoutAnyScope_isRefusedWith200(String operation, String content, String type) {
        String message =
                "<" + operation + "RequestMsg" + API + " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">"
                        + content + "</" + operation + "RequestMsg>";
        String powerless = caller.clientCredentials("scope", "").text("access_token");
        Answer answer = call(Dialect.DOCUMENTATION, powerless, message);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(body(answer))
                .contains(
                        "<StatusCode>Error</StatusCode><StatusMessage>API Permission Failed. Object Type: " + type
                                + ", Operation: " + operation + "</StatusMessage>",
                        "<OverallStatus>Error</OverallStatus>");
        assertThat(body(call(message))).contains("<OverallStatus>OK</OverallStatus>");
    }

    @Test
    void subscriber_isCreatedFoundChangedAndDeleted() {
        String subscriber = "<EmailAddress>a@b.c</EmailAddress><SubscriberKey>12&lt;34</SubscriberKey>";
        assertThat(body(call(write("Create", "Subscriber", subscriber))))
                .isEqualTo("<CreateResponse" + API + "><Results><StatusCode>OK</StatusCode>"
                        + "<StatusMessage>Created Subscriber.</StatusMessage><OrdinalID>0</OrdinalID>"
                        + "<NewID>756891044</NewID><Object xsi:type=\"Subscriber\"><PartnerKey xsi:nil=\"true\" />"
                        + "<ID>756891044</ID><ObjectID xsi:nil=\"true\" /><EmailAddress>a@b.c</EmailAddress>"
                        + "<SubscriberKey>12&lt;34</SubscriberKey></Object></Results><RequestID/>"
                        + "<OverallStatus>OK</OverallStatus></CreateResponse>");
        Answer again = call(write("Create", "Subscriber", subscriber));
        assertThat(again.status()).isEqualTo(200);
        assertThat(body(again))
                .contains(
                        "<StatusMessage>The subscriber is already on the list</StatusMessage>",
                        "<ErrorCode>12014</ErrorCode>",
                        "<OverallStatus>Error</OverallStatus>");
        assertThat(body(call(write("Update", "Subscriber", subscriber + "<Status>Unsubscribed</Status>"))))
                .contains("<StatusMessage>Updated Subscriber.</StatusMessage>");
        String filter =
                "<Filter xsi:type=\"ComplexFilterPart\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">"
                        + "<LeftOperand xsi:type=\"SimpleFilterPart\"><Property>SubscriberKey</Property>"
                        + "<SimpleOperator>equals</SimpleOperator><Value>12&lt;34</Value></LeftOperand>"
                        + "<LogicalOperator>AND</LogicalOperator><RightOperand xsi:type=\"SimpleFilterPart\">"
                        + "<Property>Status</Property><SimpleOperator>IN</SimpleOperator><Value>Active</Value>"
                        + "<Value>Unsubscribed</Value></RightOperand></Filter>";
        assertThat(body(call(retrieveWith(filter, "Subscriber", "ID", "Status"))))
                .contains("<ID>756891044</ID>");
        assertThat(body(call(write("Delete", "Subscriber", subscriber))))
                .contains("<StatusMessage>Subscriber deleted</StatusMessage>");
        assertThat(body(call(retrieveWith(filter, "Subscriber", "ID")))).doesNotContain("<Results");
    }

    @Test
    void severalObjects_haveAResultEach() {
        String objects = "<Objects xsi:type=\"Subscriber\"><EmailAddress>a@b.c</EmailAddress></Objects>"
                + "<Objects xsi:type=\"Subscriber\"><EmailAddress>a@b.c</EmailAddress></Objects>";
        assertThat(body(call("<CreateRequest" + API + " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">"
                        + objects + "</CreateRequest>")))
                .contains(
                        "<OrdinalID>0</OrdinalID>",
                        "<OrdinalID>1</OrdinalID><ErrorCode>12014</ErrorCode>",
                        "<OverallStatus>Has Errors</OverallStatus>");
    }

    @Test
    void moreRowsThanABatch_comeByContinueRequest() {
        for (int i = 0; i < 5; i++) {
            call(write("Create", "Subscriber", "<EmailAddress>" + i + "@b.c</EmailAddress>"));
        }
        String first = call(retrieveWith("<Options><BatchSize>2</BatchSize></Options>", "Subscriber", "EmailAddress"))
                .body();
        assertThat(first).contains("<OverallStatus>MoreDataAvailable</OverallStatus>", "0@b.c", "1@b.c");
        String id = first.replaceAll("(?s).*<RequestID>(.*)</RequestID>.*", "$1");
        String more = "<RetrieveRequestMsg" + API + "><RetrieveRequest><ContinueRequest>" + id
                + "</ContinueRequest></RetrieveRequest></RetrieveRequestMsg>";
        assertThat(call(more).body()).contains("MoreDataAvailable", "2@b.c", "3@b.c");
        assertThat(call(more).body()).contains("<OverallStatus>OK</OverallStatus>", "4@b.c");
        assertThat(call(more).body()).contains("<OverallStatus>Error: ");
    }

    @Test
    void triggeredSend_isCreated() {
        String object = "<TriggeredSendDefinition><CustomerKey>WELCOME</CustomerKey></TriggeredSendDefinition>"
                + "<Subscribers><EmailAddress>a@b.c</EmailAddress><SubscriberKey>42</SubscriberKey></Subscribers>";
        assertThat(body(call(write("Create", "TriggeredSend", object))))
                .startsWith("<CreateResponse" + API + "><Results xsi:type=\"TriggeredSendCreateResult\">"
                        + "<StatusCode>OK</StatusCode><StatusMessage>Created TriggeredSend</StatusMessage>"
                        + "<OrdinalID>0</OrdinalID><NewID>0</NewID><Object xsi:type=\"TriggeredSend\">");
        assertThat(body(call(write("Create", "TriggeredSend", object.replace("a@b.c", "")))))
                .contains("<StatusCode>Error</StatusCode>", "<OverallStatus>Error</OverallStatus>");
    }

    @Test
    void otherOperations_answerAsRecorded() {
        assertThat(body(call("<SystemStatusRequestMsg" + API + "/>")))
                .isEqualTo("<SystemStatusResponseMsg" + API + "><Results><Result><StatusCode>OK</StatusCode>"
                        + "<StatusMessage>System Status Retrieved</StatusMessage><SystemStatus>OK</SystemStatus></Result>"
                        + "</Results><OverallStatus>OK</OverallStatus><OverallStatusMessage /><RequestID/>"
                        + "</SystemStatusResponseMsg>");
        assertThat(body(call("<ExecuteRequestMsg" + API + "/>")))
                .contains("<StatusMessage>Event posted</StatusMessage>");
        assertThat(body(call("<PerformRequestMsg" + API
                        + " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><Action>start</Action><Definitions>"
                        + "<Definition xsi:type=\"QueryDefinition\"><ObjectID>a077064d</ObjectID></Definition>"
                        + "</Definitions></PerformRequestMsg>")))
                .contains(
                        "<StatusMessage>QueryDefinition perform called successfully</StatusMessage>",
                        "<ObjectID>a077064d</ObjectID></Object><Task><StatusCode>OK</StatusCode>",
                        "</Results><OverallStatus>OK</OverallStatus><OverallStatusMessage /><RequestID/>");
        assertThat(body(call("<ScheduleRequestMsg" + API + "><Action>start</Action></ScheduleRequestMsg>")))
                .contains("<StatusMessage>Program scheduled.</StatusMessage>", "<Task />");
        assertThat(
                        body(
                                call(
                                        "<DefinitionRequestMsg" + API
                                                + "><DescribeRequests><ObjectDefinitionRequest><ObjectType>"
                                                + "Subscriber</ObjectType></ObjectDefinitionRequest></DescribeRequests></DefinitionRequestMsg>")))
                .contains("<ObjectType>Subscriber</ObjectType>", "<Name>ID</Name><DataType>Int32</DataType>");
        assertThat(call("<DefinitionRequestMsg" + API + "/>").body())
                .contains("<wsa:Action>DescribeResponse</wsa:Action>");
    }

    @ParameterizedTest
    @CsvSource({
        "BusinessUnit,IsActive,Int32",
        "Account,IsActive,Int32",
        "Account,ParentID,Int32",
        "Account,Client.EnterpriseID,Int64",
        "DataExtension,CategoryID,Int64",
        "AccountUserAccount,AccountUser.AccountUserID,Int32",
        "AccountUser,MustChangePassword,Boolean",
        "DataExtension,IsSendable,Boolean",
        "AccountUser,ActiveFlag,Boolean",
        "Subscriber,UnsubscribedDate,DateTime"
    })
    void describedProperty_hasTheTypeOfTheWsdl(String type, String property, String dataType) {
        assertThat(body(call("<DefinitionRequestMsg" + API + "><DescribeRequests><ObjectDefinitionRequest><ObjectType>"
                        + type + "</ObjectType></ObjectDefinitionRequest></DescribeRequests></DefinitionRequestMsg>")))
                .contains("<Name>" + property + "</Name><DataType>" + dataType + "</DataType>");
    }

    @Test
    void maintenance_isAServerFaultAndASystemStatus() {
        fake.on(EngagementSwitch.IN_MAINTENANCE);
        Answer answer = call(retrieve("BusinessUnit", "ID"));
        assertThat(answer.status()).isEqualTo(500);
        assertThat(body(answer))
                .contains(
                        "<faultcode>soap:Server</faultcode>",
                        "<detail><apifault xmlns=\"urn:fault.partner.exacttarget.com\"><Code>9</Code>"
                                + "<Message>InMaintenance</Message></apifault></detail>");
        assertThat(body(call("<SystemStatusRequestMsg" + API + "/>")))
                .contains("<SystemStatus>InMaintenance</SystemStatus>");
    }

    @Test
    void unknownAction_isAClientFault() {
        Answer answer = caller.send(caller.request("/Service.asmx")
                .header("Content-Type", "text/xml")
                .header("SOAPAction", "Test")
                .POST(BodyPublishers.ofString(Dialect.SFMC_SDK.envelope.formatted(token, retrieve("BusinessUnit")))));
        assertThat(answer.status()).isEqualTo(500);
        assertThat(body(answer)).contains("Server did not recognize the value of HTTP Header SOAPAction: Test.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "<a/>",
                "<Envelope xmlns=\"http://schemas.xmlsoap.org/soap/envelope/\"><Body/></Envelope>",
                "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>"
            })
    void malformedEnvelope_isABadRequestInPlainText(String body) {
        Answer answer = envelope(body);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo("Bad Request");
        assertThat(answer.header("Content-Type")).startsWith("text/plain");
    }

    @Test
    void deepEnvelope_isABadRequest() {
        assertThat(envelope("<a>".repeat(10_000) + "</a>".repeat(10_000)).status())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etframework.wsdl", "/Service.asmx?wsdl", "/ETFrameworkFault.xsd"})
    void descriptions_areServed(String path) {
        Answer answer = caller.send(caller.request(path).GET());
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).startsWith("text/xml");
        assertThat(answer.body()).doesNotContain("webservice.exacttarget.com");
        assertThat(answer.body().contains(fake.uri() + "/Service.asmx")).isEqualTo(!path.contains("Fault"));
    }

    @Test
    void accountUsers_tellWhoMayDoWhat() {
        assertThat(body(call(retrieve("AccountUser", "UserID", "ActiveFlag", "MustChangePassword", "IsAPIUser"))))
                .contains("<UserID>api</UserID>", "<ActiveFlag>false</ActiveFlag>", "<IsAPIUser>false</IsAPIUser>");
        assertThat(body(call(retrieve("AccountUserAccount", "AccountUser.AccountUserID", "Account.ID"))))
                .contains("<AccountUser><AccountUserID>", "<Account><ID>7281698</ID></Account>");
    }

    @Test
    void soapRequests_areInTheJournalAsSuch() {
        call(retrieve("BusinessUnit", "ID"));
        RecordedRequest recorded = fake.journal().requests().get(1);
        assertThat(Map.of("route", recorded.route(), "status", recorded.status().orElse(0)))
                .isEqualTo(Map.of("route", Route.SOAP, "status", 200));
    }
}

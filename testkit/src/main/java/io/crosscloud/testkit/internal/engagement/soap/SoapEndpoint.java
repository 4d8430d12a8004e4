package io.crosscloud.testkit.internal.engagement.soap;

import io.crosscloud.testkit.EngagementSwitch;
import io.crosscloud.testkit.Route;
import io.crosscloud.testkit.internal.engagement.Tenant;
import io.crosscloud.testkit.internal.engagement.soap.XmlElement.MalformedException;
import io.crosscloud.testkit.internal.http.FakeRequest;
import io.crosscloud.testkit.internal.http.FakeResponse;
import io.crosscloud.testkit.internal.http.Router;
import java.util.Map;
import java.util.Set;

/** {@code /Service.asmx}. What fails for the caller's credential is a fault; what fails for other reasons is HTTP 200. */
public final class SoapEndpoint {
    private static final Set<String> ACTIONS = Set.of(
            "Create",
            "Retrieve",
            "Update",
            "Delete",
            "Query",
            "Describe",
            "Execute",
            "Perform",
            "Configure",
            "Schedule",
            "VersionInfo",
            "Extract",
            "GetSystemStatus");
    private static final Map<String, String> BY_MESSAGE = Map.ofEntries(
            Map.entry("RetrieveRequestMsg", "Retrieve"),
            Map.entry("CreateRequest", "Create"),
            Map.entry("UpdateRequest", "Update"),
            Map.entry("DeleteRequest", "Delete"),
            Map.entry("ExecuteRequestMsg", "Execute"),
            Map.entry("PerformRequestMsg", "Perform"),
            Map.entry("ConfigureRequestMsg", "Configure"),
            Map.entry("ScheduleRequestMsg", "Schedule"),
            Map.entry("DefinitionRequestMsg", "Describe"),
            Map.entry("SystemStatusRequestMsg", "GetSystemStatus"),
            Map.entry("VersionInfoRequestMsg", "VersionInfo"),
            Map.entry("ExtractRequestMsg", "Extract"),
            Map.entry("QueryRequestMsg", "Query"));

    private final Tenant tenant;
    private final SoapLogin login;
    private final SoapRetrieve retrieve;
    private final SoapWrites writes;
    private final SoapActions actions = new SoapActions();

    private SoapEndpoint(Tenant tenant) {
        this.tenant = tenant;
        this.login = new SoapLogin(tenant);
        SoapObjects objects = new SoapObjects(tenant);
        this.retrieve = new SoapRetrieve(tenant, objects);
        this.writes = new SoapWrites(objects);
    }

    /** Adds what speaks SOAP, and what describes it. */
    public static Router<Route> addTo(Router<Route> router, Tenant tenant) {
        Wsdl wsdl = new Wsdl(tenant);
        return router.add(Route.SOAP, "POST", "/Service.asmx", new SoapEndpoint(tenant)::answer)
                .add(Route.OTHER, "GET", "/Service.asmx", request -> wsdl.service())
                .add(Route.OTHER, "GET", "/etframework.wsdl", request -> wsdl.service())
                .add(Route.OTHER, "GET", "/ETFrameworkFault.xsd", request -> wsdl.fault());
    }

    private FakeResponse answer(FakeRequest request) {
        SoapRequest soap;
        try {
            soap = SoapRequest.of(request);
        } catch (MalformedException malformed) {
            return FakeResponse.text(400, "Bad Request");
        }
        try {
            String operation = operation(soap);
            return envelope(soap, 200, operation + "Response", body(soap, operation));
        } catch (SoapFault fault) {
            String addressing = "http://schemas.xmlsoap.org/ws/2004/08/addressing/fault";
            return envelope(soap, 500, addressing, fault.body(soap.version(), tenant.soapAddress()))
                    .withError(fault.reason());
        }
    }

    private FakeResponse envelope(SoapRequest soap, int status, String action, String body) {
        String xml = SoapEnvelope.of(soap, action, body, tenant.clock().instant());
        String type = soap.version() == SoapVersion.V1_1 ? "text/xml" : soap.contentType();
        return FakeResponse.of(status, type + "; charset=utf-8", xml);
    }

    /** The message decides; an action that nobody knows is refused before. */
    private static String operation(SoapRequest soap) {
        String action = soap.action();
        if (action != null && !ACTIONS.contains(action.substring(action.lastIndexOf('/') + 1))) {
            throw SoapFault.unknownAction(action);
        }
        String operation = BY_MESSAGE.get(soap.message().name());
        if (operation == null) {
            throw SoapFault.unknownAction(soap.message().name());
        }
        return operation;
    }

    private String body(SoapRequest soap, String operation) {
        boolean inMaintenance = tenant.has(EngagementSwitch.IN_MAINTENANCE);
        if (inMaintenance && !operation.equals("GetSystemStatus")) {
            throw SoapFault.inMaintenance();
        }
        Caller caller = login.caller(soap.header());
        XmlElement message = soap.message();
        return switch (operation) {
            case "Retrieve" -> retrieve.answer(message, caller);
            case "Create", "Update", "Delete" -> writes.answer(operation, message, caller);
            case "Execute", "Perform", "Schedule", "Configure" -> actions.answer(operation, message, caller);
            case "Describe" -> actions.describe(message);
            case "GetSystemStatus" -> actions.systemStatus(inMaintenance);
            case "VersionInfo" -> actions.versionInfo();
            default -> throw SoapFault.unsupported();
        };
    }
}

package io.crosscloud.testkit.internal.engagement.soap;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A type of object that the SOAP interface handles, with its properties in the order of the WSDL.
 *
 * @param readScope what a token needs to retrieve it; null for any scope at all
 * @param writeScope what a token needs to change it; null if nobody can
 * @param always the properties that are answered whether or not they were asked for
 */
record SoapType(
        String name,
        @Nullable String readScope,
        @Nullable String writeScope,
        List<String> properties,
        Set<String> always) {
    private static final List<String> BASE =
            List.of("Client.ID", "Client.EnterpriseID", "CreatedDate", "ModifiedDate", "ID", "ObjectID", "CustomerKey");
    private static final String[] UNIT = {
        "AccountType",
        "ParentID",
        "Name",
        "Email",
        "FromName",
        "BusinessName",
        "IsActive",
        "ParentName",
        "Subscription",
        "Locale",
        "Description",
        "MasterUnsubscribeBehavior"
    };
    private static final String[] DEFINITION = {"Name", "Description", "Status"};

    private static final Map<String, SoapType> TYPES = Stream.of(
                    type("BusinessUnit", "accounts_read", null, UNIT)
                            .always("AccountType", "Subscription", "MasterUnsubscribeBehavior"),
                    type("Account", "accounts_read", null, UNIT)
                            .always("AccountType", "Subscription", "MasterUnsubscribeBehavior"),
                    type(
                            "AccountUser",
                            "users_read",
                            null,
                            "AccountUserID",
                            "UserID",
                            "Name",
                            "Email",
                            "MustChangePassword",
                            "ActiveFlag",
                            "IsAPIUser"),
                    type("AccountUserAccount", "users_read", null, "AccountUser.AccountUserID", "Account.ID"),
                    type(
                            "Subscriber",
                            "list_and_subscribers_read",
                            "list_and_subscribers_write",
                            "EmailAddress",
                            "SubscriberKey",
                            "UnsubscribedDate",
                            "Status",
                            "EmailTypePreference"),
                    type("List", "list_and_subscribers_read", "list_and_subscribers_write", "ListName", "Description"),
                    type(
                            "DataExtension",
                            "data_extensions_read",
                            "data_extensions_write",
                            "Name",
                            "Description",
                            "IsSendable",
                            "CategoryID"),
                    type("Email", "email_read", "email_write", "Name", "Subject", "HTMLBody"),
                    type(
                            "TriggeredSendDefinition",
                            "email_read",
                            "email_write",
                            "Name",
                            "Description",
                            "TriggeredSendStatus"),
                    type("TriggeredSend", null, "email_send"),
                    type("Send", "email_read", "email_send", "SendDate", "EmailName", "SentDate", "Status"),
                    type("SendDefinition", "email_read", "email_write", DEFINITION),
                    type("QueryDefinition", "automations_read", "automations_execute", DEFINITION),
                    type("ImportDefinition", "automations_read", "automations_execute", DEFINITION),
                    type("Automation", "automations_read", "automations_execute", DEFINITION))
            .collect(Collectors.toUnmodifiableMap(SoapType::name, Function.identity()));

    /** The type of this name, in this spelling; null if there is no handler for it. */
    static @Nullable SoapType named(String name) {
        return TYPES.get(name);
    }

    private static SoapType type(
            String name, @Nullable String readScope, @Nullable String writeScope, String... properties) {
        List<String> all = new ArrayList<>(BASE);
        all.addAll(List.of(properties));
        return new SoapType(name, readScope, writeScope, List.copyOf(all), Set.of());
    }

    private SoapType always(String... names) {
        return new SoapType(name, readScope, writeScope, properties, Set.of(names));
    }

    /** The property by which one object is told from another. */
    String keyProperty() {
        return name.equals("Subscriber") ? "SubscriberKey" : "CustomerKey";
    }

    /** What the WSDL says of a property, by the names that Describe has for types. */
    static String dataType(String property) {
        String name = property.substring(property.lastIndexOf('.') + 1);
        return switch (name) {
            case "ID", "ParentID", "AccountUserID", "IsActive" -> "Int32";
            case "EnterpriseID", "CategoryID" -> "Int64";
            case "IsSendable", "IsAPIUser", "ActiveFlag", "MustChangePassword" -> "Boolean";
            default -> name.endsWith("Date") ? "DateTime" : "String";
        };
    }
}

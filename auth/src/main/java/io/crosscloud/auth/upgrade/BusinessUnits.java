package io.crosscloud.auth.upgrade;

import io.crosscloud.session.BusinessUnit;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Retrieves the active business units: SOAP Retrieve {@code BusinessUnit} with {@code QueryAllAccounts}, in the top
 * business unit. Each caller sees the business units that it has access to.
 */
final class BusinessUnits {
    private BusinessUnits() {}

    static Set<BusinessUnit> active(EngagementSoap soap) {
        return soap
                .retrieve(
                        "BusinessUnit", List.of("ID", "Name", "IsActive"), "<QueryAllAccounts>true</QueryAllAccounts>")
                .stream()
                .filter(row -> row.textAt("IsActive").equals("1")
                        || row.textAt("IsActive").equals("true"))
                .map(row -> row.textAt("ID"))
                .filter(id -> id.matches("[1-9][0-9]{0,17}"))
                .map(id -> BusinessUnit.of(Long.parseLong(id)))
                .collect(Collectors.toUnmodifiableSet());
    }
}

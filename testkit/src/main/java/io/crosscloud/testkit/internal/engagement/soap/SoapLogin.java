package io.crosscloud.testkit.internal.engagement.soap;

import io.crosscloud.session.BusinessUnit;
import io.crosscloud.testkit.EngagementSwitch;
import io.crosscloud.testkit.EngagementUser;
import io.crosscloud.testkit.internal.engagement.Rights;
import io.crosscloud.testkit.internal.engagement.Tenant;
import io.crosscloud.testkit.internal.engagement.TokenUse;
import io.crosscloud.token.Secret;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads the credential out of a SOAP header: {@code fueloauth} in whatever namespace, else {@code oAuth/oAuthToken} with
 * a {@code legacyToken} of before 2019, else the name and password of an API user (WS-Security {@code UsernameToken}).
 */
final class SoapLogin {
    private final Tenant tenant;

    SoapLogin(Tenant tenant) {
        this.tenant = tenant;
    }

    Caller caller(@Nullable XmlElement header) {
        if (header == null) {
            throw SoapFault.loginFailed();
        }
        Caller caller = header.child("fueloauth")
                .map(token -> byToken(token.text(), TokenUse.BEARER))
                .or(() -> header.child("oAuth").map(oauth -> byToken(oauth.textAt("oAuthToken"), TokenUse.LEGACY_SOAP)))
                .orElseGet(() -> byPassword(header));
        if (tenant.has(EngagementSwitch.ADDRESS_NOT_ALLOWED)) {
            throw SoapFault.notAuthorized();
        }
        return caller;
    }

    private Caller byToken(String token, TokenUse use) {
        Rights rights = tenant.rightsOf(token, use)
                .orElseThrow(() -> tenant.isOurs(token, use) ? SoapFault.tokenExpired() : SoapFault.loginFailed());
        EngagementUser user = rights.user();
        Set<BusinessUnit> units = units(
                unit -> (user == null || user.covers(unit)) && tenant.packages().covers(rights.client(), unit));
        return new Caller(rights.unit(), units, rights.scopes());
    }

    private Caller byPassword(XmlElement header) {
        XmlElement credential = header.child("Security")
                .flatMap(security -> security.child("UsernameToken"))
                .orElseThrow(SoapFault::loginFailed);
        String password = credential.textAt("Password");
        EngagementUser user = tenant.user(credential.textAt("Username"))
                .filter(EngagementUser::isActive)
                .filter(known -> !password.isEmpty() && known.password().equals(Secret.of(password)))
                .orElseThrow(SoapFault::loginFailed);
        if (tenant.has(EngagementSwitch.NO_PASSWORDS_IN_SOAP) || !user.isApiUser() || !user.mayUseWebServices()) {
            throw SoapFault.loginFailed();
        }
        BusinessUnit unit = tenant.account().units().keySet().stream()
                .filter(user::covers)
                .findFirst()
                .orElseThrow(SoapFault::notAuthorized);
        return new Caller(
                unit,
                units(user::covers),
                user.scopes().isUnspecified() ? null : user.scopes().values());
    }

    private Set<BusinessUnit> units(Predicate<BusinessUnit> access) {
        return tenant.account().units().keySet().stream().filter(access).collect(Collectors.toUnmodifiableSet());
    }
}

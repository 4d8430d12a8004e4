package io.crosscloud.auth.internal.session.record;

import io.crosscloud.internal.Sha256;
import io.crosscloud.session.BusinessUnit;
import io.crosscloud.session.SessionKey;
import io.crosscloud.spi.GrantType;
import io.crosscloud.spi.ProviderInfo;
import io.crosscloud.spi.TokenProvider;
import io.crosscloud.token.Scopes;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Under which key a session is stored.
 *
 * <p>A login's refresh token belongs to connection and user: every business unit and every scope of that user derives from
 * the one record, and only the record's variant tells their access tokens apart. Without a refresh token, business unit and
 * scopes are part of the key. Either way the key ends in a fingerprint of the provider's binding (grant, server, client) and
 * of the cloud's name for the user, so that two orgs never share a record because their connections share a name.
 */
public final class StoreKeys {
    private static final int LONGEST_USER = 300;
    private static final int BINDING_LENGTH = 16;

    private StoreKeys() {}

    public static String storeKey(SessionKey key, TokenProvider provider) {
        ProviderInfo info = provider.info();
        String user = URLEncoder.encode(key.user().name(), StandardCharsets.UTF_8);
        String shortUser = user.length() <= LONGEST_USER ? user : "~" + digest(user);
        String variant =
                info.grant() == GrantType.REFRESH_TOKEN || variant(key).isEmpty() ? "" : "/" + digest(variant(key));
        return key.connection() + "/" + shortUser + variant + "#"
                + digest(info.binding() + "\n" + provider.subject(key.user())).substring(0, BINDING_LENGTH);
    }

    private static String digest(String text) {
        return HexFormat.of().formatHex(Sha256.of(text));
    }

    /** Tells the access tokens of one record apart; empty for the connection's own business unit and scopes. */
    public static String variant(SessionKey key) {
        String businessUnit = key.businessUnit().map(BusinessUnit::toString).orElse("");
        Scopes scopes = key.scopes();
        return businessUnit.isEmpty() && scopes.isUnspecified() ? "" : businessUnit + " " + scopes;
    }
}

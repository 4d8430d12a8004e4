package io.crosscloud.auth.contract;

import io.crosscloud.token.Secret;
import java.util.List;

final class Keys {
    private Keys() {}

    /** Each line of a key's text: no part of it may be seen. */
    static List<Secret> linesOf(String pem) {
        return pem.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("-----"))
                .map(Secret::of)
                .toList();
    }
}

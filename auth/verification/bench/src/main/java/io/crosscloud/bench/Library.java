package io.crosscloud.bench;

import java.util.List;

/** What is measured, each used in the way that its documentation says. */
enum Library {
    /** What no cache can go below that looks at a clock: one volatile read and one clock read. */
    FLOOR("floor"),
    /** The same, each with as much memory as a session and its token take. */
    FLOOR_HEAVY("floor, heavy"),
    CROSSCLOUD("Crosscloud"),
    /** The same, looked up in the manager by a session key for each token. */
    CROSSCLOUD_KEYED("Crosscloud, by key"),
    GOOGLE("google-auth"),
    AWS("AWS CachedSupplier"),
    AZURE("azure-core"),
    MSAL("MSAL4J"),
    SPRING("Spring Security");

    /** Those that stand beside each other in the table. */
    static final List<Library> RIVALS = List.of(CROSSCLOUD, GOOGLE, AWS, AZURE, MSAL, SPRING);

    private static final int BALLAST = 150;

    private final String title;

    Library(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    /** Ready to get tokens for so many users from this endpoint. */
    Client open(Endpoint endpoint, int users) {
        return switch (this) {
            case FLOOR -> new Floor(endpoint, users, 0);
            case FLOOR_HEAVY -> new Floor(endpoint, users, BALLAST);
            case CROSSCLOUD -> new Crosscloud(endpoint, users);
            case CROSSCLOUD_KEYED -> new Crosscloud.Keyed(endpoint, users);
            case GOOGLE -> new GoogleAuth(endpoint, users);
            case AWS -> new AwsCachedSupplier(endpoint, users);
            case AZURE -> new AzureCore(endpoint, users);
            case MSAL -> new Msal4j(endpoint, users);
            case SPRING -> new SpringSecurity(endpoint, users);
        };
    }
}

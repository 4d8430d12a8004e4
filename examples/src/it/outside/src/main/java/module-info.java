/** A host application. */
module outside {
    requires transitive io.crosscloud.auth;

    exports outside;
}

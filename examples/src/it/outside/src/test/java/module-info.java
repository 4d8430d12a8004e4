/** The host application's tests. */
open module outside.tests {
    requires io.crosscloud.testkit;
    requires org.junit.jupiter.api;
    requires outside;
}

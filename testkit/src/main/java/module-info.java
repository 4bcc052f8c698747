import org.jspecify.annotations.NullMarked;

/** The contract suites any provider must pass, and a test clock. */
@NullMarked
module io.midplatform.testkit {
    requires java.logging;
    requires java.net.http;
    requires jdk.jfr;
    requires transitive io.midplatform.api;
    requires transitive org.assertj.core;
    requires transitive org.junit.jupiter.api;

    exports io.midplatform.testkit;
    exports io.midplatform.testkit.storage;
    exports io.midplatform.testkit.cache;
    exports io.midplatform.testkit.queue;
    exports io.midplatform.testkit.config;
}

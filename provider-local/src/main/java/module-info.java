import org.jspecify.annotations.NullMarked;

/** The embedded provider: in memory, or durable on disk. */
@NullMarked
module io.midplatform.local {
    requires transitive io.midplatform.api;
    requires com.github.benmanes.caffeine;
    requires java.sql;
    requires org.slf4j;
    requires org.xerial.sqlitejdbc;

    exports io.midplatform.local;
}

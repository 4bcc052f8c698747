import org.jspecify.annotations.NullMarked;

/** The interfaces applications use, the interfaces providers implement, and the engine between them. */
@NullMarked
module io.midplatform.api {
    requires transitive micrometer.observation;
    requires transitive org.jspecify;
    requires org.slf4j;

    exports io.midplatform;
    exports io.midplatform.config;
    exports io.midplatform.config.spi;
    exports io.midplatform.spi;

    uses io.midplatform.config.spi.ConfigProvider;
    uses io.midplatform.spi.Codec;
    uses io.midplatform.spi.SettingsFormat;
}

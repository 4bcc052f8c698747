import org.jspecify.annotations.NullMarked;

/** JSON payloads, YAML and JSON settings files. */
@NullMarked
module io.midplatform.codec.jackson {
    requires transitive io.midplatform.api;
    requires org.jspecify;
    requires tools.jackson.core;
    requires transitive tools.jackson.databind;
    requires tools.jackson.dataformat.yaml;

    exports io.midplatform.codec.jackson;

    provides io.midplatform.spi.Codec with
            io.midplatform.codec.jackson.JacksonCodec;
    provides io.midplatform.spi.SettingsFormat with
            io.midplatform.codec.jackson.JacksonSettingsFormat;
}

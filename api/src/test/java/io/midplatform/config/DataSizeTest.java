package io.midplatform.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DataSizeTest {
    @ParameterizedTest
    @CsvSource({"0,0B", "512,512B", "1kb,1000B", "64KiB,64KiB", "10MB,10000000B", "2 gib,2GiB", "1TiB,1TiB", "1024,1KiB"
    })
    void parse_sizes_areReadAndShown(String text, String shown) {
        assertThat(DataSize.parse(text)).hasToString(shown).isEqualTo(DataSize.parse(shown));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "KiB", "-1", "1.5MB", "10 sheep", "99999999TiB", "99999999999999999999"})
    void parse_anythingElse_isRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> DataSize.parse(text));
    }
}

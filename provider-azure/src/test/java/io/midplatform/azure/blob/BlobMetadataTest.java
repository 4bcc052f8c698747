package io.midplatform.azure.blob;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.storage.Checksum;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BlobMetadataTest {
    private static Map<String, String> encoded(Map<String, String> metadata) {
        Map<String, String> encoded = new HashMap<>();
        BlobMetadata.encode(metadata, null, 0, encoded::put);
        return encoded;
    }

    private static String name(String name) {
        return encoded(Map.of(name, "x")).keySet().iterator().next();
    }

    @Test
    void name_plain_staysAsItIs() {
        for (String plain :
                List.of("a", "author", "created_at", "a_b_c", "_private", "v2", "file_date", "a_2d", "x_")) {
            assertThat(name(plain)).isEqualTo(plain);
        }
    }

    @Test
    void name_thatIsNoIdentifier_isEscaped() {
        assertThat(name("content-hash")).isEqualTo("content_2d_hash");
        assertThat(name("2nd")).isEqualTo("_32_nd");
        assertThat(name("a_2d_b")).isEqualTo("a_5f_2d_b");
    }

    @Test
    void name_any_comesBack() {
        String tokens = "abcdef0123456789_-_-_!#$%&'*+.^`|~z";
        Random random = new Random(3);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder name = new StringBuilder();
            for (int length = 1 + random.nextInt(10); length > 0; length--) {
                name.append(tokens.charAt(random.nextInt(tokens.length())));
            }
            String stored = name(name.toString());
            assertThat(stored).matches("[a-z_][a-z0-9_]*");
            assertThat(BlobMetadata.decodeName(stored)).isEqualTo(name.toString());
        }
    }

    /** What another program wrote with an underscore at each side of two letters is no escape of ours. */
    @Test
    void name_ofAnotherProgram_staysAsItIs() {
        for (String other : List.of("google_ad_id", "title_de_long", "a_61_b", "_0a_", "x_7f_")) {
            assertThat(BlobMetadata.decodeName(other)).isEqualTo(other);
        }
    }

    @Test
    void value_any_isAsciiAndComesBack() {
        for (String value :
                List.of("", " ", "plain text", "a  b", " lead", "J\u00fcrgen", "\ud83d\ude00", "=?x", "a\nb")) {
            String stored = encoded(Map.of("n", value)).get("n");
            assertThat(stored).isNotEmpty().matches("[!-~]([ -~]*[!-~])?");
            assertThat(BlobMetadata.decodeValue(stored)).isEqualTo(value);
        }
        assertThat(BlobMetadata.decodeValue("=?UTF-8?B?%?=")).isEqualTo("=?UTF-8?B?%?=");
    }

    @Test
    void checksum_ofOtherBytes_isNone() {
        Map<String, String> encoded = new HashMap<>();
        Checksum checksum = Checksum.crc32c(0xfedcba98L);
        BlobMetadata.encode(Map.of(), checksum, 12, encoded::put);
        assertThat(encoded).containsExactly(Map.entry("mp_crc32c", "fedcba98-12"));
        assertThat(BlobMetadata.checksum("mp_crc32c", "fedcba98-12", 12)).isEqualTo(checksum);
        assertThat(BlobMetadata.checksum("mp_crc32c", "fedcba98-12", 13)).isNull();
        assertThat(BlobMetadata.checksum("mp_crc32c", "fedcba98-12", 2)).isNull();
        assertThat(BlobMetadata.checksum("mp_crc32c", "nonsense-12", 12)).isNull();
        assertThat(BlobMetadata.checksum("mp_crc32c", "", 12)).isNull();
        assertThat(BlobMetadata.checksum("mp_other", "fedcba98-12", 12)).isNull();
    }
}

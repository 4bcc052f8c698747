package io.midplatform.testkit;

import java.util.List;

/** Names and texts that break what treats them as anything but opaque. */
public final class HostileData {
    /** Keys and texts that every provider with the feature {@code any-key} must hold, all different. */
    public static final List<String> STRINGS = List.of(
            "a",
            "a/b",
            "a/",
            "A",
            "/leading",
            "//",
            "..",
            "../../etc/passwd",
            ".",
            "./x",
            "a/../b",
            "trailing ",
            " leading",
            "back\\slash",
            "con",
            "nul.txt",
            "C:\\x",
            "percent%2Fencoded",
            "plus+and&amp;=?#[]@!$'()*,;:|<>\"{}^`~",
            "tab\tnewline\nreturn\r",
            "nul\u0000inside",
            "bell\u0007delete\u007f",
            "caf\u00e9",
            "cafe\u0301",
            "\u65e5\u672c\u8a9e",
            "\ud83d\ude00 emoji",
            "\uffee before the astral plane",
            "\u202eright to left",
            "\u200bzero width",
            "'; DROP TABLE objects; --",
            "${env:HOME} %s {0}",
            "x".repeat(255),
            "y/".repeat(511) + "z");

    /** More bytes than one part of any provider has: 8 MiB and some. */
    public static final int OVER_ONE_PART = 9_000_000;

    private HostileData() {}
}

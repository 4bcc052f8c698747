package io.midplatform.local.disk;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/** Bytes that say what they are, so that a mix of two writes, or half of one, is recognised. */
record Specimen(String key, long version) {
    private static final int MOST = 150_000;

    byte[] bytes() {
        byte[] name = (key + "#" + version + "\n").getBytes(StandardCharsets.UTF_8);
        Random random = new Random(version * 31 + key.hashCode());
        byte[] rest = new byte[random.nextInt(10) == 0 ? random.nextInt(MOST) : random.nextInt(2_000)];
        random.nextBytes(rest);
        byte[] all = Arrays.copyOf(name, name.length + rest.length);
        System.arraycopy(rest, 0, all, name.length, rest.length);
        return all;
    }

    /** What the bytes say they are; fails when they are not that. */
    static Specimen of(byte[] bytes) {
        int end = 0;
        while (end < bytes.length && bytes[end] != '\n') {
            end++;
        }
        String[] name = new String(bytes, 0, end, StandardCharsets.UTF_8).split("#", -1);
        Specimen told = new Specimen(name[0], Long.parseLong(name[1]));
        if (!Arrays.equals(told.bytes(), bytes)) {
            throw new AssertionError(told + " is not whole");
        }
        return told;
    }
}

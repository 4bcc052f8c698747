package io.midplatform.redis;

import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.output.ValueOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Supplier;

/**
 * A script on one key. It is called by its digest, which spares the text; a server that does not know it gets the text once.
 *
 * @param <T> its result
 */
final class RedisScript<T> {
    /** Writes ARGV[2], with the life ARGV[3], over an entry that starts with ARGV[1]; 1 if it did. */
    static final RedisScript<Long> REPLACE = new RedisScript<>("""
            if redis.call('GETRANGE', KEYS[1], 0, #ARGV[1] - 1) ~= ARGV[1] then return 0 end
            if ARGV[3] == '' then
              redis.call('SET', KEYS[1], ARGV[2])
            else
              redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
            end
            return 1
            """, () -> new IntegerOutput<>(CacheCodec.INSTANCE));

    /** Removes an entry that starts with ARGV[1]; 1 if it did. */
    static final RedisScript<Long> REMOVE = new RedisScript<>("""
            if redis.call('GETRANGE', KEYS[1], 0, #ARGV[1] - 1) ~= ARGV[1] then return 0 end
            return redis.call('DEL', KEYS[1])
            """, () -> new IntegerOutput<>(CacheCodec.INSTANCE));

    /**
     * Adds ARGV[1] to a counter; one that is new lives ARGV[2]. The value comes as text: numbers of scripts are doubles, which would round it.
     */
    static final RedisScript<byte[]> INCREMENT = new RedisScript<>("""
            redis.call('SET', KEYS[1], '0', 'PX', ARGV[2], 'NX')
            redis.call('INCRBY', KEYS[1], ARGV[1])
            return redis.call('GET', KEYS[1])
            """, () -> new ValueOutput<>(CacheCodec.INSTANCE));

    private static final byte[] ONE = {'1'};

    private final byte[] text;
    private final byte[] digest;
    private final Supplier<CommandOutput<String, byte[], T>> output;

    private RedisScript(String text, Supplier<CommandOutput<String, byte[], T>> output) {
        this.text = text.getBytes(StandardCharsets.UTF_8);
        this.digest = digest(this.text);
        this.output = output;
    }

    /** The call by digest; {@link Call#whole} is for a server that does not know it. */
    Call<T> call(String key, byte[]... arguments) {
        return new Call<>(this, key, arguments);
    }

    private Command<String, byte[], T> of(CommandType type, byte[] script, String key, byte[]... arguments) {
        CommandArgs<String, byte[]> args =
                RedisCommands.args().add(script).add(ONE).addKey(key);
        for (byte[] argument : arguments) {
            args.addValue(argument);
        }
        return new Command<>(type, output.get(), args);
    }

    /**
     * A call of a script.
     *
     * @param <T> its result
     */
    static final class Call<T> extends AsyncCommand<String, byte[], T> {
        private final RedisScript<T> script;
        private final String key;
        private final byte[][] arguments;

        private Call(RedisScript<T> script, String key, byte[]... arguments) {
            super(script.of(CommandType.EVALSHA, script.digest, key, arguments));
            this.script = script;
            this.key = key;
            this.arguments = arguments;
        }

        /** The same call, for another try. */
        Call<T> repeated() {
            return new Call<>(script, key, arguments);
        }

        /** The same call with the script's text, after which the server knows it. */
        AsyncCommand<String, byte[], T> whole() {
            return new AsyncCommand<>(script.of(CommandType.EVAL, script.text, key, arguments));
        }
    }

    private static byte[] digest(byte[] text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-1").digest(text))
                    .getBytes(StandardCharsets.US_ASCII);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-1", e);
        }
    }
}

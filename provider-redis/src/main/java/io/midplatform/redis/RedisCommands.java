package io.midplatform.redis;

import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.output.ValueOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.ProtocolKeyword;
import io.lettuce.core.protocol.ReadOnlyCommands;
import io.lettuce.core.protocol.RedisCommand;
import io.midplatform.cache.spi.CacheWrite;
import io.midplatform.spi.ItemOutcome;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The commands the driver sends. */
final class RedisCommands {
    private static final byte[] PX = "PX".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NX = "NX".getBytes(StandardCharsets.US_ASCII);

    /** Longer lives count as this one: Redis adds them to the time of day and refuses what overflows. */
    private static final long LONGEST_TTL = Long.MAX_VALUE / 2;

    /** Another keyword than {@link CommandType#PING}, so that it is told apart; to servers it is the same. */
    private static final ProtocolKeyword READING_PING = new ProtocolKeyword() {
        @Override
        public byte[] getBytes() {
            return CommandType.PING.getBytes();
        }

        @Override
        public String toString() {
            return CommandType.PING.name();
        }
    };

    private RedisCommands() {}

    static AsyncCommand<String, byte[], byte[]> get(String key) {
        return of(CommandType.GET, new ValueOutput<>(CacheCodec.INSTANCE), args().addKey(key));
    }

    static AsyncCommand<String, byte[], List<ItemOutcome<byte[]>>> mget(List<String> keys) {
        return of(CommandType.MGET, new EntriesOutput(), args().addKeys(keys));
    }

    /** A write that is a plain command: OK where it was made, null where its condition did not hold. */
    static AsyncCommand<String, byte[], String> set(CacheWrite write) {
        CommandArgs<String, byte[]> args = args().addKey(write.key()).addValue(write.value());
        if (write.ttlMillis() != CacheWrite.NO_END) {
            args.add(PX).add(ttl(write.ttlMillis()));
        }
        if (write.condition() == CacheWrite.Condition.ABSENT) {
            args.add(NX);
        }
        return of(CommandType.SET, new StatusOutput<>(CacheCodec.INSTANCE), args);
    }

    static AsyncCommand<String, byte[], Long> unlink(List<String> keys) {
        return of(CommandType.UNLINK, new IntegerOutput<>(CacheCodec.INSTANCE), args().addKeys(keys));
    }

    static AsyncCommand<String, byte[], Long> unlink(String key) {
        return of(CommandType.UNLINK, new IntegerOutput<>(CacheCodec.INSTANCE), args().addKey(key));
    }

    static AsyncCommand<String, byte[], Long> incrBy(String key, long by) {
        return of(
                CommandType.INCRBY,
                new IntegerOutput<>(CacheCodec.INSTANCE),
                args().addKey(key).add(by));
    }

    static AsyncCommand<String, byte[], Long> publish(String channel, byte[] notice) {
        return of(
                CommandType.PUBLISH,
                new IntegerOutput<>(CacheCodec.INSTANCE),
                args().add(channel).addValue(notice));
    }

    static AsyncCommand<String, byte[], String> ping() {
        return of(CommandType.PING, new StatusOutput<>(CacheCodec.INSTANCE), args());
    }

    /** A ping that takes the way of reads, see {@link #isRead}. */
    static AsyncCommand<String, byte[], String> readingPing() {
        return of(READING_PING, new StatusOutput<>(CacheCodec.INSTANCE), args());
    }

    /** Whether a command may go to those who are read from. */
    static boolean isRead(RedisCommand<?, ?, ?> command) {
        ProtocolKeyword type = command.getType();
        return type == READING_PING || ReadOnlyCommands.isReadOnlyCommand(type);
    }

    static AsyncCommand<String, byte[], String> asking() {
        return of(CommandType.ASKING, new StatusOutput<>(CacheCodec.INSTANCE), args());
    }

    static AsyncCommand<String, byte[], String> info(String section) {
        return of(CommandType.INFO, new StatusOutput<>(CacheCodec.INSTANCE), args().add(section));
    }

    static <T> AsyncCommand<String, byte[], T> of(
            ProtocolKeyword type, CommandOutput<String, byte[], T> output, CommandArgs<String, byte[]> args) {
        return new AsyncCommand<>(new Command<>(type, output, args));
    }

    /** A command that was refused, for another try. Its output holds nothing but the error. */
    static <T> AsyncCommand<String, byte[], T> again(AsyncCommand<String, byte[], T> refused) {
        CommandOutput<String, byte[], T> output = refused.getOutput();
        output.setError((String) null);
        return new AsyncCommand<>(new Command<>(refused.getType(), output, refused.getArgs()));
    }

    static CommandArgs<String, byte[]> args() {
        return new CommandArgs<>(CacheCodec.INSTANCE);
    }

    static long ttl(long millis) {
        return Math.min(millis, LONGEST_TTL);
    }
}

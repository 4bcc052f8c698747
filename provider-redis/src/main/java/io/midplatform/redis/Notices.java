package io.midplatform.redis;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.midplatform.Registration;
import io.midplatform.cache.spi.NoticeListener;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The notices of all resources of a hub: published on the connections of the data, heard on one connection of their own, made when the first
 * resource listens. A listener is connected once the server has confirmed its channel, and disconnected when the connection breaks, or has not
 * answered when asked: a connection on which nothing arrives may be quiet or dead. Thread-safe.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails is tried again with the next beat
final class Notices implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Notices.class);
    private static final long BEAT_SECONDS = 5;

    private final Routes routes;
    private final ScheduledExecutorService timer;
    private final Link<StatefulRedisPubSubConnection<String, byte[]>> link;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Channel> channels = new HashMap<>();
    private final AtomicBoolean publishing = new AtomicBoolean(true);
    private @Nullable ScheduledFuture<?> beat;
    private boolean unanswered;
    /** The one that is asked and listened to; null before there is one, and from its end until the next one is made. */
    private @Nullable StatefulRedisPubSubConnection<String, byte[]> latest;

    Notices(
            Routes routes,
            ScheduledExecutorService timer,
            Supplier<? extends CompletionStage<? extends StatefulRedisPubSubConnection<String, byte[]>>> maker) {
        this.routes = routes;
        this.timer = timer;
        this.link = new Link<>(maker, timer, this::ready);
    }

    /** Publishes without waiting. What gets lost is found by those who listen, or ends with their entries' lives. */
    void publish(String channel, byte[] notice) {
        StatefulRedisConnection<String, byte[]> connection = routes.ready(channel);
        if (connection == null) {
            return;
        }
        AsyncCommand<String, byte[], Long> command = RedisCommands.publish(channel, notice);
        command.whenComplete((heard, thrown) -> published(thrown));
        try {
            connection.dispatch(command);
        } catch (RedisException e) {
            published(e);
        }
    }

    private void published(@Nullable Throwable thrown) {
        if (publishing.getAndSet(thrown == null) && thrown != null) {
            LOG.warn(
                    "Notices cannot be published: {}",
                    RedisErrors.classify(thrown).reason());
        }
    }

    Registration subscribe(String name, NoticeListener listener) {
        StatefulRedisPubSubConnection<String, byte[]> asked = null;
        lock.lock();
        try {
            Channel channel = channels.computeIfAbsent(name, fresh -> new Channel());
            channel.listeners.add(listener);
            if (beat == null) {
                link.open();
                beat = timer.scheduleWithFixedDelay(this::beat, BEAT_SECONDS, BEAT_SECONDS, TimeUnit.SECONDS);
            } else if (channel.confirmed) {
                listener.connected();
            } else {
                asked = latest; // one that is being made asks for all channels as soon as it is there
            }
        } finally {
            lock.unlock();
        }
        if (asked != null) {
            ask(asked, name);
        }
        return () -> unsubscribe(name, listener);
    }

    private void unsubscribe(String name, NoticeListener listener) {
        StatefulRedisPubSubConnection<String, byte[]> left = null;
        lock.lock();
        try {
            Channel channel = channels.get(name);
            if (channel != null && channel.listeners.remove(listener) && channel.listeners.isEmpty()) {
                channels.remove(name);
                left = latest;
            }
        } finally {
            lock.unlock();
        }
        if (left != null) {
            left.async().unsubscribe(name);
        }
    }

    private void ready(StatefulRedisPubSubConnection<String, byte[]> connection) {
        lock.lock();
        try {
            latest = connection; // what an earlier one tells while it is closed counts no more
            unanswered = false;
        } finally {
            lock.unlock();
        }
        connection.addListener(new Arrivals(connection));
        connection.addListener(new RedisConnectionStateListener() {
            @Override
            public void onRedisConnected(RedisChannelHandler<?, ?> handler, SocketAddress address) {
                ask(connection);
            }

            @Override
            public void onRedisDisconnected(RedisChannelHandler<?, ?> handler) {
                disconnected(connection);
            }
        });
        ask(connection);
    }

    /** Asks for all channels; each that is confirmed tells its listeners. */
    private void ask(StatefulRedisPubSubConnection<String, byte[]> connection) {
        List<String> names;
        lock.lock();
        try {
            names = List.copyOf(channels.keySet());
        } finally {
            lock.unlock();
        }
        for (String name : names) {
            ask(connection, name);
        }
    }

    /** By itself: a server refuses a command as a whole, when it refuses one of its channels. */
    private void ask(StatefulRedisPubSubConnection<String, byte[]> connection, String name) {
        try {
            connection.async().subscribe(name).whenComplete((done, thrown) -> {
                if (thrown == null || thrown instanceof RedisCommandExecutionException) {
                    answered(connection); // who refuses lives
                }
                if (thrown != null) {
                    LOG.debug("notices cannot be subscribed to", thrown);
                }
            });
        } catch (RedisException e) {
            LOG.debug("notices cannot be subscribed to", e); // the connection was closed meanwhile
        }
    }

    private void answered(StatefulRedisPubSubConnection<String, byte[]> connection) {
        lock.lock();
        try {
            if (latest == connection) {
                unanswered = false;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Asks again, which a server that lives answers. */
    private void beat() {
        StatefulRedisPubSubConnection<String, byte[]> connection;
        boolean dead;
        lock.lock();
        try {
            connection = latest;
            if (connection == null || channels.isEmpty()) {
                unanswered = false;
                return;
            }
            dead = unanswered;
            unanswered = true;
        } finally {
            lock.unlock();
        }
        if (dead) {
            reset();
        } else {
            ask(connection);
        }
    }

    /** The connection, null while there is none. */
    @Nullable
    StatefulRedisPubSubConnection<String, byte[]> connection() {
        return link.current();
    }

    /** Makes the connection anew, where to is asked again. */
    void reset() {
        StatefulRedisPubSubConnection<String, byte[]> connection;
        lock.lock();
        try {
            connection = latest;
            if (connection == null || link.current() != connection) {
                return; // it is being made
            }
            disconnected(connection);
            latest = null;
        } finally {
            lock.unlock();
        }
        link.reopen(connection);
    }

    private void disconnected(StatefulRedisPubSubConnection<String, byte[]> connection) {
        lock.lock();
        try {
            if (latest != connection) {
                return;
            }
            unanswered = false;
            for (Channel channel : channels.values()) {
                if (channel.confirmed) {
                    channel.confirmed = false;
                    channel.listeners.forEach(NoticeListener::disconnected);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            channels.clear();
            if (beat != null) {
                beat.cancel(false);
            }
        } finally {
            lock.unlock();
        }
        link.close();
    }

    /** Those who listen to one channel. */
    private static final class Channel {
        private final List<NoticeListener> listeners = new ArrayList<>();
        private boolean confirmed;
    }

    /** What the server tells on one connection; the lock makes one call after the other of it. */
    private final class Arrivals extends RedisPubSubAdapter<String, byte[]> {
        private final StatefulRedisPubSubConnection<String, byte[]> connection;

        private Arrivals(StatefulRedisPubSubConnection<String, byte[]> connection) {
            this.connection = connection;
        }

        private @Nullable Channel channel(String name) {
            return latest == connection ? channels.get(name) : null;
        }

        @Override
        public void message(String name, byte[] notice) {
            if (notice.length == 0) {
                return; // verify tries out the permission
            }
            lock.lock();
            try {
                Channel channel = channel(name);
                if (channel != null) {
                    channel.listeners.forEach(listener -> listener.notice(notice));
                }
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void subscribed(String name, long count) {
            lock.lock();
            try {
                answered(connection);
                Channel channel = channel(name);
                if (channel != null && !channel.confirmed) {
                    channel.confirmed = true;
                    channel.listeners.forEach(NoticeListener::connected);
                }
            } finally {
                lock.unlock();
            }
        }
    }
}

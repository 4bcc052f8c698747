package io.midplatform.redis;

import io.lettuce.core.RedisChannelHandler;
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
 * confirmed again when asked: a connection on which nothing arrives may be quiet or dead. Thread-safe.
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
                ask(link.current());
            }
        } finally {
            lock.unlock();
        }
        return () -> unsubscribe(name, listener);
    }

    private void unsubscribe(String name, NoticeListener listener) {
        lock.lock();
        try {
            Channel channel = channels.get(name);
            if (channel != null && channel.listeners.remove(listener) && channel.listeners.isEmpty()) {
                channels.remove(name);
                StatefulRedisPubSubConnection<String, byte[]> connection = link.current();
                if (connection != null) {
                    connection.async().unsubscribe(name);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void ready(StatefulRedisPubSubConnection<String, byte[]> connection) {
        connection.addListener(new Arrivals());
        connection.addListener(new RedisConnectionStateListener() {
            @Override
            public void onRedisConnected(RedisChannelHandler<?, ?> handler, SocketAddress address) {
                ask(connection);
            }

            @Override
            public void onRedisDisconnected(RedisChannelHandler<?, ?> handler) {
                disconnected();
            }
        });
        ask(connection);
    }

    /** Asks for all channels; each that is confirmed tells its listeners. */
    private void ask(@Nullable StatefulRedisPubSubConnection<String, byte[]> connection) {
        if (connection == null) {
            return;
        }
        String[] names;
        lock.lock();
        try {
            names = channels.keySet().toArray(new String[0]);
        } finally {
            lock.unlock();
        }
        if (names.length > 0) {
            connection.async().subscribe(names).whenComplete((done, thrown) -> {
                if (thrown != null) {
                    LOG.debug("notices cannot be subscribed to", thrown);
                }
            });
        }
    }

    /** Asks again, which a server that lives confirms. */
    private void beat() {
        StatefulRedisPubSubConnection<String, byte[]> connection = link.current();
        boolean dead;
        lock.lock();
        try {
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
            disconnected();
            reset(connection);
        } else {
            ask(connection);
        }
    }

    /** Makes the connection anew, where to is asked again. */
    void reset() {
        StatefulRedisPubSubConnection<String, byte[]> connection = link.current();
        if (connection != null) {
            reset(connection);
        }
    }

    private void reset(StatefulRedisPubSubConnection<String, byte[]> connection) {
        link.reopen(connection);
    }

    private void disconnected() {
        lock.lock();
        try {
            for (Channel channel : channels.values()) {
                if (channel.confirmed) {
                    channel.confirmed = false;
                    channel.listeners.forEach(NoticeListener::disconnected);
                }
            }
            unanswered = false;
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

    /** What the server tells; the lock makes one call after the other of it. */
    private final class Arrivals extends RedisPubSubAdapter<String, byte[]> {
        @Override
        public void message(String name, byte[] notice) {
            if (notice.length == 0) {
                return; // verify tries out the permission
            }
            lock.lock();
            try {
                Channel channel = channels.get(name);
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
                unanswered = false;
                Channel channel = channels.get(name);
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

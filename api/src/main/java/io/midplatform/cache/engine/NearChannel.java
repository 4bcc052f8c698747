package io.midplatform.cache.engine;

import io.midplatform.Registration;
import io.midplatform.cache.spi.CacheDriver;
import io.midplatform.cache.spi.NoticeListener;
import io.midplatform.engine.call.ResourceContext;
import io.midplatform.engine.call.ResourceHealth;
import io.midplatform.spi.PlatformTime;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the near caches of several processes in step: tells what this one changed, hears what others changed, and finds out what was lost. A number
 * that a sender skips empties the near cache, and so does every interruption. Each process beats, so that a notice after which nothing is sent is
 * missed too; one that does not hear its own beats knows that the channel is dead, whatever the connection says, and one that is not heard any more empties the others. Thread-safe.
 */
final class NearChannel implements NoticeListener {
    /** Often enough that a lost notice is found well within the usual ttl, seldom enough to cost nothing. */
    static final Duration BEAT = Duration.ofSeconds(5);
    /** Two beats may be late. */
    static final Duration SILENCE = BEAT.multipliedBy(3);

    private static final Logger LOG = LoggerFactory.getLogger(NearChannel.class);
    private static final String PART = "near";
    /** A notice of so many short keys is of a few kilobytes. */
    private static final int KEYS = 100;

    /** The last that was heard of a sender. */
    private record Heard(long number, long at) {}

    private final CacheDriver driver;
    private final NearCache<?> near;
    private final PlatformTime time;
    private final ResourceHealth health;
    private final String resource;
    private final long self = new SecureRandom().nextLong();
    private final ReentrantLock sending = new ReentrantLock();
    private final ReentrantLock hearing = new ReentrantLock();
    private final Map<Long, Heard> senders = new HashMap<>();
    private long sent;
    /** Up to this number what this process tells is news to itself, too: changes that failed and may happen as late as their notices. */
    private volatile long doubtful;

    private boolean down = true;
    private long lastHeard;
    private boolean stopped;
    private @Nullable Registration subscription;
    private @Nullable Registration nextBeat;

    NearChannel(ResourceContext context, CacheDriver driver, NearCache<?> near) {
        this.driver = driver;
        this.near = near;
        this.time = context.time();
        this.health = context.health();
        this.resource = context.resource();
        this.lastHeard = time.nanoTime();
    }

    void start() {
        Registration made = driver.subscribe(this);
        hearing.lock();
        try {
            subscription = made;
            nextBeat = time.schedule(this::beat, BEAT);
        } finally {
            hearing.unlock();
        }
    }

    void stop() {
        tell(NearNotice.Kind.BEAT, List.of(), true); // the last number, for those who missed the last notice
        Registration subscribed;
        hearing.lock();
        try {
            stopped = true;
            subscribed = subscription;
            if (nextBeat != null) {
                nextBeat.close();
            }
        } finally {
            hearing.unlock();
        }
        if (subscribed != null) {
            subscribed.close();
        }
    }

    /** Tells the others that keys changed, or that they may change when it is not certain. */
    void changed(List<String> keys, boolean certain) {
        for (int i = 0; i < keys.size(); i += KEYS) {
            tell(NearNotice.Kind.KEYS, keys.subList(i, Math.min(keys.size(), i + KEYS)), certain);
        }
    }

    void invalidated(String tag, boolean certain) {
        tell(NearNotice.Kind.TAG, List.of(tag), certain);
    }

    void cleared(boolean certain) {
        tell(NearNotice.Kind.CLEAR, List.of(), certain);
    }

    /** For how long notices have not been arriving; zero while they do. */
    Duration staleWindow() {
        hearing.lock();
        try {
            return down ? Duration.ofNanos(time.nanoTime() - lastHeard) : Duration.ZERO;
        } finally {
            hearing.unlock();
        }
    }

    private void tell(NearNotice.Kind kind, List<String> names, boolean certain) {
        sending.lock(); // so that the numbers go out in order
        try {
            if (kind != NearNotice.Kind.BEAT) {
                sent++;
            }
            if (!certain) {
                doubtful = sent;
            }
            publish(new NearNotice(kind, self, sent, names).encoded());
        } finally {
            sending.unlock();
        }
    }

    /** The write that is told of has been made: that nobody can be told must not fail it. The others miss the number and empty their caches. */
    @SuppressWarnings("IllegalCatch")
    private void publish(byte[] notice) {
        try {
            driver.publish(notice);
        } catch (RuntimeException e) {
            LOG.debug(
                    "cache '{}': a notice was not sent: {}",
                    resource,
                    e.getClass().getName());
        }
    }

    private void beat() {
        hearing.lock();
        try {
            if (stopped) {
                return;
            }
            nextBeat = time.schedule(this::beat, BEAT);
            long now = time.nanoTime();
            if (senders.values().removeIf(heard -> now - heard.at() > SILENCE.toNanos())) {
                near.fenceAll(); // it may have ended, or may not be heard any more: what it sent last may be lost
            }
            if (!down && now - lastHeard > SILENCE.toNanos()) {
                lose("this process's own notices do not arrive, nor may they elsewhere");
            }
        } finally {
            hearing.unlock();
        }
        tell(NearNotice.Kind.BEAT, List.of(), true);
    }

    @Override
    public void connected() {
        hearing.lock();
        try {
            recover();
        } finally {
            hearing.unlock();
        }
    }

    @Override
    public void disconnected() {
        hearing.lock();
        try {
            if (!down) {
                lastHeard = time.nanoTime();
                lose("the connection for notices is down");
            }
        } finally {
            hearing.unlock();
        }
    }

    @Override
    public void notice(byte[] bytes) {
        NearNotice notice = NearNotice.decode(bytes);
        hearing.lock();
        try {
            if (notice == null) {
                near.fenceAll(); // a later version tells something that this one does not know
            } else if (notice.sender() != self) {
                hear(notice);
            } else {
                hearOwn(notice);
            }
        } finally {
            hearing.unlock();
        }
    }

    private void hear(NearNotice notice) {
        Heard before = senders.get(notice.sender());
        long known = before == null ? 0 : before.number();
        boolean beat = notice.kind() == NearNotice.Kind.BEAT;
        if (notice.number() > (beat ? known : known + 1)) {
            near.fenceAll(); // some were lost, or sent before this process listened
        }
        senders.put(notice.sender(), new Heard(Math.max(known, notice.number()), time.nanoTime()));
        fence(notice);
    }

    private void hearOwn(NearNotice notice) {
        if (down) {
            recover();
        }
        lastHeard = time.nanoTime();
        if (notice.number() <= doubtful) {
            fence(notice);
        }
    }

    private void fence(NearNotice notice) {
        switch (notice.kind()) {
            case KEYS -> notice.names().forEach(near::fence);
            case TAG -> notice.names().forEach(near::fenceTagged);
            case CLEAR -> near.fenceAll();
            case BEAT -> {
                // nothing happened
            }
        }
    }

    private void recover() {
        down = false;
        lastHeard = time.nanoTime();
        senders.clear();
        near.fenceAll();
        health.well(PART);
    }

    private void lose(String why) {
        down = true;
        health.trouble(PART, false, "values kept near may be old: " + why);
    }
}
